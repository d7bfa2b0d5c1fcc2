"""Greetings are told from questions."""

from __future__ import annotations

import pytest

from eval.sets import read_set
from rag.text.courtesy import is_courtesy
from tests.conftest import ROOT


@pytest.mark.parametrize(
    "said",
    ["hello", "Bonjour !", "merci beaucoup", "Thank you very much.", "OK, merci", "Bonjour, ça va ?", "Au revoir",
     "Good morning everyone", "Hi there!", "D’accord, super", "See you later, bye"],
)  # fmt: skip
def test_what_asks_nothing(said: str) -> None:
    assert is_courtesy(said)


@pytest.mark.parametrize(
    "asked",
    ["Bonjour, qui dirige Groq ?", "Merci de me dire qui dirige Meta", "Hello Kitty?", "Ça va coûter combien ?",
     "How are open models paid for?", "Et Google ?", "Qui ?", "Super Bowl 2025", "OpenAI", "2025 ?", "", "…",
     "Thank you for Smoking, what is it?", "Where?", "et l’année d’avant ?", "Who are you?"],
)  # fmt: skip
def test_what_asks_something(asked: str) -> None:
    assert not is_courtesy(asked)


@pytest.mark.parametrize("name", ["sourcier-fr-en", "second_questions", "english-on-french"])
def test_no_question_of_ours_is_one(name: str) -> None:
    assert [
        case.question for case in read_set(ROOT / "eval" / f"{name}.jsonl").cases if is_courtesy(case.question)
    ] == []
