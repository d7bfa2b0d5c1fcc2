"""Files of several articles: each article has a life of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ingest.library import ENGLISH, FRENCH, Library, article, numbers


@pytest.fixture
def three(tmp_path: Path) -> Library:
    """Three articles in one file, the last without an id of its own."""
    library = Library(tmp_path)
    library.lines("all.jsonl", article("Un", id="un"), article("Deux", ENGLISH, id="deux"), article("Trois"))
    assert numbers(library.ingest()) == (3, 0, 0, 0)
    return library


def test_articles_are_named_by_their_ids(three: Library) -> None:
    *others, first, second = sorted(three.ids(), key=len, reverse=True)
    assert (first, second) == ("deux", "un")
    assert [name.startswith("all.jsonl#") for name in others] == [True]


def test_a_changed_line_embeds_that_article_alone(three: Library) -> None:
    three.lines("all.jsonl", article("Un", id="un"), article("Deux", ENGLISH + " New.", id="deux"), article("Trois"))
    assert numbers(three.ingest()) == (0, 1, 2, 0)
    assert len(three.embedder.embedded) == 1
    assert three.texts()["deux"] == ENGLISH + " New."


def test_the_order_of_the_lines_does_not_matter(three: Library) -> None:
    before = three.passages()
    three.lines("all.jsonl", article("Trois"), "", article("Deux", ENGLISH, id="deux"), article("Un", id="un"))
    assert numbers(three.ingest()) == (0, 0, 3, 0)
    assert three.embedder.embedded == []
    assert three.passages() == before


def test_an_article_whose_line_is_gone_goes(three: Library) -> None:
    three.lines("all.jsonl", article("Un", id="un"), article("Trois"))
    assert numbers(three.ingest()) == (0, 0, 2, 1)
    assert "deux" not in three.ids()


def test_a_bad_line_is_reported_and_nothing_goes(three: Library) -> None:
    three.lines("all.jsonl", article("Un", id="un"), "{", article("Quatre", id="quatre"))
    for _ in range(2):
        report = three.ingest()
        assert [problem.name for problem in report.failed] == ["all.jsonl, line 2"]
        assert {"un", "deux", "quatre"} < set(three.ids())
        assert len(three.ids()) == 4
    three.lines("all.jsonl", article("Un", id="un"), article("Quatre", id="quatre"))
    assert numbers(three.ingest()) == (0, 0, 2, 2)


def test_a_file_put_back_to_what_it_was_is_read_again(three: Library) -> None:
    good = (three.folder / "all.jsonl").read_bytes()
    three.lines("all.jsonl", article("Un", ENGLISH, id="un"), "{")
    three.ingest()
    assert three.texts()["un"] == ENGLISH
    (three.folder / "all.jsonl").write_bytes(good)
    assert numbers(three.ingest()) == (0, 1, 2, 0)
    assert three.texts()["un"] == FRENCH


def test_an_article_that_stands_there_twice_is_one(three: Library) -> None:
    for folder in ("left", "right"):
        three.lines(f"{folder}/twice.jsonl", article("Double", ENGLISH), article("Double", ENGLISH), article("Seul"))
    report = three.ingest(three.folder / "left", three.folder / "right")
    assert numbers(report) == (4, 0, 2, 0)
    assert len(three.ids()) == 7
    assert numbers(three.ingest(three.folder / "left", three.folder / "right")) == (0, 0, 4, 0)


def test_a_long_id_is_not_taken_for_another(three: Library) -> None:
    base = "https://example.org/" + "article/" * 40
    three.lines("long.jsonl", *(article(f"Long {n}", id=f"{base}{n}") for n in range(3)))
    assert numbers(three.ingest(three.folder / "long.jsonl")) == (3, 0, 0, 0)
    assert numbers(three.ingest(three.folder / "long.jsonl")) == (0, 0, 3, 0)
    three.lines("long.jsonl", *(article(f"Long {n}", id=f"{base}{n}") for n in range(2)))
    assert numbers(three.ingest(three.folder / "long.jsonl")) == (0, 0, 2, 1)


def test_an_id_that_two_files_use_is_the_first_ones(three: Library) -> None:
    three.lines("other.jsonl", article("Encore un", ENGLISH, id="un"))
    for _ in range(2):
        three.ingest()
        assert three.texts()["un"] == FRENCH
        assert len(three.ids()) == 4
    assert sum(name.startswith("un~") for name in three.ids()) == 1


def test_the_same_article_in_two_files_is_there_twice(three: Library) -> None:
    three.write("a.md", FRENCH, title="Le même")
    three.write("b.md", FRENCH, title="Le même")
    assert three.ingest().added == 2
    assert {"a.md", "b.md"} < set(three.ids())
    assert len({p.id for p in three.passages()}) == len(three.passages())


def test_characters_that_are_no_text_do_no_harm(three: Library) -> None:
    """As JSON can write them: a NUL, an escape, a lone surrogate."""
    odd = r"\u0000 \u001b[1m \ud800 \udfff 🗞 \u202e"
    line = f'{{"title": "T{odd}", "text": "Avant {odd} après.", "source": "{odd}", "url": "{odd}", "id": "i{odd}"}}'
    nameless = f'{{"title": "{odd}", "text": "{odd} fin"}}'
    three.lines("odd.jsonl", line, nameless)
    report = three.ingest()
    assert (report.added, report.failed) == (2, [])
    assert numbers(three.ingest()) == (0, 0, 5, 0)
    for text in three.texts().values():
        assert text.encode("utf-8")
        assert "\0" not in text
    (text,) = (t for t in three.texts().values() if t.startswith("Avant"))
    assert "🗞" in text
    assert text.endswith("après.")
