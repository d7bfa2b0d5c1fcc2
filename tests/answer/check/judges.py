"""Statements with passages, for whatever judges them."""

from __future__ import annotations

import json

from rag.answer.check.given import read_passages
from rag.types import Hit

FRENCH = (
    "La société Lumen a été fondée à Nantes en mars 2016 par Claire Aubert et Hugo Lenoir. "
    "Elle emploie aujourd'hui 340 personnes et a réalisé un chiffre d'affaires de 41,5 millions d'euros en 2023. "
    "Son directeur financier, Paul Merlin, n'a pas souhaité commenter ces résultats."
)
ENGLISH = (
    "Harbour Foods closed its plant in Leeds on 12 May 2022, and 230 people lost their jobs. "
    "The company's chief executive, Ruth Banks, blamed the price of gas. "
    "A new plant, which will cost £18 million, is to open in Hull in 2025."
)


def hits(*texts: str) -> list[Hit]:
    """Passages that are given."""
    return read_passages([json.dumps({"text": text}) for text in texts])


SUPPORTED = (
    ("fr", "Lumen a été fondée à Nantes en mars 2016."),
    ("fr", "Lumen emploie 340 personnes."),
    ("en", "Lumen was founded in Nantes in March 2016 by Claire Aubert and Hugo Lenoir."),
    ("en", "In 2023 Lumen had revenue of 41.5 million euros."),
    ("en", "Harbour Foods closed its Leeds plant on May 12, 2022."),
    ("en", "The new plant in Hull will cost £18 million."),
    ("fr", "Harbour Foods a fermé son usine de Leeds le 12 mai 2022."),
    ("fr", "La nouvelle usine coûtera 18 millions de livres et ouvrira à Hull en 2025."),
)
UNSUPPORTED = (
    ("fr", "Lumen a été fondée à Lyon en mars 2016."),
    ("fr", "Lumen emploie 430 personnes."),
    ("en", "Lumen was founded in Nantes in May 2016."),
    ("en", "In 2023 Lumen had revenue of 45.1 million euros."),
    ("en", "Harbour Foods did not close its plant in Leeds."),
    ("en", "The new plant in Hull will cost £80 million."),
    ("fr", "Harbour Foods a fermé son usine de Leeds le 21 mai 2022."),
    ("fr", "La nouvelle usine coûtera 18 millions de livres et ouvrira à Bristol en 2025."),
    ("fr", "Les pommes de terre se cultivent en altitude depuis des siècles."),
)
