"""What a sentence means that leans on the one before."""

from __future__ import annotations

import pytest

from rag.answer.check.leaning import Leaning


@pytest.mark.parametrize(
    ("language", "before", "sentence", "meant"),
    [
        ("fr", "Stability AI naît à Londres.", "Elle emploie 40 personnes.", "Stability AI emploie 40 personnes."),
        ("fr", "La société Lumen ouvre une usine.", "Elle emploiera 40 personnes.", "Lumen emploiera 40 personnes."),
        ("en", "Ruth Banks runs Harbour Foods.", "She blamed the price of gas.", "Ruth Banks blamed the price of gas."),
        ("en", "Harbour Foods has a plant in Leeds.", "It was shut in 2012.", "Harbour Foods was shut in 2012."),
        ("en", "Harbour Foods has a plant in Leeds.", "It was Leeds that it left.", "It was Leeds that it left."),
        ("fr", "Paul Merlin dirige Lumen.", "Il faut attendre 2025.", "Il faut attendre 2025."),
        ("fr", "Paul Merlin dirige Lumen.", "Son directeur est à Brest.", "Son directeur est à Brest."),
        ("fr", "Hier, le maire a parlé.", "Il a promis un pont.", "Il a promis un pont."),
        ("fr", "L’usine ferme.", "Elle emploie 40 personnes.", "Elle emploie 40 personnes."),
        ("en", "Harbour Foods has a plant in Leeds.", "Nobody works there.", "Nobody works there."),
    ],
)  # fmt: skip
def test_a_pronoun_is_read_as_the_name_that_the_sentence_before_begins_with(
    language: str, before: str, sentence: str, meant: str
) -> None:
    leaning = Leaning()
    assert leaning.read(before, language) == (before, before)
    assert leaning.read(sentence, language)[1] == meant


def test_several_sentences_lean_on_the_same() -> None:
    leaning = Leaning()
    leaning.read("Harbour Foods has its seat in London.", "en")
    for sentence in ("It has 40 employees.", "It lost two of them."):
        asked, meant = leaning.read(sentence, "en")
        assert asked == f"Harbour Foods has its seat in London. {sentence}"
        assert meant.startswith("Harbour Foods ")
    assert Leaning().read("It has 40 employees.", "en") == ("It has 40 employees.", "It has 40 employees.")
