"""Follow-ups that are no sentence take the place of what is of the same kind in the question before."""

from __future__ import annotations

import pytest

from tests.chat.conversation import rewritten, standalone

SALES = ("Quel chiffre d'affaires Meta a-t-elle réalisé au premier trimestre 2025 ?", "41 milliards.")
INVEST = ("How much does Meta plan to invest in 2025?", "60 to 65 billion.")
PEOPLE = ("Quelle est la population de la France ?", "67 millions.")
REVENUE = ("What is Meta's revenue in 2024?", "41 billion.")
BOSS = ("Qui est le PDG de Microsoft ?", "Satya Nadella, PDG de Microsoft.")
CEO = ("Who is the CEO of Groq?", "Jonathan Ross, the CEO of Groq, said that much had grown.")

YEARS = [
    (*SALES, "Et en 2023 ?", "Quel chiffre d'affaires Meta a-t-elle réalisé au premier trimestre 2023 ?"),
    (*SALES, "Et l'année d'avant ?",
     "Quel chiffre d'affaires Meta a-t-elle réalisé au premier trimestre 2024, l'année d'avant ?"),
    (*SALES, "et deux ans plus tard ?",
     "Quel chiffre d'affaires Meta a-t-elle réalisé au premier trimestre 2027, deux ans plus tard ?"),
    (*SALES, "et au deuxième trimestre ?",
     "Quel chiffre d'affaires Meta a-t-elle réalisé au deuxième trimestre 2025 ?"),
    (*SALES, "and the year before?",
     "Quel chiffre d'affaires Meta a-t-elle réalisé au premier trimestre 2024, the year before ?"),
    (*INVEST, "And in 2024?", "How much does Meta plan to invest in 2024?"),
    (*INVEST, "2024?", "How much does Meta plan to invest in 2024?"),
    (*INVEST, "and the following year?", "How much does Meta plan to invest in 2026, the following year?"),
    (*INVEST, "What about last year?", "How much does Meta plan to invest in 2024, last year?"),
    (*INVEST, "et en 2024 ?", "How much does Meta plan to invest in 2024?"),
    (*PEOPLE, "Et en 1950 ?", "Quelle est la population de la France, en 1950 ?"),
    ("Quel bénéfice attend-on de Meta ?", "Pour le premier trimestre 2025, 5,28 dollars.", "Et l'année précédente ?",
     "Quel bénéfice attend-on de Meta, l'année précédente 2024 ?"),
    ("Is the library open on Sundays?", "No.", "And on Saturdays?", "Is the library open on Saturdays?"),
    ("Que s'est-il passé en 2023 chez Ubisoft ?", "Rien.", "Et début 2024 ?",
     "Que s'est-il passé en début 2024 chez Ubisoft ?"),
]  # fmt: skip
NAMES = [
    (*SALES, "Et Google ?", "Quel chiffre d'affaires Google a-t-elle réalisé au premier trimestre 2025 ?"),
    (*INVEST, "And Amazon?", "How much does Amazon plan to invest in 2025?"),
    (*INVEST, "Et Microsoft ?", "How much does Microsoft plan to invest in 2025?"),
    (*INVEST, "And Google in 2023?", "How much does Google plan to invest in 2023?"),
    (*PEOPLE, "Et de l'Allemagne ?", "Quelle est la population de l’Allemagne ?"),
    (*PEOPLE, "Qu'en est-il de l'Espagne ?", "Quelle est la population de l’Espagne ?"),
    (*PEOPLE, "And Germany?", "Quelle est la population de Germany ?"),
    (*BOSS, "et d'OpenAI ?", "Qui est le PDG d’OpenAI ?"),
    (*BOSS, "Et chez Databricks ?", "Qui est le PDG de Databricks ?"),
    (*BOSS, "Et celui de Databricks ?", "Qui est le PDG de Databricks ?"),
    (*CEO, "What about Databricks?", "Who is the CEO of Databricks?"),
    (*CEO, "Databricks?", "Who is the CEO of Databricks?"),
    (*REVENUE, "And Google's?", "What is Google's revenue in 2024?"),
    ("What did Zuckerberg discuss with Ghodsi?", "Openness.", "And with Nadella?",
     "What did Zuckerberg discuss with Nadella?"),
    ("Did Acme have an office in Japan?", "Yes.", "And in Germany?", "Did Acme have an office in Germany?"),
    ("How many users does Acme have?", "Ten.", "And in Germany?", "How many users does Acme have, in Germany?"),
    ("Que pense Musk d'OpenAI ?", "Il doute.", "et Zuckerberg ?", "Que pense Zuckerberg d'OpenAI ?"),
    ("Que pense Musk d'OpenAI ?", "Il doute.", "et de Google ?", "Que pense Musk de Google ?"),
    ("Que pense Musk d'OpenAI ?", "Musk en a parlé avec Sam Altman.", "et lui ?", "Que pense Sam Altman d'OpenAI ?"),
    ("Who wrote Les Misérables?", "Victor Hugo.", "And Madame Bovary?", "Who wrote Madame Bovary?"),
    ("Quand Marie Curie a-t-elle reçu le prix Nobel ?", "En 1903.", "Et Einstein ?",
     "Quand Einstein a-t-elle reçu le prix Nobel ?"),
    ("How tall is the Eiffel Tower?", "330 m.", "And the Empire State Building?",
     "How tall is the Empire State Building?"),
]  # fmt: skip
NOUNS = [
    (*SALES, "Et le bénéfice ?", "Quel bénéfice Meta a-t-elle réalisé au premier trimestre 2025 ?"),
    (*PEOPLE, "et la superficie ?", "Quelle est la superficie de la France ?"),
    (*PEOPLE, "Et sa superficie ?", "Quelle est la superficie de la France ?"),
    (*REVENUE, "And the losses?", "What is Meta's losses in 2024?"),
    (*REVENUE, "And its losses?", "What is Meta's losses, 2024?"),
    (*REVENUE, "And Google's profit?", "What is Google's profit in 2024?"),
    (*CEO, "And the chairman of Databricks?", "Who is the chairman of Databricks?"),
    (*CEO, "And his salary?", "Jonathan Ross' salary?"),
    ("Combien de pertes Acme a-t-elle subies en 2024 ?", "Dix.", "Et le chiffre d'affaires ?",
     "Combien de chiffre d'affaires Acme a-t-elle subies en 2024 ?"),
    ("Que dit le rapport sur les salaires ?", "Ils baissent.", "Et sur l'emploi ?",
     "Que dit le rapport sur l'emploi ?"),
    ("Quel était le budget de la ville en 2020 ?", "12.", "Et celui de la région ?",
     "Quel était le budget de la région en 2020 ?"),
    ("Combien coûte un passeport ?", "86 euros.", "Et une carte d'identité ?",
     "Combien coûte un passeport, une carte d'identité ?"),
]  # fmt: skip
ASKING = [
    (*INVEST, "Why?", "Why does Meta plan to invest in 2025?"),
    ("Où Acme a-t-elle été fondée ?", "À Londres.", "En quelle année ?", "En quelle année Acme a-t-elle été fondée ?"),
    ("Où Acme a-t-elle été fondée ?", "À Londres.", "Et par qui ?", "Par qui Acme a-t-elle été fondée ?"),
    ("Le Quest 4 est-il en retard ?", "Oui.", "Pourquoi ?", "Pourquoi le Quest 4 est-il en retard ?"),
    ("Que dit le rapport sur les salaires ?", "Ils baissent.", "C'est quand ?",
     "Quand dit le rapport sur les salaires ?"),
    ("Where did LlamaCon take place?", "Menlo Park.", "And when?", "When did LlamaCon take place?"),
    ("Who succeeded Mostaque?", "Prem Akkaraju, formerly of Warner.", "When?",
     "When succeeded Mostaque, Prem Akkaraju?"),
    ("Does Apple make its own chips?", "Yes.", "Since when?", "Since when does Apple make its own chips?"),
    ("How tall is the Eiffel Tower?", "330 m.", "How many visitors?", "How many visitors is the Eiffel Tower?"),
    ("Quelle est la hauteur de la tour Eiffel ?", "330 m.", "Et combien de visiteurs ?",
     "Combien de visiteurs de la tour Eiffel ?"),
    ("Combien de fois Llama a-t-il été téléchargé ?", "Dix.", "et en combien de temps ?",
     "En combien de temps Llama a-t-il été téléchargé ?"),
    ("Quand LlamaCon a-t-elle eu lieu ?", "Fin avril.", "Where?", "Where LlamaCon a-t-elle eu lieu ?"),
    ("Why were people laid off at Acme?", "Costs.", "How many of them?",
     "How many of them were people laid off at Acme?"),
]  # fmt: skip


def _id(row: tuple[str, str, str, str]) -> str:
    return row[2]


@pytest.mark.parametrize("row", [*YEARS, *NAMES, *NOUNS, *ASKING], ids=_id)
def test_a_fragment_takes_the_place_of_its_like(row: tuple[str, str, str, str]) -> None:
    assert standalone(*row[:3]) == row[3]
    assert rewritten(*row[:3]).by == "rules"


@pytest.mark.parametrize(
    ("before", "more", "made"),
    [
        ("Who founded DeepMind?", "Tell me more", "Who founded DeepMind, Tell me more?"),
        ("Qui a fondé DeepMind ?", "Dis-m'en plus", "Qui a fondé DeepMind, Dis-m'en plus ?"),
        ("Que fait Acme en 2020 ?", "Et ensuite ?", "Que fait Acme en 2020, ensuite ?"),
    ],
)
def test_what_asks_for_more_is_put_behind_the_question(before: str, more: str, made: str) -> None:
    assert standalone(before, "x", more) == made


def test_a_third_question_refers_to_the_second_as_it_was_understood() -> None:
    assert standalone("Who runs Databricks?", "Ali Ghodsi.", "and Groq?", "Jonathan Ross.", "And Microsoft?") == (
        "Who runs Microsoft?"
    )
    assert standalone("Who runs Databricks?", "Ali Ghodsi.", "Et Groq ?", "Jonathan Ross.", "Quand est-il né ?") == (
        "Quand Jonathan Ross est-il né ?"
    )
    assert standalone(*SALES, "Et le bénéfice ?", "Dix.", "Et un an plus tôt ?") == (
        "Quel bénéfice Meta a-t-elle réalisé au premier trimestre 2024, un an plus tôt ?"
    )
