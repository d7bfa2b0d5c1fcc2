from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.ingest.article import Article
from rag.ingest.read import ReadLimits
from tests.ingest.read_samples import article, check_spans, headings, problem, read

MARKDOWN = """---
title: "Titre : oui"
date: 2025-04-30 10:00:00
lang: fr-FR
source: Le Monde
url: https://example.org/a
other: [ignored]
---
# Titre : oui

Un *paragraphe* avec **gras**,
[lien](http://x), ![image](a.png)`code *x*` et <b>html</b><br>suite[^1]. Caf\u00e9 et cafe\u0301\u00a0!

## Section `deux` {#ancre}

- un
- deux

  encore
  - sous
    1. a

3. trois
4. quatre

> citation
> suite

```python
def f():

    return 1 * 2
```

| A | B |
|---|---|
| 1 | *2* |

<div align="center"><p>Bloc <em>html</em></p><!-- secret --></div>

Setext
======

[^1]: La note.
"""


def test_markdown_becomes_reading_text(tmp_path: Path) -> None:
    item = article(tmp_path, "a.md", MARKDOWN)
    assert item.text == (
        "Un paragraphe avec gras, lien, code *x* et html\nsuite. Café et café\u00a0!\n\nSection deux {#ancre}\n\n"
        "• un\n• deux\nencore\n• sous\n1. a\n\n3. trois\n4. quatre\n\ncitation suite\n\n"
        "def f():\n\n    return 1 * 2\n\nA | B\n1 | 2\n\nBloc html\n\nSetext\n\nLa note."
    )
    assert headings(item) == [(2, "Section deux {#ancre}"), (1, "Setext")]
    assert (item.title, item.date, item.language) == ("Titre : oui", dt.date(2025, 4, 30), "fr")
    assert (item.source, item.url) == ("Le Monde", "https://example.org/a")


def test_a_first_heading_that_is_not_the_title_stays(tmp_path: Path) -> None:
    item = article(tmp_path, "a.md", "---\ntitle: Un\n---\n# Autre\n\nTexte.")
    assert (item.title, headings(item)) == ("Un", [(1, "Autre")])


def test_the_title_comes_from_the_heading_or_the_file_name(tmp_path: Path) -> None:
    assert article(tmp_path, "a.md", "# Le titre\n\nTexte.").title == "Le titre"
    assert article(tmp_path, "a.md", "# Le titre\n\nTexte.").text == "Texte."
    named = article(tmp_path, "2025-04-30-mon_article.md", "Texte sans titre.")
    assert (named.title, named.date) == ("2025 04 30 mon article", dt.date(2025, 4, 30))


def test_a_first_heading_among_equals_is_a_section(tmp_path: Path) -> None:
    item = article(tmp_path, "a.md", "## Un\n\nTexte.\n\n## Deux\n\nTexte.")
    assert headings(item) == [(2, "Un"), (2, "Deux")]
    assert article(tmp_path, "a.md", "## Un\n\nTexte.\n\n### Deux\n\nTexte.").text.startswith("Texte.")


def test_a_number_can_be_a_title_and_no_a_language(tmp_path: Path) -> None:
    item = article(tmp_path, "a.md", "---\ntitle: 1984\nlang: no\n---\nTekst.")
    assert (item.title, item.language) == ("1984", "no")


def test_a_rule_at_the_top_is_no_front_matter(tmp_path: Path) -> None:
    assert article(tmp_path, "a.md", "---\n\nBonjour.\n\n---\n\nTexte.").text == "Bonjour.\n\nTexte."


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ("---\ntitle: a: b\n---\nx", "front_matter_bad"),
        ("---\na: " + "[" * 5000 + "\n---\nx", "front_matter_bad"),
        ("---\ndate: 30 février 2025\n---\nx", "date_bad"),
        ("---\ndate: 04/05/2025\n---\nx", "date_bad"),
        ("---\ndate: 2025\n---\nx", "date_bad"),
        ("---\nlang: 12\n---\nx", "language_bad"),
        ("---\ntitle: [a]\n---\nx", "field_bad"),
        ("", "file_empty"),
        (" \n\n\t\u200b", "file_no_text"),
        ("![only](a.png)", "file_no_text"),
        (bytes(1000), "file_not_text"),
        (bytes(range(256)) * 20, "file_not_text"),
    ],
)
def test_markdown_that_cannot_be_read(tmp_path: Path, content: str | bytes, key: str) -> None:
    assert problem(tmp_path, "a.md", content) == key


def test_a_long_text_reads_the_same_as_a_short_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = (
        "".join(f"# H{n}\n\nUn [lien][r] *fort*.\n\n```\n# code\n\n```\n\n" for n in range(30)) + "[r]: http://x\n"
    )
    whole = article(tmp_path, "a.md", content)
    monkeypatch.setattr("rag.ingest.read.markdown.PART_CHARACTERS", 100)
    assert article(tmp_path, "a.md", content) == whole
    assert "Un lien fort." in whole.text


WRAPPED = """Titre de la page

Publié le 30 avril 2025

Ceci est un texte qui a été plié par un logiciel de messagerie à environ
soixante-douze colonnes, de sorte que chaque ligne se termine avant le bord
droit et que la phrase continue sur la ligne suivante.

- un point qui est assez long pour devoir être plié lui aussi sur deux
  lignes entières
- deux

Sur le pont
d'Avignon
"""


def test_hard_wrapped_lines_are_joined_and_others_kept(tmp_path: Path) -> None:
    item = article(tmp_path, "a.txt", WRAPPED)
    parts = item.text.split("\n\n")
    assert (item.title, item.date, item.language) == ("Titre de la page", dt.date(2025, 4, 30), "fr")
    assert parts[1].count("\n") == 0
    assert parts[1].endswith("sur la ligne suivante.")
    assert parts[2].split("\n")[1] == "- deux"
    assert parts[3] == "Sur le pont\nd'Avignon"
    assert item.headings == ()


def test_a_first_line_that_is_the_title_is_no_sentence_that_could_answer(tmp_path: Path) -> None:
    item = article(tmp_path, "a.txt", "La médiathèque de Quimperlé\n\nElle ouvre en mai.\n\nL’entrée est libre.")
    assert (item.title, item.text) == ("La médiathèque de Quimperlé", "Elle ouvre en mai.\n\nL’entrée est libre.")
    alone = article(tmp_path, "b.txt", "La médiathèque de Quimperlé")
    assert (alone.title, alone.text) == ("La médiathèque de Quimperlé", "La médiathèque de Quimperlé")
    sentence = article(tmp_path, "c.txt", "Elle ouvre en mai.\n\nL’entrée est libre.")
    assert sentence.text.startswith("Elle ouvre en mai.")


def test_lines_that_were_not_wrapped_stay_lines(tmp_path: Path) -> None:
    lines = [
        "Un vers court",
        "Un autre vers, plus long",
        "Et un troisième",
        "Puis un dernier qui est le plus long de tous.",
    ]
    text = "\n".join(lines)
    assert article(tmp_path, "a.txt", text).text == text


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "mac_roman", "cp850"]
)
def test_encodings_of_french(tmp_path: Path, encoding: str) -> None:
    text = "L'été dernier, à Besançon, il a dîné là où le maître naïf était né."
    assert article(tmp_path, "a.txt", text.encode(encoding)).text == text


def test_windows_quotation_marks_and_euros(tmp_path: Path) -> None:
    text = "« L’œuvre coûte 5 € » – déjà…"
    assert article(tmp_path, "a.txt", text.encode("cp1252")).text == text


def test_a_few_invalid_bytes_cost_only_themselves(tmp_path: Path) -> None:
    content = "Été à la ".encode() + b"\xff" + " plage, très belle.".encode()
    assert article(tmp_path, "a.txt", content).text == "Été à la \ufffd plage, très belle."


def test_a_file_over_the_limit(tmp_path: Path) -> None:
    limits = ReadLimits(max_file_mb=0.001)
    assert problem(tmp_path, "a.txt", "x" * 2000, limits) == "file_large"
    assert problem(tmp_path, "a.md", "x" * 2000, limits) == "file_large"


def test_files_that_are_gone_or_folders(tmp_path: Path) -> None:
    from rag.ingest.read import Problem, read_file

    (tmp_path / "d.md").mkdir()
    for name, key in (("none.md", "file_missing"), ("d.md", "file_unreadable"), ("x.png", "file_unsupported")):
        (item,) = read_file(tmp_path / name, ReadLimits())
        assert isinstance(item, Problem)
        assert item.error.key == key


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(), st.sampled_from(["a.md", "a.txt", "a.html"]))
def test_any_text_is_an_article_or_a_problem(tmp_path: Path, text: str, name: str) -> None:
    _whatever(tmp_path, name, text.encode("utf-8", "surrogatepass"))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from([*"#*_`[]()!<>|-+.:~\n\n\t 1a é\\&", "---\n", "# ", "```\n", "- ", "  ", "| a |\n", "|-|\n"])
    )
)
def test_any_markdown_is_an_article_or_a_problem(tmp_path: Path, pieces: list[str]) -> None:
    _whatever(tmp_path, "a.md", "".join(pieces).encode())


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(), st.sampled_from(["a.md", "a.txt", "a.html", "a.jsonl", "a.docx", "a.epub", "a.pdf"]))
def test_any_bytes_are_an_article_or_a_problem(tmp_path: Path, content: bytes, name: str) -> None:
    _whatever(tmp_path, name, content)


def _whatever(folder: Path, name: str, content: bytes) -> None:
    for item in read(folder, name, content):
        if isinstance(item, Article):
            check_spans(item)
        else:
            assert item.error.localized("fr")
