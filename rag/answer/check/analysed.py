"""A text with all that a check looks at in it."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from rag.answer.check.dates import Date, dates
from rag.answer.check.flat import flat
from rag.answer.check.gazetteer import one_spelling
from rag.answer.check.names import Name, names
from rag.answer.check.polarity import Negation, Side, implied_negations, negations, sides
from rag.answer.check.quantities import Quantity, quantities
from rag.text.words import FUNCTION_WORDS, Term, terms
from rag.types import Span, Tokens

_WORD = re.compile(r"[a-z]+")
_CLAUSE = re.compile(r"[,;:()]| (?:et|and|mais|but|tandis que|alors que|while|whereas|qui|which|who|contre|against) ")
_NOTE = re.compile(r"\[\d{1,3}\]")
"""The number of a note or a citation, which is no quantity."""


@dataclass(frozen=True)
class Analysed:
    """A sentence, or two, or a title. Spans are in `text`.

    `tokens` is None where the embedder does not show them; `words` are the content words, numbers among them.
    """

    text: str
    language: str
    tokens: Tokens | None = field(default=None, compare=False, repr=False)

    @cached_property
    def words(self) -> Sequence[Term]:
        """The content words in their order."""
        return terms(self.text, self.language)

    @cached_property
    def token_rows(self) -> Sequence[NDArray[np.intp]]:
        """For each word the rows of its tokens; none where they are not shown."""
        if self.tokens is None:
            return [np.empty(0, dtype=np.intp)] * len(self.words)
        starts, ends = self.tokens.spans[:, 0], self.tokens.spans[:, 1]
        return [np.flatnonzero((starts < w.span.end) & (ends > w.span.start)) for w in self.words]

    def distances(self, span: Span) -> NDArray[np.float32]:
        """`(words,)`: how many words away from a span each word stands.

        From one stretch between commas to another it is as far as through the comma alone, since what is in between
        is mostly an aside: « Maurice Koechlin, ingénieur chez Eiffel, avait dessiné la tour ».
        """
        if not self.words:
            return np.zeros(0, dtype=np.float32)
        at = self._word_at(span)
        return np.array([self._distance(at, i) for i in range(len(self.words))], dtype=np.float32)

    def _distance(self, one: int, other: int) -> float:
        stretch = self._stretches
        if stretch[one] == stretch[other]:
            return abs(one - other)
        first, last = sorted((one, other))
        after = sum(1 for i in range(first + 1, len(self.words)) if stretch[i] == stretch[first])
        before = sum(1 for i in range(last) if stretch[i] == stretch[last])
        return 2.0 + after + before

    @cached_property
    def _stretches(self) -> Sequence[int]:
        ends = [m.start() for m in _CLAUSE.finditer(flat(self.text))]
        return [bisect(ends, w.span.start) for w in self.words]

    def _word_at(self, span: Span) -> int:
        """The first word that a span meets, or else the one before it."""
        met = (i for i, w in enumerate(self.words) if w.span.start < span.end and span.start < w.span.end)
        return next(met, max(0, bisect([w.span.start for w in self.words], span.start) - 1))

    @cached_property
    def dates(self) -> Sequence[Date]:
        """The dates; a year alone is a quantity."""
        return dates(self._plain, self.language)

    @cached_property
    def quantities(self) -> Sequence[Quantity]:
        """All other numbers."""
        return quantities(self._plain, self.language, [d.span for d in self.dates])

    @cached_property
    def names(self) -> Sequence[Name]:
        """The names; "Monday" and "Sterling" are none where they are of a date or a quantity."""
        return names(self.text, self.language, [f.span for found in (self.dates, self.quantities) for f in found])

    @cached_property
    def spellings(self) -> frozenset[str]:
        """All words as `flat` makes them, each in the spelling that stands for all of a name's."""
        return frozenset(one_spelling(word) for word in _WORD.findall(flat(self.text)))

    @cached_property
    def initials(self) -> str:
        """The first letters of all words but function words, to find what an acronym stands for."""
        skipped = FUNCTION_WORDS.get(self.language, frozenset())
        return "".join(word[0] for word in _WORD.findall(flat(self.text)) if word not in skipped)

    @cached_property
    def in_facts(self) -> NDArray[np.bool_]:
        """Which of the words are of a name, a quantity or a date."""
        spans = [f.span for found in (self.names, self.quantities, self.dates) for f in found]
        return np.array([any(a <= w.span.start < b for a, b in spans) for w in self.words], dtype=np.bool_)

    @cached_property
    def negations(self) -> Sequence[Negation]:
        """The negations."""
        return negations(self.text)

    @cached_property
    def implied(self) -> Sequence[Span]:
        """Words that may say what a negation says."""
        return implied_negations(self.text)

    @cached_property
    def sides(self) -> Sequence[Side]:
        """Words that have an opposite."""
        return sides(self.text)

    @property
    def _plain(self) -> str:
        return _NOTE.sub(lambda m: " " * len(m.group()), self.text)
