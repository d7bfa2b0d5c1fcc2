from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.messages import LANGUAGES, Language
from rag.text.language import detect_language, question_language

FRENCH = """C'est quoi le machine learning ?
Qu'est-ce que The New York Times ?
Qui a écrit The Old Man and the Sea ?
Qui chante la chanson I saw her standing there ?
LlamaCon c'est quand ?
Llama 4 : combien de paramètres ?
Quand sort GTA VI ?
Call of Duty : World at War est-il sorti avant 2000 ?
Et Mark Zuckerberg ?
Qui est le CEO de Meta ?
prix électricité 2025
quand a ete fonde microsoft
capitale du Sénégal
C EST QUOI HELL IN A CELL?
Donne-moi la date de LlamaCon
Que fait SpaceX ?
Qui mange Elaphomyces
Pourquoi ?""".splitlines()

ENGLISH = """Who is Charles de Gaulle?
Who wrote Les Misérables?
What does « laissez-faire » mean?
Who founded Médecins Sans Frontières?
When was La La Land released?
Who directed Le Fabuleux Destin d'Amélie Poulain?
What did Jean-Luc Mélenchon say about La France Insoumise?
whats the capital of cote d ivoire
What about Emmanuel Macron?
Price of the Renault 5 E-Tech?
Sainsbury's plans push into UK beauty market
Long Lartin prison: Six officers hurt in disorder
How many?""".splitlines()

NO_EVIDENCE = ["LlamaCon 2025 ?", "Mark Zuckerberg", "GPT-4o", "", "?", "42 %", "Kylian Mbappé", "Elon Musk", "OpenAI"]


@pytest.mark.parametrize("default", LANGUAGES)
@pytest.mark.parametrize("question", FRENCH)
def test_french_questions(question: str, default: Language) -> None:
    assert question_language(question, default) == "fr"


@pytest.mark.parametrize("default", LANGUAGES)
@pytest.mark.parametrize("question", ENGLISH)
def test_english_questions(question: str, default: Language) -> None:
    assert question_language(question, default) == "en"


@pytest.mark.parametrize("question", NO_EVIDENCE)
def test_names_alone_give_the_default(question: str) -> None:
    assert question_language(question, "fr") == "fr"
    assert question_language(question, "en") == "en"


def test_a_typographic_apostrophe_counts_as_one() -> None:
    assert question_language("Qu’est-ce qu’OpenAI ?", "en") == "fr"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Le gouvernement a annoncé de nouvelles mesures économiques.", "fr"),
        ("The government announced new economic measures on Monday.", "en"),
        ("Der Bundestag hat heute ein neues Gesetz beschlossen.", "de"),
        ("El gobierno anunció nuevas medidas económicas este lunes.", "es"),
        ("El govern ha anunciat noves mesures econòmiques", "ca"),
        ("Il governo ha annunciato nuove misure economiche.", "it"),
        ("Привет, как дела у вас сегодня?", "ru"),
        ("OK", "und"),
        ("", "und"),
        ("12 345 – 67 %", "und"),
    ],
)
def test_languages_of_texts(text: str, language: str) -> None:
    assert detect_language(text) == language


def test_too_little_text_gives_the_default() -> None:
    assert detect_language("Oui.", default="fr") == "fr"


def test_a_long_text_is_judged_by_most_of_it() -> None:
    quotation = "The quick brown fox jumps over the lazy dog. " * 5
    body = "Le renard brun saute par-dessus le chien paresseux. " * 400
    assert detect_language(quotation + body) == "fr"


def test_it_is_fast_after_the_first_call() -> None:
    question_language(FRENCH[0])
    start = time.perf_counter()
    for _ in range(20):
        for question in FRENCH:
            question_language(question)
    assert (time.perf_counter() - start) / (20 * len(FRENCH)) < 0.005  # a wide margin for a busy machine; alone 0.0002


def test_importing_it_loads_no_model() -> None:
    code = "import sys, rag.text.language; sys.exit('py3langid' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_vendors_global_identifier_has_no_say() -> None:
    import py3langid

    py3langid.set_languages(["de"])
    try:
        assert detect_language("Le gouvernement a annoncé de nouvelles mesures.") == "fr"
    finally:
        py3langid.set_languages(None)


def test_threads_agree() -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(question_language, (FRENCH + ENGLISH) * 10))
    assert found == (["fr"] * len(FRENCH) + ["en"] * len(ENGLISH)) * 10


@given(st.text())
def test_any_text_gives_an_answer(text: str) -> None:
    assert question_language(text) in LANGUAGES
    assert 2 <= len(detect_language(text)) <= 3
