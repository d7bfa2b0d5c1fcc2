"""Questions that a paragraph no longer answers, since a name or a number in them was exchanged."""

from __future__ import annotations

import random

import pytest

from eval.reader.swaps import Swaps, mentions
from eval.squad import Asked, Paragraph

FRENCH = [
    Paragraph("a", "Le pont", "Le pont fut construit en 1887 par Jeanne Moreau et coûta 300 francs.", "fr"),
    Paragraph("a", "Le pont", "En 1921, Paul Lambert le fit élargir. Mais Paul Lambert mourut avant la fin.", "fr"),
]
ENGLISH = [
    Paragraph("b", "The bridge", "The bridge was built in 1887 by Jane Moore and cost 300 pounds.", "en"),
    Paragraph("b", "The bridge", "In 1921 it was widened by Paul Lambert. However Paul Lambert died before.", "en"),
]
ALL = [*FRENCH, *ENGLISH]


def asked(question: str, language: str, paragraph: int, answer: str) -> Asked:
    return Asked(question, language, paragraph, (ALL[paragraph].text.index(answer),), (answer,))


def drawn(one: Asked, times: int = 60) -> set[str]:
    swaps, rng = Swaps(ALL), random.Random(0)
    return {question for _ in range(times) if (question := swaps.draw(one, rng)) is not None}


@pytest.mark.parametrize(
    ("one", "wanted"),
    [
        (asked("Qui construisit le pont en 1887 ?", "fr", 0, "Jeanne Moreau"), "Qui construisit le pont en 1921 ?"),
        (asked("Who built the bridge in 1887?", "en", 2, "Jane Moore"), "Who built the bridge in 1921?"),
        (asked("Qu’a construit Jeanne Moreau ?", "fr", 0, "Le pont"), "Qu’a construit Paul Lambert ?"),
        (asked("What did Jane Moore build?", "en", 2, "The bridge"), "What did Paul Lambert build?"),
    ],
)
def test_a_name_is_exchanged_for_a_name_and_a_year_for_a_year(one: Asked, wanted: str) -> None:
    assert drawn(one) == {wanted}


def test_across_the_languages_only_numbers_are_exchanged() -> None:
    crossed = asked("What did Jeanne Moreau build in 1887?", "en", 0, "Le pont")
    assert drawn(crossed) == {"What did Jeanne Moreau build in 1921?"}


def test_what_is_asked_for_is_never_exchanged_nor_put_in() -> None:
    assert drawn(asked("Est-ce Paul Lambert qui le fit élargir ?", "fr", 1, "Paul Lambert")) == set()


def test_a_question_without_names_and_numbers_stays_as_it_is() -> None:
    assert drawn(asked("Combien coûta le pont ?", "fr", 0, "300 francs")) == set()


def test_a_word_that_begins_a_sentence_is_no_name() -> None:
    assert [m.text for m in mentions(FRENCH[1].text, "fr")] == ["1921", "Paul Lambert", "Paul Lambert"]
    assert [m.text for m in mentions(ENGLISH[1].text, "en")] == ["1921", "Paul Lambert", "Paul Lambert"]
