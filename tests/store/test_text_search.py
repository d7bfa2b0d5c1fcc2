"""Words are found whatever their case and accents."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.store.text_search import FoldedTexts

TEXTS = FoldedTexts(
    [
        ("a", "L’Été à l’œuvre\nLe Monde\nLa rivière déborde."),
        ("b", "Libraries\n\nThe river is 100% full [sic]."),
        ("c", "Τίτλος\n\nНаводнение"),
    ]
)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("ete", "a"), ("L'OEUVRE", "a"), ("l’œuvre", "a"), ("e\u0301te", "a"), ("riv", "ab"), ("riv monde", "a"),
        ("100% [sic]", "b"), ("*", "abc"), ("lib", "b"), ("braries", ""),
        ("riviere", "a"), ("НАВОД", "c"), ("τιτλος", "c"), ("", "abc"), ("   ", "abc"),
    ],
)  # fmt: skip
def test_every_word_must_be_there(query: str, found: str) -> None:
    assert TEXTS.matching(query) == set(found)


@given(st.text())
def test_a_text_holds_each_of_its_own_words(text: str) -> None:
    texts = FoldedTexts([("a", text), ("b", "")])
    assert all("a" in texts.matching(word) for word in text.split())
    assert "a" in texts.matching(text)
