"""Exact match and F1 of answer strings, as SQuAD and its French counterpart FQuAD compare them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from eval.fold import fold

_ELIDED = re.compile(r"\bl'")
_ARTICLES = re.compile(r"\b(?:a|an|the|le|la|les|du|des|au|aux|un|une)\b")


def normalise(text: str) -> str:
    """Lower case, without articles of either language, punctuation, and runs of spaces.

    The articles are those of the two official scripts together, since a question may be answered in the other
    language.
    """
    plain = _ELIDED.sub(" ", fold(text))
    plain = "".join(" " if c in "'-" else c for c in plain if c in "'-" or unicodedata.category(c)[0] != "P")
    return " ".join(_ARTICLES.sub(" ", plain).split())


def exact_match(text: str, answers: Iterable[str]) -> float:
    """1.0 where the whole text is one of the answers, else 0.0."""
    found = normalise(text)
    return float(any(normalise(answer) == found for answer in answers))


def f1(text: str, answers: Iterable[str]) -> float:
    """The overlap of words of the whole text with the answer that it has most in common with, in [0, 1]."""
    words = normalise(text).split()
    return max((_f1(words, normalise(answer).split()) for answer in answers), default=0.0)


def _f1(found: list[str], wanted: list[str]) -> float:
    if not found or not wanted:
        return float(found == wanted)
    common = sum((Counter(found) & Counter(wanted)).values())
    return 2 * common / (len(found) + len(wanted))
