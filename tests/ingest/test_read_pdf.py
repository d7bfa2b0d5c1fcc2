from __future__ import annotations

from pathlib import Path

import pytest

from rag.errors import DocumentError
from rag.ingest.read import ReadLimits
from rag.ingest.read.pdf_headings import Line, mark_headings
from rag.ingest.read.pdf_pages import page_lines, without_contents, without_furniture
from rag.ingest.read.pdf_paragraphs import pdf_blocks
from rag.ingest.read.pdf_words import Words
from rag.ingest.read.vendor import extract
from tests.ingest.read_samples import ENCRYPTED_PDF, article, headings, pdf, problem

LONG = "Le texte de cette page est assez long pour remplir une ligne entière du papier,"


def page(number: int) -> list[str]:
    body = [
        f"{'Tantôt longue, tantôt courte, une phrase'[number:]} {LONG}",
        LONG,
        f"et se termine page {'abcdef'[number]}.",
    ]
    return ["Revue des essais", *body, f"Page {number + 1} sur 6"]


def test_a_pdf_becomes_paragraphs_without_furniture(tmp_path: Path) -> None:
    pages = [["# Le grand titre", *page(0)[1:]], *(page(n) for n in range(1, 6))]
    item = article(tmp_path, "a.pdf", pdf(pages, title="untitled"))
    assert item.title == "Le grand titre"
    assert "Revue des essais" not in item.text
    assert "sur 6" not in item.text
    assert item.text.split("\n\n")[-1] == f"t longue, tantôt courte, une phrase {LONG} {LONG} et se termine page f."
    assert item.language == "fr"


def test_the_title_of_the_properties_is_used_when_it_is_one(tmp_path: Path) -> None:
    item = article(
        tmp_path, "a.pdf", pdf([["# Un titre", LONG, "Fin.", "# Un autre", LONG, "Suite."]], "Rapport annuel")
    )
    assert item.title == "Rapport annuel"
    assert headings(item) == [(1, "Un titre"), (1, "Un autre")]
    assert item.text == f"Un titre\n\n{LONG} Fin.\n\nUn autre\n\n{LONG} Suite."


def test_pdfs_that_cannot_be_read(tmp_path: Path) -> None:
    whole = pdf([[LONG] * 40])
    assert problem(tmp_path, "a.pdf", whole[: len(whole) // 3]) == "file_damaged"
    assert problem(tmp_path, "a.pdf", bytes(2000)) == "file_damaged"
    assert problem(tmp_path, "a.pdf", "Bonjour") == "file_damaged"
    assert problem(tmp_path, "a.pdf", pdf([[], []])) == "file_scanned"
    assert problem(tmp_path, "a.pdf", ENCRYPTED_PDF) == "file_encrypted"


def test_running_lines_and_page_numbers_go() -> None:
    pages = [[f"{n + 5} Chapter {n // 2}. On things", f"Text {n} stays.", "A line.", f"More {n}."] for n in range(6)]
    assert without_furniture(pages) == [[f"Text {n} stays.", "A line.", f"More {n}."] for n in range(6)]


def test_a_line_on_two_pages_alone_stays() -> None:
    pages = [["Résumé", f"Texte {n}.", "Suite.", "Fin.", "Encore."] for n in range(2)]
    assert without_furniture(pages) == pages


def test_contents_go_and_say_what_headings_are() -> None:
    contents = [
        "Table des matières",
        "1 Début 1",
        "1.1 Un . . . . . . 2",
        "1.2 Deux........3",
        "1.3 Trois …… 4",
        "2 Fin 5",
    ]
    pages, titles = without_contents([contents, ["1.1 Un", "Nom : ..........", "Texte."]])
    assert pages == [[], ["1.1 Un", "Nom :  … ", "Texte."]]
    lines = mark_headings(pages, [], titles)
    assert [(line.text, line.level) for line in lines if line.level] == [("1.1 Un", 2)]


def test_headings_keep_the_words_of_the_page() -> None:
    node = {"content": {"node_type": "heading", "level": 2, "text": "L'essai a\nréussi"}, "page": 1}
    lines = mark_headings([["Avant.", "L’essai a", "réussi", "Après."]], [node], [])
    assert [line.level for line in lines] == [0, 2, 0]
    assert lines[1].text == "L’essai a réussi"


def test_a_chapter_in_three_lines_is_one_heading() -> None:
    texts = ["CHAPTER", "ONE", "The beginning"]
    nodes = [{"content": {"node_type": "heading", "level": 3, "text": text}, "page": 1} for text in texts]
    (line,) = mark_headings([texts], nodes, [])
    assert (line.text, line.level) == ("CHAPTER ONE The beginning", 1)


def test_lines_of_a_page_keep_the_hyphen_marks() -> None:
    assert page_lines("un  mot\r\n\r\nconfigura\x02tion\n") == ["un mot", "configura\x02tion"]


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("la configura-", "tion est", "la configuration est"),
        ("le porte-", "parole a", "le porte-parole a"),
        ("que dit-", "il de", "que dit-il de"),
        ("a well-", "known case", "a well-known case"),
        ("https://x.org/-", "page.html", "https://x.org/page.html"),
        ("de 2020-", "2021 et", "de 2020-2021 et"),
        ("the inter-", "national law", "the international law"),
        ("une phrase", "continue", "une phrase continue"),
        ("une liste –", "puis", "une liste – puis"),
    ],
)
def test_divided_words_are_whole_again(first: str, second: str, joined: str) -> None:
    words = Words([first, second, "It is well-known that international law and the porte of the parole matter."])
    assert words.join_lines(first, second) == joined


def test_marked_hyphens_inside_a_line() -> None:
    assert Words([]).mend("la configura\x02tion de debian\u00adisé") == "la configuration de debianisé"


def test_lists_and_code_keep_their_lines() -> None:
    texts = [
        "Il faut :",
        "— lire ce document qui est assez long pour",
        "continuer ici ;",
        "• agir.",
        "$ cd src",
        "$ make all",
    ]
    texts += ["Une ligne assez longue pour donner sa largeur à la page entière, voilà."]
    blocks = [block.text for block in pdf_blocks([Line(text, 0) for text in texts])]
    assert blocks[0] == "Il faut :"
    assert blocks[1] == "• lire ce document qui est assez long pour continuer ici ;\n• agir."
    assert "$ cd src\n$ make all" in blocks[2]


def test_a_sentence_goes_on_over_the_page() -> None:
    lines = [Line("Une phrase commence sur la première page et", 0), Line("finit sur la seconde.", 1)]
    assert [b.text for b in pdf_blocks(lines)] == ["Une phrase commence sur la première page et finit sur la seconde."]


class PanicException(BaseException):
    """As pyo3 names what it raises for a panic of Rust code."""


@pytest.mark.parametrize(
    ("raised", "key"), [(PanicException("boom"), "file_damaged"), (RuntimeError("x"), "file_damaged")]
)
def test_a_failure_of_the_vendor_is_a_problem_of_the_file(
    monkeypatch: pytest.MonkeyPatch, raised: BaseException, key: str
) -> None:
    def fail(*_: object) -> object:
        raise raised

    monkeypatch.setattr("kreuzberg.extract_bytes_sync", fail)
    with pytest.raises(DocumentError) as caught:
        extract(b"", "application/pdf", "PDF", ReadLimits())
    assert caught.value.key == key
    assert caught.value.__cause__ is raised


def test_an_interrupt_is_not_a_problem_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr("kreuzberg.extract_bytes_sync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        extract(b"", "application/pdf", "PDF", ReadLimits())


def test_reading_writes_nothing_into_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    assert article(tmp_path, "a.pdf", pdf([[LONG, LONG]]))
    assert list(here.iterdir()) == []
