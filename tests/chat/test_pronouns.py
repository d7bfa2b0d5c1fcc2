"""Pronouns and possessives whose antecedent stands in the conversation."""

from __future__ import annotations

import pytest

from tests.chat.conversation import standalone

CEO = ("Who is the CEO of Groq?", "Jonathan Ross, the CEO of Groq, said that much had grown.")
HEIR = ("Qui a succédé à Emad Mostaque chez Stability AI ?", "Prem Akkaraju, un ancien de Warner, lui a succédé.")
LEFT = ("Pourquoi Emad Mostaque a-t-il quitté Stability AI ?", "Un investisseur le demandait.")
MODEL = ("Which model did Acme AI publish in 2022?", "Acme AI published the weights of Stable Diffusion 1.0.")
BROKERS = ("Which brokers cut their target?", "Loop Capital, Stifel and Morgan Stanley cut their targets.")
WHERE = ("Où Stability AI a-t-elle été fondée ?", "À Londres.")

PEOPLE = [
    (*CEO, "When was he born?", "When was Jonathan Ross born?"),
    (*CEO, "Quel âge a-t-il ?", "Quel âge Jonathan Ross a-t-il ?"),
    (*HEIR, "Où travaillait-il avant ?", "Où Prem Akkaraju travaillait-il avant ?"),
    (*HEIR, "Qui lui a confié ce poste ?", "Qui lui a confié ce poste, Prem Akkaraju"),
    (*LEFT, "Quand est-il né ?", "Quand Emad Mostaque est-il né ?"),
    (*LEFT, "Quand l'a-t-il dit ?", "Quand Emad Mostaque l'a-t-il dit"),
    (*LEFT, "Est-ce qu'il a un successeur ?", "Est-ce qu'Emad Mostaque a un successeur ?"),
    (*LEFT, "Who replaced him?", "Who replaced Emad Mostaque?"),
    (*LEFT, "Que fait-il aujourd'hui ?", "Que Emad Mostaque fait-il aujourd'hui ?"),
    ("What did Zuckerberg say at LlamaCon?", "Much.", "Why did he say that?", "Why did Zuckerberg say that"),
    ("Who wrote Les Misérables?", "Victor Hugo wrote Les Misérables.", "When did he write it?",
     "When did Victor Hugo write Les Misérables?"),
    ("When did Marie Curie win the Nobel Prize?", "In 1903.", "Who was her husband?",
     "Who was Marie Curie's husband?"),
    ("Which Microsoft executive came to LlamaCon?", "Satya Nadella, the CEO of Microsoft.",
     "What did he and Zuckerberg talk about?", "What did Satya Nadella and Zuckerberg talk about?"),
    ("Le maire a-t-il démissionné ?", "Oui, le maire Jean Dupont a démissionné vendredi.",
     "Par qui a-t-il été remplacé ?", "Par qui Jean Dupont a-t-il été remplacé ?"),
]  # fmt: skip
THINGS = [
    (*CEO, "What is its revenue?", "What is Groq's revenue?"),
    (*LEFT, "Où est-elle basée ?", "Où Stability AI est-elle basée ?"),
    (*MODEL, "How many times was it downloaded?", "How many times was Stable Diffusion 1.0 downloaded"),
    (*WHERE, "Quel est son effectif en 2023 ?", "Quel est l’effectif de Stability AI en 2023 ?"),
    (*WHERE, "Qui en est le patron ?", "Qui en est le patron, Stability AI ?"),
    (*WHERE, "Qui l'a fondée ?", "Qui l'a fondée, Stability AI ?"),
    (*WHERE, "Qui la dirige ?", "Qui la dirige, Stability AI ?"),
    (*WHERE, "Que fait cette entreprise ?", "Que fait Stability AI ?"),
    (*WHERE, "What does this company sell?", "What does Stability AI sell?"),
    (*WHERE, "Who works there?", "Who works there, Londres, Stability AI?"),
    (*WHERE, "Combien de salariés y travaillent ?", "Combien de salariés y travaillent, Londres, Stability AI ?"),
    ("Qu'est-ce que LlamaCon ?", "LlamaCon est la conférence de Meta.", "Où a-t-elle eu lieu ?",
     "Où LlamaCon a-t-elle eu lieu ?"),
    ("What is the Meta AI app?", "An assistant.", "Which devices does it work with?",
     "Which devices does the Meta AI work with?"),
    ("Where is the Eiffel Tower?", "In Paris.", "Who built it?", "Who built the Eiffel Tower?"),
    ("Quand Stable Diffusion 1.0 est-il sorti ?", "En août.", "Combien de fois a-t-il été téléchargé ?",
     "Combien de fois Stable Diffusion 1.0 a-t-il été téléchargé ?"),
    ("Quelle est la population de la France ?", "67 millions.", "Quelle en est la capitale ?",
     "Quelle en est la capitale, la France ?"),
    ("What caused the 2008 crisis?", "Mortgages.", "How long did it last?",
     "How long did it last, caused 2008 crisis, Mortgages?"),
]  # fmt: skip
MANY = [
    (*BROKERS, "Why did they do that?", "Why did Loop Capital, Stifel and Morgan Stanley do that"),
    ("Temu et Shein sont-ils des annonceurs ?", "Oui.", "Pourquoi ont-ils réduit leurs dépenses ?",
     "Pourquoi Temu et Shein ont-ils réduit leurs dépenses ?"),
    ("Does Apple make its own chips?", "Yes.", "Who manufactures them?", "Who manufactures them, Apple make chips?"),
    ("How much does Meta plan to invest?", "Much.", "Who are their rivals?", "Who are Meta's rivals?"),
]  # fmt: skip
EVENTS = [
    ("Did any investor want Mostaque out?", "Yes: Coatue.", "Who broke that story?", "investor want Mostaque"),
    ("Que dit le rapport sur les salaires ?", "Ils baissent.", "Qu'est-ce que cela change ?", "rapport salaires"),
    ("Meta a-t-elle licencié chez Reality Labs ?", "Oui.", "Comment cette baisse s'explique-t-elle ?", "Reality Labs"),
]


def _id(row: tuple[str, str, str, str]) -> str:
    return row[2]


@pytest.mark.parametrize("row", [*PEOPLE, *THINGS, *MANY], ids=_id)
def test_a_pronoun_gives_way_to_what_it_stands_for(row: tuple[str, str, str, str]) -> None:
    assert standalone(*row[:3]).startswith(row[3])


@pytest.mark.parametrize("row", EVENTS, ids=_id)
def test_what_points_to_all_of_it_is_followed_by_the_words_of_the_question(row: tuple[str, str, str, str]) -> None:
    made = standalone(*row[:3])
    assert made.startswith(row[2].rstrip(" ?"))
    assert row[3] in made


def test_a_possessive_after_who_may_be_of_either() -> None:
    made = standalone("Qui dirige Groq ?", "Jonathan Ross, le PDG de Groq.", "Quel est son parcours ?")
    assert made == "Quel est le parcours de Groq, Jonathan Ross ?"


def test_a_person_is_looked_for_further_back_than_a_thing() -> None:
    said = (*LEFT, "Combien coûte un passeport ?", "86 euros.")
    assert standalone(*said, "Quand l'a-t-elle dit ?").endswith("passeport ?")
    assert standalone(*said, "Who replaced him?") == "Who replaced Emad Mostaque?"


def test_a_year_told_by_another_is_worked_out_in_a_sentence_too() -> None:
    said = "What did Acme earn in 2020?", "Ten."
    assert standalone(*said, "What did Acme earn the year before?") == "What did Acme earn the year before, 2019?"
    assert standalone(*said, "What did Acme earn last year?") == "What did Acme earn last year?"
    assert standalone(*said, "What did Acme earn in 2018, the year before?").endswith("2018, the year before?")


def test_and_goes_on_with_what_was_spoken_of() -> None:
    assert standalone("Qui dirige Acme ?", "Jean Dupont.", "Et les ingénieurs, où allaient-ils ?") == (
        "Et les ingénieurs, où allaient-ils, Acme ?"
    )
    assert standalone("Who runs Acme?", "Ann Lee.", "And what is the capital?") == "And what is the capital, Acme?"
