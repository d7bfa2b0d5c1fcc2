"""Statements made from questions with answers, and false ones made of them."""

from __future__ import annotations

import random

import pytest

from eval.declared import declared, negate
from eval.made_statements import Made, Maker
from eval.squad import Asked, Paragraph

PARIS = Paragraph(
    "f#0", "La tour", "La tour a été construite par Gustave Eiffel à Paris. Elle mesure 330 mètres depuis 2022.", "fr"
)
ROME = Paragraph("f#0", "Le pont", "Le pont de Rome fut dessiné par Luigi Vanvi en 1880. Il compte 14 arches.", "fr")
ASKED = Asked("Qui a construit la tour de Paris ?", "fr", 0, (PARIS.text.index("Gustave"),), ("Gustave Eiffel",))


@pytest.mark.parametrize(
    ("question", "answer", "language", "statement"),
    [
        ("Who discovered radium?", "Marie Curie", "en", "Marie Curie discovered radium."),
        ("In what year did Tesla move to Prague?", "1880", "en", "Tesla move to Prague In 1880."),
        ("When was the bridge opened?", "in 1864", "en", "The bridge opened in 1864."),
        ("What is the capital of France?", "Paris", "en", "Paris is the capital of France."),
        ("How many people live there?", "300", "en", "300 people live there."),
        ("Qui a écrit ce livre ?", "Anne Robert", "fr", "Anne Robert a écrit ce livre."),
        ("Quel est le nom de la ville ?", "Nantes", "fr", "Le nom de la ville est Nantes."),
        ("Où se trouve le musée ?", "à Lyon", "fr", "Se trouve le musée à Lyon."),
        ("En quelle année est-il né ?", "1900", "fr", "Est né En 1900."),
        ("Combien de salariés compte Lumen ?", "340", "fr", "340 salariés compte Lumen."),
    ],
)
def test_a_question_becomes_a_statement(question: str, answer: str, language: str, statement: str) -> None:
    assert declared(question, answer, language) == statement


def test_what_is_no_question_becomes_none() -> None:
    assert declared("Nantes ?", "oui", "fr") is None


@pytest.mark.parametrize(
    ("text", "language", "denied"),
    [
        ("Marie a signé.", "fr", "Marie n'a pas signé."),
        ("Ils sont partis.", "fr", "Ils ne sont pas partis."),
        ("She was there.", "en", "She was not there."),
    ],
)
def test_a_statement_is_denied(text: str, language: str, denied: str) -> None:
    assert negate(text, language) == denied


def test_what_has_no_auxiliary_is_not_denied() -> None:
    assert negate("Paul court.", "fr") is None


def made(seed: int) -> list[Made]:
    return list(Maker([PARIS, ROME]).make(ASKED, random.Random(seed)))


@pytest.mark.parametrize("seed", range(5))
def test_true_ones_and_false_ones(seed: int) -> None:
    found = {one.kind: one for one in made(seed)}
    assert found["true"].text == "Gustave Eiffel a construit la tour de Paris."
    assert found["true"].supported
    assert found["true"].paragraphs[0] == PARIS
    assert PARIS not in found["elsewhere"].paragraphs
    assert found["negated"].text == "Gustave Eiffel n'a pas construit la tour de Paris."
    assert not any(one.supported for kind, one in found.items() if kind != "true")


@pytest.mark.parametrize("seed", range(5))
def test_what_was_changed_is_where_it_says(seed: int) -> None:
    true = made(seed)[0]
    for one in made(seed):
        if one.changed is not None:
            start, end = one.changed
            new = one.text[start:end]
            assert new not in true.text
            assert one.text[:start] + one.text[end:] != one.text
            assert (new in PARIS.text) == (one.kind == "swapped")


def test_the_same_chance_makes_the_same() -> None:
    assert made(3) == made(3)


def test_a_question_without_an_answer_makes_nothing() -> None:
    asked = Asked("Qui ?", "fr", 0, (), ())
    assert not list(Maker([PARIS, ROME]).make(asked, random.Random(1)))
