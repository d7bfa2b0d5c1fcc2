"""The catalogue gives back what was put in, character for character."""

from __future__ import annotations

import datetime as dt
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import IndexDamagedError
from rag.ingest.identify import scrub
from rag.store.catalogue import Catalogue
from rag.store.soundness import is_sound, is_true
from rag.types import Document, DocumentInfo, Heading, Passage, Span
from tests.store.shelf import document, passages

FIRST = document("a", "Où est la source ?\n👩‍👩‍👧 𝒜stral 🗞\n\ndernière ligne", dt.date(2024, 2, 29))
SECOND = document("b", "une autre\nligne")

# The text of a document is scrubbed before it comes here: SQLite's text ends at a NUL and has no lone surrogates.
texts = st.text(st.characters(exclude_categories=()) | st.sampled_from("🗞𝒜é\u0301\u2028\ufeff\r\n\x00\x85")).map(scrub)
dates = st.none() | st.dates()


@st.composite
def documents(draw: st.DrawFn) -> tuple[Document, list[Passage]]:
    text = draw(texts)
    places = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted).map(tuple)
    spans = draw(st.lists(places, max_size=5, unique=True))
    headings = tuple(Heading(Span(*place), draw(st.integers(1, 6))) for place in draw(st.lists(places, max_size=3)))
    fields = {name: draw(texts) for name in ("id", "title", "language", "origin", "source", "url")}
    held = Document(**fields, text=text, date=draw(dates), headings=headings)
    return held, [Passage(held.id, a, b, text[a:b], draw(texts), draw(texts)) for a, b in spans]


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    made = Catalogue.create(tmp_path / "catalogue.sqlite")
    made.put_document(FIRST, FIRST.origin, passages(FIRST))
    made.put_document(SECOND, "/articles/all.jsonl", passages(SECOND))
    made.put_file(FIRST.origin, "1" * 64)
    yield made
    made.close()


@settings(max_examples=200)
@given(both=documents())
def test_anything_comes_back_as_it_was(both: tuple[Document, list[Passage]]) -> None:
    held, parts = both
    catalogue = Catalogue.create(Path(":memory:"))
    catalogue.put_document(held, "file", parts)
    assert catalogue.document(held.id) == held
    assert catalogue.document(held.id).content_hash == held.content_hash
    assert catalogue.headings(held.id) == held.headings
    assert catalogue.passages([p.id for p in parts]) == parts
    assert sorted(catalogue.passages_of(held.id), key=lambda p: p.id) == sorted(parts, key=lambda p: p.id)
    assert all(held.text[p.start : p.end] == p.text for p in catalogue.passages_of(held.id))
    assert [p.start for p in catalogue.passages_of(held.id)] == sorted(p.start for p in parts)
    assert catalogue.documents_of_file("file") == {held.origin: (held.id, held.content_hash)}
    assert catalogue.origin_of(held.id) == held.origin
    catalogue.close()


def test_a_document_is_shown_without_its_text(catalogue: Catalogue) -> None:
    a, b = catalogue.info()
    assert a == DocumentInfo(
        "a", FIRST.title, "fr", FIRST.date, FIRST.source, FIRST.url, FIRST.origin, len(FIRST.text), 3
    )
    assert (b.id, b.passages, b.date) == ("b", 2, None)
    assert catalogue.info(["b", "unknown", "a", "b"]) == [b, a]
    assert catalogue.document_ids() == ["a", "b"]
    assert list(catalogue.documents()) == [(FIRST, FIRST.origin), (SECOND, "/articles/all.jsonl")]


def test_passages_come_in_the_order_asked_for(catalogue: Catalogue) -> None:
    wanted = [*passages(SECOND), *passages(FIRST)[::-1]]
    assert catalogue.passages([p.id for p in wanted]) == wanted
    assert catalogue.passages([]) == []


def test_what_is_unknown_is_a_key_error(catalogue: Catalogue) -> None:
    with pytest.raises(KeyError):
        catalogue.document("unknown")
    with pytest.raises(KeyError):
        catalogue.headings("unknown")
    with pytest.raises(KeyError):
        catalogue.passages([passages(FIRST)[0].id, "unknown"])
    assert catalogue.origin_of("unknown") is None
    assert catalogue.file_hash("unknown") is None
    assert catalogue.documents_of_file("unknown") == {}
    assert catalogue.passages_of("unknown") == []


def test_counts_and_languages(catalogue: Catalogue) -> None:
    english = Document("c", "T", "x", "en", "c")
    catalogue.put_document(english, "c", [Passage("c", 0, 1, "x", "en")])
    assert catalogue.counts() == (3, 6)
    assert list(catalogue.languages().items()) == [("fr", 5), ("en", 1)]
    assert dict(catalogue.passage_languages()) == {
        p.id: p.language for d in catalogue.document_ids() for p in catalogue.passages_of(d)
    }


def test_removal_takes_the_passages_along(catalogue: Catalogue) -> None:
    gone = catalogue.remove_document("a")
    assert sorted(gone) == sorted(p.id for p in passages(FIRST))
    assert catalogue.counts() == (1, 2)
    assert catalogue.passages_of("a") == []
    with pytest.raises(KeyError):
        catalogue.passages(gone[:1])
    assert catalogue.remove_document("a") == []
    catalogue.put_document(FIRST, FIRST.origin, passages(FIRST))
    assert catalogue.counts() == (2, 5)


@pytest.mark.parametrize("again", [FIRST, Document("other", "T", "x", "fr", FIRST.origin)])
def test_an_id_and_an_origin_belong_to_one_document(catalogue: Catalogue, again: Document) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        catalogue.put_document(again, "file", [])


def test_files_are_remembered_until_they_are_forgotten(catalogue: Catalogue) -> None:
    catalogue.put_file("/articles/é/x.md", "2" * 64)
    catalogue.put_file(FIRST.origin, "3" * 64)
    assert catalogue.files() == [("/articles/a", "3" * 64), ("/articles/é/x.md", "2" * 64)]
    assert catalogue.file_hash(FIRST.origin) == "3" * 64
    catalogue.forget_file(FIRST.origin)
    assert catalogue.file_hash(FIRST.origin) is None
    assert catalogue.origin_of("a") == FIRST.origin


def test_files_below_a_folder(catalogue: Catalogue) -> None:
    catalogue.put_file("/articles-2/x.md", "1")
    catalogue.put_file("/articles/sub_%/x.md", "1")
    assert catalogue.files_below("/articles") == ["/articles/a", "/articles/all.jsonl", "/articles/sub_%/x.md"]
    assert catalogue.files_below("/articles/") == catalogue.files_below("/articles")
    assert catalogue.files_below("/articles/sub_%") == ["/articles/sub_%/x.md"]
    assert len(catalogue.files_below("/")) == 4
    assert catalogue.files_below("/articles/a") == []


def test_only_a_commit_changes_the_file(catalogue: Catalogue, tmp_path: Path) -> None:
    catalogue.commit()
    catalogue.remove_document("a")
    catalogue.close()
    reader = Catalogue.read_only(tmp_path / "catalogue.sqlite")
    assert reader.counts() == (2, 5)
    reader.close()


def test_a_reader_cannot_write_and_leaves_nothing(catalogue: Catalogue, tmp_path: Path) -> None:
    catalogue.commit()
    catalogue.close()
    reader = Catalogue.read_only(tmp_path / "catalogue.sqlite")
    with pytest.raises(sqlite3.OperationalError):
        reader.put_file("x", "y")
    assert [p.name for p in tmp_path.iterdir()] == ["catalogue.sqlite"]
    reader.close()


def test_a_reader_is_shared_by_threads(catalogue: Catalogue, tmp_path: Path) -> None:
    catalogue.commit()
    reader = Catalogue.read_only(tmp_path / "catalogue.sqlite")
    right: list[bool] = []

    def read() -> None:
        for _ in range(100):
            right.append(reader.document("a") == FIRST and reader.passages_of("b") == passages(SECOND))

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert right == [True] * 400
    reader.close()


def test_a_path_may_have_any_name(tmp_path: Path) -> None:
    path = tmp_path / "50 % d'été? #1&mode=rw.sqlite"
    made = Catalogue.create(path)
    made.put_file("x", "y")
    made.commit()
    made.close()
    reader = Catalogue.read_only(path)
    assert reader.files() == [("x", "y")]
    assert is_sound(path)
    reader.close()


def test_totals_are_as_counted_whatever_comes_and_goes(catalogue: Catalogue) -> None:
    third = document("c", "three")
    mixed = [Passage("c", 0, 2, "th", "fr"), Passage("c", 2, 5, "ree", "en")]
    assert (catalogue.counts(), catalogue.languages()) == ((2, 5), {"fr": 5})
    catalogue.put_document(third, "file", mixed)
    assert (catalogue.counts(), catalogue.languages()) == ((3, 7), {"fr": 6, "en": 1})
    catalogue.remove_document("c")
    catalogue.remove_document("nothing")
    assert (catalogue.counts(), catalogue.languages()) == ((2, 5), {"fr": 5})


def test_a_file_of_an_older_version_is_counted_and_gets_its_totals_from_the_next_writer(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    catalogue.commit()
    catalogue.close()
    path = tmp_path / "catalogue.sqlite"
    with closing(sqlite3.connect(path)) as db:
        db.execute("DROP TABLE totals")
    reader = Catalogue.read_only(path)
    assert (reader.counts(), reader.languages()) == ((2, 5), {"fr": 5})
    assert is_sound(path)
    reader.close()
    writer = Catalogue.writable(path)
    writer.remove_document("a")
    writer.commit()
    writer.close()
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT count FROM totals WHERE of = 'documents'").fetchall() == [(1,)]
    assert is_sound(path)


def test_wrong_totals_are_not_sound(catalogue: Catalogue, tmp_path: Path) -> None:
    catalogue.commit()
    catalogue.close()
    with closing(sqlite3.connect(tmp_path / "catalogue.sqlite")) as db:
        db.execute("UPDATE totals SET count = count + 1")
        db.commit()
    assert not is_sound(tmp_path / "catalogue.sqlite")


def test_the_first_title_is_that_of_the_first_id(catalogue: Catalogue) -> None:
    assert catalogue.first_title() == FIRST.title
    assert Catalogue.create(Path(":memory:")).first_title() == ""


def test_a_damaged_file_is_not_sound(catalogue: Catalogue, tmp_path: Path) -> None:
    catalogue.commit()
    path = tmp_path / "catalogue.sqlite"
    assert is_sound(path)
    content = path.read_bytes()
    half = len(content) // 2
    for damaged in (content[:half], b"x" * len(content), content[:half] + b"\xff" * half):
        path.write_bytes(damaged)
        assert not is_sound(path)


@pytest.mark.parametrize(
    "packed", ["[" * 100_000, "[[0, 1]]", "[[0, NaN, 1]]", f"[[0, {'9' * 10_000}, 1]]", "7", b"\xff"]
)
def test_headings_that_are_none_are_damage(catalogue: Catalogue, tmp_path: Path, packed: str | bytes) -> None:
    catalogue.commit()
    with closing(sqlite3.connect(tmp_path / "catalogue.sqlite")) as db:
        db.execute("UPDATE documents SET headings = ?", (packed,))
        db.commit()
    read = Catalogue.read_only(tmp_path / "catalogue.sqlite")
    name = read.document_ids()[0]
    for look in (read.document, read.headings):
        with pytest.raises(IndexDamagedError) as told:
            look(name)
        assert "catalogue.sqlite" in str(told.value)
    assert not is_true(read)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE documents SET text = replace(text, 'e', 'é')",
        "UPDATE documents SET title = title || '!'",
        "UPDATE documents SET date = 'yesterday'",
        "UPDATE documents SET text = CAST(text AS BLOB)",
        "UPDATE documents SET text = CAST(x'ff' AS TEXT)",
    ],
)
def test_a_document_that_is_not_the_one_put_in_is_damage(catalogue: Catalogue, tmp_path: Path, change: str) -> None:
    catalogue.commit()
    with closing(sqlite3.connect(tmp_path / "catalogue.sqlite")) as db:
        db.execute(change)
        db.commit()
    read = Catalogue.read_only(tmp_path / "catalogue.sqlite")
    with pytest.raises(IndexDamagedError) as told:
        read.document(FIRST.id)
    assert "catalogue.sqlite" in str(told.value)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE passages SET start = start + 1",
        "UPDATE passages SET document_id = 'b'",
        "UPDATE passages SET end = 'x'",
        "UPDATE documents SET text = upper(text)",
    ],
)
def test_a_passage_that_is_not_the_one_put_in_is_damage(catalogue: Catalogue, tmp_path: Path, change: str) -> None:
    name = passages(FIRST)[0].id
    catalogue.commit()
    with closing(sqlite3.connect(tmp_path / "catalogue.sqlite")) as db:
        db.execute(change)
        db.commit()
    with pytest.raises(IndexDamagedError):
        Catalogue.read_only(tmp_path / "catalogue.sqlite").passages([name])


def test_pages_of_a_large_file_that_are_damaged_are_told_when_they_are_read(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    made = Catalogue.create(path)
    for number in range(300):
        document = replace(FIRST, id=f"d{number:03}", origin=f"d{number:03}", text=f"{number} " * 500)
        made.put_document(document, document.origin, [Passage(document.id, 0, 3, document.text[:3], "fr")])
    made.commit()
    made.close()
    content = bytearray(path.read_bytes())
    content[4096 * 20 : -4096 * 20] = b"\xa5" * (len(content) - 4096 * 40)
    path.write_bytes(content)
    read = Catalogue.read_only(path)
    looks: list[Callable[[], object]] = [
        read.info, read.document_ids, lambda: list(read.words()), lambda: list(read.passage_languages()),
        lambda: [read.document(f"d{number:03}") for number in range(300)],
    ]  # fmt: skip
    told = 0
    for look in looks:
        try:
            look()
        except IndexDamagedError:
            told += 1
    assert told >= 3


def test_a_file_that_was_closed_is_no_damaged_one(catalogue: Catalogue, tmp_path: Path) -> None:
    catalogue.commit()
    read = Catalogue.read_only(tmp_path / "catalogue.sqlite")
    read.close()
    with pytest.raises(sqlite3.ProgrammingError):
        read.document_ids()
