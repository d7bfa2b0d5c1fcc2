"""Sentences that lean on the one before: "It was closed in 2012." says nothing without what "it" is."""

from __future__ import annotations

import re

from rag.answer.check.analysed import Analysed

_LEANS = re.compile(
    r"(?:ils?|elles?|ce|cela|ceci|celui-ci|celle-ci|son|sa|ses|leurs?|it|its|he|she|his|her|they|their|this|these)\b",
    re.IGNORECASE,
)
_STANDS_FOR = re.compile(
    r"(?:Elles?|Ils|He|She|They"
    r"|Il(?! (?:y|faut|semble|n['’]y|s['’]agit)\b| (?:est|était)\b.*\bque?\b)"
    r"|It(?! (?:is|was|seems|takes|took)\b.*\bthat\b))(?= \w)"
)
"""Pronouns that stand for a subject; not where they may stand for nothing: « il faut que », "it is … that"."""
_FAR = 14
"""Characters within which a sentence names its subject: « La société Lumen »."""


class Leaning:
    """Goes through the sentences of a text in their order."""

    def __init__(self) -> None:
        self._before = self._subject = ""

    def read(self, sentence: str, language: str) -> tuple[str, str]:
        """What to search for, and what the sentence means: with the one before, and with its subject's name, each
        where it leans and there is one; else the sentence itself.
        """
        if not _LEANS.match(sentence):
            self._before, self._subject = sentence, _named(sentence, language)
            return sentence, sentence
        if not self._before:
            self._before = sentence
            return sentence, sentence
        meant = _STANDS_FOR.sub(lambda _: self._subject, sentence, count=1) if self._subject else sentence
        return f"{self._before} {sentence}", meant


def _named(sentence: str, language: str) -> str:
    """The name that a sentence begins with; "" where it begins with none."""
    first = min(Analysed(sentence, language).names, key=lambda name: name.span.start, default=None)
    if first is None or first.span.start > _FAR:
        return ""
    start, end = first.span
    aside = first.doubtful and sentence[end : end + 1] == ","  # « Hier, … »
    return "" if aside else sentence[start:end]
