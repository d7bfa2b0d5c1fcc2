"""A refusal in any wording, and what only sounds like one."""

from __future__ import annotations

import pytest

from rag.answer.generate.decline import Declines
from rag.embed.light import can_run
from rag.models import make_embedder
from rag.settings import load_settings
from tests.answer.generate.writing import never

BY_WORDS = Declines(never)

REFUSALS = [
    "I don't know.",
    "I could not find an answer in the documents.",
    "The excerpts do not mention the price.",
    "There is no information on this in the passages provided.",
    "None of the articles says who won.",
    "This is not specified in the given text.",
    "I'm afraid I cannot answer that.",
    "Je l’ignore : je ne trouve rien là-dessus.",
    "Je ne suis pas en mesure de répondre.",
    "Les documents fournis n’indiquent pas le prix.",
    "Aucun des articles ne dit qui a gagné.",
    "Il est impossible de répondre à partir de ces extraits.",
    "Ce n’est pas précisé dans les passages.",
    "Rien dans les textes ne permet de le savoir.",
]
STATEMENTS = [
    "The company did not publish its results on time.",
    "OpenAI has not disclosed the size of the model.",
    "The report does not mention climate change, critics said.",
    "The terms of the deal were not disclosed.",
    "No decision was taken on Monday.",
    "Zuckerberg declined to answer the senators' questions.",
    "L’entreprise n’a pas publié ses résultats à temps.",
    "Le prix n’a pas été communiqué.",
    "Aucune décision n’a été prise lundi.",
    "Les analystes ne savent pas si le lancement sera retardé.",
    "Les sources de revenus de Meta ne donnent pas encore de bénéfice.",
    "Les directeurs de Meta n’ont pas souhaité parler de clients particuliers.",
]


@pytest.mark.parametrize("sentence", REFUSALS)
def test_a_refusal_by_its_words(sentence: str) -> None:
    assert BY_WORDS.surely(sentence)


@pytest.mark.parametrize("sentence", STATEMENTS)
def test_a_statement_that_denies_is_no_refusal(sentence: str) -> None:
    assert not BY_WORDS.surely(sentence)


@pytest.mark.skipif(not can_run(), reason="OpenVINO is not installed on this platform")
def test_other_languages_are_told_by_the_embedder() -> None:
    declines = Declines(make_embedder(load_settings()).embed_passages)
    for sentence in (
        "Desafortunadamente, los documentos no hablan de ese tema.",
        "Das steht nicht in den Texten.",
        "Purtroppo i documenti non lo dicono.",
        "Infelizmente, os artigos não respondem à pergunta.",
    ):
        assert declines.perhaps(sentence), sentence
    for sentence in (
        "La empresa invirtió 60 millones de euros en 2025.",
        "Der Konzern hat 200 Mitarbeiter entlassen.",
        "Il sindaco ha chiuso la strada venerdì.",
        "The company opened an office in Tokyo.",
        "Meta a lancé Llama 4 en avril.",
    ):
        assert not declines.perhaps(sentence), sentence
