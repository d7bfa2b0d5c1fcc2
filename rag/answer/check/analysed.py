"""A text with all that a check looks at in it."""

from __future__ import annotations

import re
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
from rag.answer.check.taken import Taken
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
        at = self.word_at(span)
        numbers, (stretch, first, last) = np.arange(len(self.words)), self._stretches
        # From the end of the stretch that comes first, and to the beginning of the other.
        before = 2 + (last - numbers) + (at - first[at])
        after = 2 + (last[at] - at) + (numbers - first)
        across = np.where(numbers < at, before, after)
        found: NDArray[np.float32] = np.where(stretch == stretch[at], abs(numbers - at), across).astype(np.float32)
        return found

    @cached_property
    def _stretches(self) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
        """For each word the stretch between commas that it stands in, and the first and the last word of that."""
        ends = [m.start() for m in _CLAUSE.finditer(flat(self.text))]
        stretch = np.searchsorted(ends, self._places[0], side="right")
        return stretch, np.searchsorted(stretch, stretch), np.searchsorted(stretch, stretch, side="right") - 1

    @cached_property
    def _places(self) -> NDArray[np.intp]:
        """`(2, words)`: where each word begins and ends."""
        return np.array([w.span for w in self.words], dtype=np.intp).reshape(-1, 2).T

    def words_at(self, span: Span) -> NDArray[np.intp]:
        """The numbers of the words that have a character in common with a span."""
        starts, ends = self._places
        return np.flatnonzero((starts < span.end) & (ends > span.start))

    def word_at(self, span: Span) -> int:
        """The first of them, or else the word before the span."""
        met = self.words_at(span)
        return int(met[0]) if len(met) else max(0, int(np.searchsorted(self._places[0], span.start, side="right")) - 1)

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
        taken = Taken(f.span for found in (self.names, self.quantities, self.dates) for f in found)
        begins = (Span(w.span.start, w.span.start + 1) for w in self.words)
        return np.array([taken.meets(begin) for begin in begins], dtype=np.bool_)

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
