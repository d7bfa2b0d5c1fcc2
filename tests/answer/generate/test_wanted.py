"""Which language is asked for, and what is no request for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.generate.wanted import Wish, language_of, language_wish


@pytest.mark.parametrize(
    ("question", "rest", "language"),
    [
        ("Qui dirige Groq ? Réponds en anglais.", "Qui dirige Groq ?", "en"),
        ("Qui dirige Groq, en anglais s’il te plaît ?", "Qui dirige Groq ?", "en"),
        ("Qui dirige Groq ? (réponse en anglais)", "Qui dirige Groq ?", "en"),
        ("Explique-moi en anglais ce qu’est Llama", "Explique-moi ce qu’est Llama", "en"),
        ("Pouvez-vous répondre en espagnol ? Qui dirige Groq ?", "Qui dirige Groq ?", "es"),
        ("Answer in French: who runs Groq?", "who runs Groq?", "fr"),
        ("Who runs Groq? Please answer in French.", "Who runs Groq?", "fr"),
        ("Who runs Groq? In French please", "Who runs Groq?", "fr"),
        ("Explain in French what Llama is.", "Explain what Llama is.", "fr"),
        ("Who runs Groq? Reply in German, thanks.", "Who runs Groq?", "de"),
        ("Réponds en allemand", "", "de"),
        ("In French, please.", "", "fr"),
    ],
)
def test_a_request(question: str, rest: str, language: str) -> None:
    assert language_wish(question) == Wish(rest, language)


@pytest.mark.parametrize(
    "question",
    [
        "Quel livre a été publié en anglais ?",
        "Combien de romans a-t-il écrits en français ?",
        "Qui parle en allemand ?",
        "Que dit l’article en français de l’accord ?",
        "Who wrote the book in French?",
        "How many people answer in German?",
        "What did he say in English, and why?",
        "Which model was trained in French?",
        "Who replied in Spanish to the letter?",
    ],
)
def test_no_request(question: str) -> None:
    assert language_wish(question) == Wish(question, None)


@given(st.text())
def test_any_text(text: str) -> None:
    wish = language_wish(text)
    assert wish.language is not None or wish.question == text


def test_the_language_of_an_answer() -> None:
    assert language_of("La rivière a inondé le pont et le maire a fermé la route.") == "fr"
    assert language_of("The river flooded the bridge and the mayor closed the road.") == "en"
    assert language_of("Der Fluss hat die Brücke überflutet, und die Straße wurde gesperrt.") == "de"
    assert language_of("LlamaCon 2025") is None
