"""What a text denies, in French and in English."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.check.polarity import denied_root, implied_negations, negations, sides


@pytest.mark.parametrize(
    "text",
    [
        "Il n'a pas signé l'accord.",
        "Elle ne viendra plus jamais.",
        "Aucun élu ne l'a soutenu.",
        "Ils partent sans payer.",
        "She did not sign the deal.",
        "They won't come back.",
        "Nobody supported it.",
        "None of them was hurt.",
    ],
)
def test_a_negation_is_found(text: str) -> None:
    assert negations(text)


@pytest.mark.parametrize(
    "text",
    [
        "Il n'a que deux enfants.",
        "Ce sera un mercredi sur deux, et non plus chaque semaine.",
        "Il a tourné le dos au non-alignement.",
        "Il viendra sans doute demain.",
        "Not only the mayor agreed.",
        "It opened on Monday, and not on Sunday.",
        "It was no less than a triumph.",
        "Elle l'a signé hier.",
    ],
)
def test_what_denies_nothing_is_no_negation(text: str) -> None:
    assert not negations(text)


def test_words_that_say_as_much() -> None:
    assert implied_negations("Il a refusé de répondre.")
    assert implied_negations("They are far from a majority.")
    assert implied_negations("Le camp est loin de la majorité.")
    assert not implied_negations("Elle a répondu.")


def test_opposites_have_a_pair() -> None:
    ups, downs = ({(s.pair, s.side) for s in sides(text)} for text in ("Les prix augmentent.", "Prices fall."))
    assert {(pair, 1 - side) for pair, side in ups} & downs
    assert not ups & downs


def test_a_prefix_denies_a_root() -> None:
    assert denied_root("unpaid") == "paid"
    assert denied_root("impossible") == "possible"
    assert denied_root("table") == ""


@given(st.text(max_size=120))
def test_any_text_is_read_and_every_negation_stands_in_it(text: str) -> None:
    for negation in negations(text):
        assert 0 <= negation.span.start < negation.span.end
        assert negation.span.start <= negation.scope.start + len(text)
        assert negation.scope.start <= negation.scope.end
