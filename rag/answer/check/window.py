"""The stretch of a passage that a statement is held against: a sentence or two, and what stands around them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from rag.answer.check.align import Links
from rag.answer.check.analysed import Analysed
from rag.answer.check.quantities import Quantity
from rag.types import Hit, Span


@dataclass(frozen=True)
class Window:
    """`links` are those of the statement to one or two neighbouring sentences. `span` is in the document.

    `before` is the sentence before the first, or None; `above` the title and the headings; `date` the article's.
    """

    hit: Hit
    span: Span
    links: Sequence[Links]
    before: Analysed | None
    above: Sequence[Analysed]
    date: dt.date | None

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

    @cached_property
    def content(self) -> float:
        """How well it holds what is no fact of the statement: the mean over those words, the others counting little."""
        return mean_match(self.statement, self.best)


_FACT_WEIGHT = 0.3


def mean_match(statement: Analysed, best: NDArray[np.float32]) -> float:
    """The mean of what a source has for the words of a statement, in which names, numbers and dates count little."""
    weights = np.where(statement.in_facts, _FACT_WEIGHT, 1.0)
    return float((weights * best).sum() / max(float(weights.sum()), 1e-6)) if len(best) else 0.0


def counted(part: Analysed) -> list[Quantity]:
    """The quantities of a text, the years of its dates among them."""
    years = [Quantity(d.span, float(d.year), "year", number=float(d.year)) for d in part.dates if d.year is not None]
    return [*part.quantities, *years]


def years_of(parts: Sequence[Analysed]) -> list[int]:
    """The years that the texts write out."""
    return [int(q.value) for part in parts for q in counted(part) if q.kind == "year"]
