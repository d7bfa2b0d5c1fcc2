"""Places of a text that are taken: each is found among any number of others in a few steps."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from rag.types import Span


class Taken:
    """Spans that may overlap. What overlaps is kept as one, so that both ends are in order."""

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start < self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def meets(self, span: Span) -> bool:
        """Whether it has a character in common with one of them."""
        at = bisect_right(self._ends, span.start)
        return at < len(self._starts) and self._starts[at] < span.end

    def take(self, span: Span) -> bool:
        """Takes a place that is free; False where it meets another."""
        if self.meets(span):
            return False
        at = bisect_right(self._ends, span.start)
        self._starts.insert(at, span.start)
        self._ends.insert(at, span.end)
        return True
