"""What speaks for a sentence as the answer to a question, as numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rag.text.fold import fold
from rag.text.words import Term

_COGNATE = 5
"""Words of two languages that share this many first letters are taken for one: investir, investment."""


class Bag:
    """The words of a text, ready to be asked whether they hold another's."""

    def __init__(self, found: Sequence[Term]) -> None:
        self.terms = found
        self._stems = {t.stem for t in found}
        self._folded = {t.folded for t in found}
        self._beginnings = {t.folded[:_COGNATE] for t in found if len(t.folded) >= _COGNATE}

    def holds(self, term: Term) -> float:
        """1 for the word itself, 0.6 for one with the same beginning, else 0."""
        if term.stem in self._stems or term.folded in self._folded:
            return 1.0
        return 0.6 if len(term.folded) >= _COGNATE and term.folded[:_COGNATE] in self._beginnings else 0.0


def coverage(question: Sequence[Term], bag: Bag, weight: Mapping[str, float]) -> float:
    """The share of the question's weight that the bag holds, in [0, 1]; 0 for a question of function words."""
    total = sum(weight[t.stem] for t in question)
    return sum(weight[t.stem] * bag.holds(t) for t in question) / total if total else 0.0


# what kind of thing a question asks for

_ASKS = {
    "number": r"""
        \b combien \b
      | \b quel(?:le)?s? \s (?:est \s le \s | est \s la \s | sont \s les \s)? (?:montant | nombre | chiffre | part
            | pourcentage | prix | valeur | valorisation | taux | somme | taille | population | superficie | age
            | duree | revenu | perte)
      | \b how \s (?:many | much | large | big | old | long | far | high | often) \b
      | \b what \s (?:(?:is | was | were | are) \s the \s)? (?:number | amount | percentage | price | value | valuation
            | rate | share | sum | size | population | area | age | revenue | loss)
    """,
    "date": r"""
        \b quand \b
      | \b quelles? \s (?:annee | date | jour | mois | epoque | periode | siecle)
      | \b when \b
      | \b (?:what | which) \s (?:year | date | day | month | century | period)
    """,
}
_ASKS_RE = {kind: re.compile(pattern, re.VERBOSE) for kind, pattern in _ASKS.items()}
_MONTHS = re.compile(
    r"\b(?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|january|february|march|"
    r"april|may|june|july|august|september|october|november|december|siecle|century)\b"
)
_YEAR = re.compile(r"\b1[0-9]{3}\b|\b20[0-9]{2}\b")
_AMOUNT = re.compile(
    r"\d|\b(?:deux|trois|quatre|cinq|sept|huit|neuf|dix|onze|douze|quinze|vingt|trente|cent|cents|mille|million|millions|"
    r"milliard|milliards|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|hundred|hundreds|"
    r"thousand|thousands|billion|billions|half|moitie|tiers|plusieurs|several)\b"
)
KINDS = tuple(_ASKS)


def asked_kinds(question: str) -> frozenset[str]:
    """Which of `KINDS` the question asks for, going by its words in either language."""
    folded = " ".join(fold(word) for word in re.split(r"[^\w']+", question.replace("’", "'")) if word)
    return frozenset(kind for kind, pattern in _ASKS_RE.items() if pattern.search(folded))


def offers(kind: str, sentence: str, new: Sequence[Term]) -> bool:
    """Whether a sentence holds something of the kind; `new` are its words that the question does not have."""
    folded = " ".join(fold(word) for word in re.split(r"[^\w]+", sentence) if word)
    if kind == "number":
        return any(t.is_number for t in new) or bool(_AMOUNT.search(folded))
    return bool(_YEAR.search(folded) or _MONTHS.search(folded))
