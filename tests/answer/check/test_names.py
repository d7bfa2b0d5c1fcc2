"""The names of a text, and what of another text they stand for."""

from __future__ import annotations

import pytest

from rag.answer.check.analysed import Analysed
from rag.answer.check.held_names import holds_name


@pytest.mark.parametrize(
    ("text", "language", "names"),
    [
        ("Le président Emmanuel Macron a reçu Mme Le Pen à l'Élysée.", "fr", ["Emmanuel Macron", "Pen", "Élysée"]),
        ("However, Someone said that Ms Rivera left.", "en", ["Someone", "Rivera"]),
        ("Cependant, rien ne change à Lyon.", "fr", ["Lyon"]),
        ("Who ran the talks is unknown.", "en", []),
        ("L'Otan et l'Unesco se taisent.", "fr", ["Otan", "Unesco"]),
        ("On Monday it moved to the Federal Reserve.", "en", ["Federal Reserve"]),
    ],
)
def test_the_names_of_a_text(text: str, language: str, names: list[str]) -> None:
    assert [name.text for name in Analysed(text, language).names] == names


@pytest.mark.parametrize(
    ("name", "language", "source", "other"),
    [
        ("l'Otan", "fr", "Sweden has joined NATO.", "en"),
        ("NATO", "en", "La Suède est membre de l'Organisation du traité de l'Atlantique nord.", "fr"),
        ("Londres", "fr", "It was founded in London.", "en"),
        ("Baku", "en", "La réunion s'est tenue à Bakou.", "fr"),
        ("la princesse de Galles", "fr", "The Princess of Wales watched.", "en"),
        ("the FAA", "en", "The Federal Aviation Administration grounded it.", "en"),
        ("Vladimir Poutine", "fr", "Vladimir Putin was there.", "en"),
        ("Mr Zelenskyy", "en", "Volodymyr Zelensky a parlé.", "fr"),
        ("the European Court of Justice", "en", "La CJUE a tranché.", "fr"),
        ("German carmakers", "en", "Les constructeurs allemands protestent.", "fr"),
    ],
)
def test_a_name_in_the_other_spelling(name: str, language: str, source: str, other: str) -> None:
    (found,) = Analysed(f"x {name}", language).names
    assert holds_name(found, [Analysed(source, other)])


@pytest.mark.parametrize(
    ("name", "language", "source", "other"),
    [
        ("Marie Dupont", "fr", "Jeanne Dupont l'a dit.", "fr"),
        ("Paris", "fr", "It was founded in London.", "en"),
        ("Apple", "en", "Microsoft l'a racheté.", "fr"),
        ("the WHO", "en", "Who said so?", "en"),
    ],
)
def test_another_name_is_another(name: str, language: str, source: str, other: str) -> None:
    (found,) = Analysed(f"x {name}", language).names
    assert not holds_name(found, [Analysed(source, other)])
