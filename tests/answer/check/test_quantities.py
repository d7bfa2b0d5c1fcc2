"""What a number counts and how much, the same in French and in English; and whether two of them agree."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.check.amounts import compare
from rag.answer.check.quantities import Quantity, quantities


def one(text: str, language: str) -> Quantity:
    """The only quantity of a text."""
    (found,) = quantities(text, language)
    return found


@pytest.mark.parametrize(
    ("text", "language", "written", "kind", "value"),
    [
        ("Il en coûte 5,2 milliards de dollars.", "fr", "5,2 milliards de dollars", "money", 5.2e9),
        ("It costs $5.2bn.", "en", "$5.2bn", "money", 5.2e9),
        ("La hausse atteint 12,5 %.", "fr", "12,5 %", "share", 0.125),
        ("It rose by 12.5 per cent.", "en", "12.5 per cent", "share", 0.125),
        ("La banque a baissé son taux de 25 points de base.", "fr", "25 points de base", "share", 0.0025),
        ("The bank cut its rate by 50 basis points.", "en", "50 basis points", "share", 0.005),
        ("Elle l'a abaissé d'un demi-point.", "fr", "un demi-point", "share", 0.005),
        ("It was lowered by half a percentage point.", "en", "half a percentage point", "share", 0.005),
        ("It went up by a quarter point.", "en", "a quarter point", "share", 0.0025),
        ("Elle a franchi 6 m 25 au troisième.", "fr", "6 m 25", "measure", 6.25),
        ("Le kilo vaut 3 euros 50.", "fr", "3 euros 50", "money", 3.5),
        ("Quatre visiteurs sur cinq sont étrangers.", "fr", "Quatre visiteurs sur cinq", "share", 0.8),
        ("A third of them left.", "en", "A third of", "share", 1 / 3),
        ("Le train part à 15 h 30.", "fr", "15 h 30", "clock", 930),
        ("The train leaves at 3.30 p.m.", "en", "3.30 p.m.", "clock", 930),
        ("Une vingtaine de personnes attendaient.", "fr", "Une vingtaine", "count", 20),
        ("It cost $62,000, three times the estimate.", "en", "$62,000", "money", 62_000),
        ("They asked for a rebate of 310m zlotys.", "en", "310m zlotys", "money", 310e6),
        ("It has 1.5m users.", "en", "1.5m", "count", 1.5e6),
        ("A pool of 50m opened.", "en", "50m", "measure", 50),
        ("Un peu plus de sept mille habitants y vivent.", "fr", "sept mille", "count", 7000),
    ],
)  # fmt: skip
def test_a_quantity_is_what_is_written(text: str, language: str, written: str, kind: str, value: float) -> None:
    found = quantities(text, language)[0]
    assert text[found.span.start : found.span.end] == written
    assert str(found.kind) == kind
    assert found.value == pytest.approx(value)


def test_a_canal_is_no_noon() -> None:
    assert not quantities("Le canal du Midi relie Toulouse à la mer.", "fr")
    assert one("Il ferme à midi.", "fr").kind == "clock"


@pytest.mark.parametrize(
    ("stated", "source", "agreement"),
    [
        (("5,2 milliards d'euros", "fr"), ("€5.2 billion", "en"), "same"),
        (("65 milliards de dollars", "fr"), ("$65bn", "en"), "same"),
        (("65 milliards de dollars", "fr"), ("$60bn", "en"), "differs"),
        (("65 milliards de dollars", "fr"), ("€65bn", "en"), "differs"),
        (("41 milliards d'euros", "fr"), ("41,39 milliards d'euros", "fr"), "rounded"),
        (("41.39 billion euros", "en"), ("41 milliards d'euros", "fr"), "differs"),
        (("deux semaines", "fr"), ("14 days", "en"), "same"),
        (("trois heures", "fr"), ("four hours", "en"), "differs"),
        (("un tiers de", "fr"), ("33 %", "fr"), "same"),
        (("more than 200", "en"), ("250", "en"), "same"),
        (("plus de 200", "fr"), ("180", "en"), "differs"),
    ],
)
def test_two_quantities_agree_or_not(stated: tuple[str, str], source: tuple[str, str], agreement: str) -> None:
    assert compare(quantities(*stated)[0], quantities(*source)[0]) == agreement


@given(st.integers(min_value=2101, max_value=10**12))
def test_a_whole_number_is_the_same_in_either_languages_digits(number: int) -> None:
    english, french = f"{number:,}", f"{number:,}".replace(",", "\u202f")
    ours, theirs = one(f"Il y en a {french}.", "fr"), one(f"There are {english}.", "en")
    assert ours.value == theirs.value == number
    assert compare(ours, theirs) == "same"


@given(st.integers(min_value=1, max_value=10**6), st.integers(min_value=1, max_value=10**6))
def test_different_whole_numbers_of_a_currency_never_are_the_same(first: int, second: int) -> None:
    ours, theirs = one(f"{first} euros", "fr"), one(f"€{second}", "en")
    assert (compare(ours, theirs) == "same") == (first == second)


@given(st.text(max_size=80), st.sampled_from(["fr", "en"]))
def test_any_text_is_read_and_every_quantity_stands_in_it(text: str, language: str) -> None:
    spans = [q.span for q in quantities(text, language)]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(before.end <= after.start for before, after in itertools.pairwise(spans))
