"""The stretch of a passage that a statement is held against: some sentences, and what stands around them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from rag.answer.check.align import Links
from rag.answer.check.analysed import Analysed
from rag.answer.check.quantities import Quantity
from rag.types import Hit, Span


@dataclass(frozen=True)
class Window:
    """`links` are those of the statement to neighbouring sentences, which begin at `starts` in the document.

    `before` is the sentence before the first, or None; `above` the title and the headings; `date` the article's;
    `first` the number of its first sentence in the passage.
    """

    hit: Hit
    links: Sequence[Links]
    starts: Sequence[int]
    before: Analysed | None
    above: Sequence[Analysed]
    date: dt.date | None
    first: int = 0

    @property
    def span(self) -> Span:
        """Of its sentences in the document."""
        return Span(self.starts[0], self.starts[-1] + len(self.parts[-1].text))

    @property
    def quote(self) -> str:
        """The text of the span."""
        start = self.hit.passage.start
        return self.hit.passage.text[self.span.start - start : self.span.end - start]

    @property
    def statement(self) -> Analysed:
        """What is held against it."""
        return self.links[0].statement

    @cached_property
    def parts(self) -> Sequence[Analysed]:
        """Its sentences."""
        return [link.part for link in self.links]

    @cached_property
    def cuts(self) -> dict[int, list[int]]:
        """Where the stretches of its texts begin, with the end of the last, as far as that was asked."""
        return {}

    @cached_property
    def years(self) -> dict[tuple[int, Span], int | None]:
        """The years that stretches of its texts are of, as far as that was asked."""
        return {}

    @property
    def around(self) -> Iterator[Analysed]:
        """What may name the subject: the sentence before, the headings, the title."""
        if self.before is not None:
            yield self.before
        yield from self.above

    @cached_property
    def best(self) -> NDArray[np.float32]:
        """`(words of the statement,)`: how well the window holds each."""
        held = [link.table.max(axis=1) for link in self.links if link.table.shape[1]]
        empty = np.zeros(len(self.statement.words), dtype=np.float32)
        return np.max(held, axis=0) if held else empty

    @property
    def match(self) -> float:
        """The mean of that; 0 for a statement without a word."""
        return float(self.best.mean()) if len(self.best) else 0.0

    @cached_property
    def content(self) -> float:
        """How well it holds what is no fact of the statement: the mean over those words, the others counting little."""
        if not len(self.best):
            return 0.0
        weights = np.where(self.statement.in_facts, _FACT_WEIGHT, 1.0)
        return float((weights * self.best).sum() / max(float(weights.sum()), 1e-6))

    @property
    def worth(self) -> float:
        """That, less what further sentences must add."""
        return self.content - _MORE * (len(self.links) - 1)

    def number(self, link: Links) -> int:
        """Which of the sentences of the passage one of its own is."""
        return self.first + next(i for i, own in enumerate(self.links) if own is link)

    def part(self, first: int, end: int) -> Window:
        """Some of its sentences as a window of their own; numbers as in the passage."""
        i, j = first - self.first, end - self.first
        before = self.parts[i - 1] if i else self.before
        return Window(self.hit, self.links[i:j], self.starts[i:j], before, self.above, self.date, first)


_FACT_WEIGHT = 0.3
_MORE = 0.01
"""What a second sentence must add to the mean similarity of a word."""


def windows(whole: Window) -> Iterator[Window]:
    """Each sentence of a passage, and each two that follow each other."""
    spoken = [i for i, link in enumerate(whole.links) if link.table.shape[1]]
    yield from (whole.part(i, i + 1) for i in spoken)
    yield from (whole.part(i, j + 1) for i, j in pairwise(spoken) if j == i + 1)


def counted(part: Analysed) -> list[Quantity]:
    """The quantities of a text, the years of its dates among them."""
    years = [Quantity(d.span, float(d.year), "year", number=float(d.year)) for d in part.dates if d.year is not None]
    return [*part.quantities, *years]


def years_of(parts: Sequence[Analysed]) -> list[int]:
    """The years that the texts write out."""
    return [int(q.value) for part in parts for q in counted(part) if q.kind == "year"]
