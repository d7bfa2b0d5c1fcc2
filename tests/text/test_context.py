"""A passage as the two legs of retrieval are shown it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.text.context import embedding_text, lexical_terms
from rag.text.words import terms
from rag.types import Passage

TEXT = "Les revenus atteignent 41,39 milliards."


def passage(text: str = TEXT, heading: str = "", language: str = "fr") -> Passage:
    return Passage("a", 0, len(text), text, language, heading)


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=40))
def test_the_text_stands_whole_behind_title_and_headings(title: str, heading: str, text: str) -> None:
    shown, begins = embedding_text(title, passage(text, heading))
    assert shown[begins:] == text
    assert shown[:begins].startswith(title)
    assert heading in shown[:begins]


def test_what_is_not_there_leaves_no_line() -> None:
    assert embedding_text("", passage()) == (TEXT, 0)
    assert embedding_text("Titre", passage()) == (f"Titre\n{TEXT}", 6)
    assert embedding_text("", passage(heading="Titre › Partie"))[0] == f"Titre › Partie\n{TEXT}"


def test_the_terms_are_of_title_headings_and_text_in_the_passages_language() -> None:
    found = lexical_terms("Meta en 2025", passage(heading="Les résultats"))
    assert found == ["met", "2025", "resultat", "revenus", "atteignent", "41390000000"]
    assert "41390000000" in lexical_terms("", passage("Revenue of 41.39 billion.", language="en"))
    assert lexical_terms("", passage("et le la les")) == []


@given(st.text(max_size=60))
def test_a_term_counts_as_often_as_it_stands_there(text: str) -> None:
    assert lexical_terms("", passage(text)) == [t.stem for t in terms(text, "fr")]
