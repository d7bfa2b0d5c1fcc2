"""BM25 scores of passages, a stretch of them at a time, so that all that is worked on stays in the processor's cache.

A passage can be among the best only while what it has so far, with the most that the terms still to come could add,
reaches the worst of the best found before (after Turtle & Flood, "Query evaluation: strategies and optimizations",
1995). Where few such passages are left in a stretch, only they are scored further. The scores of those that are given
are exact, and the same whichever way they were reached.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.store.bm25 import AROUND, K1, REACH, Scores, norm, saturated

_NEAR = np.arange(-REACH, REACH + 1)[:, None]
_SLACK = 1e-4
"""Of a score, for what rounding may have taken."""

Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Stretches:
    """How many passages are scored at a time, and below which share of them they are scored one by one.

    Where a term stands `dense` times for each of these, it is searched for there, and not laid out.
    """

    size: int = 65_536
    few: float = 1 / 12
    dense: int = 40


@dataclass(frozen=True, slots=True)
class Field:
    """All passages: their lengths in terms, with those within reach, and for each step who has the same document.

    `lengths` int32 and `around` float32 `(n,)`. `same[s - 1][i + REACH]` is 1 where passages i and i + s are of one
    document, else 0: `(n + 2 * REACH,)`, uint16.
    """

    lengths: NDArray[np.int32]
    around: Scores
    same: tuple[NDArray[np.uint16], ...]

    @classmethod
    def of(cls, lengths: NDArray[np.int32], documents: NDArray[np.int32]) -> Field:
        """`documents` `(n,)` numbers the document of each passage."""
        around, same = lengths.astype(np.float32), []
        for step in range(1, REACH + 1):
            alike = documents[step:] == documents[:-step]
            around[step:] += lengths[:-step] * alike
            around[:-step] += lengths[step:] * alike
            held = np.zeros(len(lengths) + 2 * REACH, dtype=np.uint16)
            held[REACH : REACH + len(alike)] = alike
            same.append(held)
        return cls(lengths, around, tuple(same))


@dataclass(frozen=True, slots=True)
class Term:
    """In which passages it stands, in order, and how often; `worth` is its weight times its rarity."""

    rows: NDArray[np.int32]
    counts: NDArray[np.uint8]
    worth: float

    @property
    def most(self) -> float:
        """More than it can add to any score."""
        return self.worth * (K1 + 1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The best `k` of the passages that are True in `mask` `(n,)`, and whatever the scores of those in `also`.

    `also` is sorted, each once. `mean` is the mean length of a passage.
    """

    k: int
    mask: NDArray[np.bool_]
    also: Rows
    mean: float


class _Best:
    """The best so far, more than `k` where several are equal at the edge, and what a score must reach to be one."""

    def __init__(self, k: int) -> None:
        self._k = k
        self.rows: Rows = np.empty(0, dtype=np.intp)
        self.scores: Scores = np.empty(0, dtype=np.float32)
        self.least = np.inf if k <= 0 else 0.0

    def take(self, rows: Rows, scores: Scores) -> None:
        if not len(rows):
            return
        self.rows, self.scores = np.concatenate([self.rows, rows]), np.concatenate([self.scores, scores])
        if len(self.rows) > self._k:
            self.least = float(np.partition(self.scores, len(self.scores) - self._k)[len(self.scores) - self._k])
            good = self.scores >= self.least
            self.rows, self.scores = self.rows[good], self.scores[good]


def best(field: Field, terms: Sequence[Term], wanted: Wanted, ways: Stretches) -> tuple[_Best, Scores]:
    """The best, and the score of each in `also`."""
    # What is worth most comes first, so that the others need few passages.
    terms = sorted((term for term in terms if len(term.rows) and term.worth > 0), key=lambda term: -term.worth)
    found, asked = _Best(wanted.k), np.zeros(len(wanted.also), dtype=np.float32)
    starts = np.arange(0, len(field.lengths), ways.size)
    cuts = [_cuts(term, starts, ways.size) for term in terms]
    stretch = _Stretch(field, wanted, ways)
    for number, start in enumerate(starts.tolist()):
        places = [slice(*cut[number].tolist()) for cut in cuts]
        here = [(term, place) for term, place in zip(terms, places, strict=True) if place.stop > place.start]
        named = slice(*np.searchsorted(wanted.also, [start, start + ways.size]))
        if stretch.score(start, here, wanted.also[named], found):
            asked[named] = stretch.scores[wanted.also[named] - start]
    return found, asked


def _cuts(term: Term, starts: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """`(stretches, 2)`: where in its rows those of each stretch begin and end, with those within reach of it."""
    edges = np.stack([starts - REACH, starts + size + REACH], axis=1).astype(term.rows.dtype)
    return np.searchsorted(term.rows, edges)


class _Stretch:
    """Room to score one stretch after the other. Places in it count from its start."""

    def __init__(self, field: Field, wanted: Wanted, ways: Stretches) -> None:
        self._field, self._wanted, self._ways = field, wanted, ways
        size = min(ways.size, len(field.lengths))
        # How often a term stands in each passage, with those within reach of the first and of the last.
        self._held = np.zeros(size + 2 * REACH, dtype=np.uint16)
        self._scores = np.zeros(size, dtype=np.float32)
        self._start = self._size = 0
        self._norm: Scores | None = None

    @property
    def scores(self) -> Scores:
        """`(size,)` of the stretch scored last."""
        return self._scores[: self._size]

    def score(self, start: int, terms: Sequence[tuple[Term, slice]], also: Rows, found: _Best) -> bool:
        """Scores the passages from `start`; False where none of them holds a term, or can be wanted."""
        rest = sum(term.most for term, _ in terms)
        if not terms or (rest < found.least and not len(also)):
            return False
        self._start, self._size = start, min(self._ways.size, len(self._field.lengths) - start)
        self._norm, also = None, also - start
        self.scores[:] = 0
        left = self._left(None, found.least - rest)
        for term, place in terms:
            self._add(term, place, left if left is None or not len(also) else np.concatenate([left, also]))
            rest -= term.most
            left = self._left(left, found.least - rest)
        places = np.flatnonzero(self._mask) if left is None else left
        scores = self.scores[places]
        good = scores >= found.least if found.least > 0 else scores > 0
        found.take(places[good] + start, scores[good])
        return True

    @property
    def _mask(self) -> NDArray[np.bool_]:
        return self._wanted.mask[self._start : self._start + self._size]

    def _left(self, before: Rows | None, needed: float) -> Rows | None:
        """The places that can still be among the best, having `needed` already; None when that is most of them."""
        needed -= _SLACK * abs(needed)
        if before is not None:
            return before[self.scores[before] >= needed] if needed > 0 else before
        can = self._mask if needed <= 0 else self._mask & (self.scores >= needed)
        if np.count_nonzero(can) > self._ways.few * self._size:
            return None
        return np.flatnonzero(can)

    def _add(self, term: Term, place: slice, left: Rows | None) -> None:
        """Adds what a term is worth, at least to the places that are left."""
        rows, counts = term.rows[place], term.counts[place]
        near = len(rows) * len(_NEAR)
        if left is not None and self._ways.dense * len(left) <= len(rows):
            self._add_at(left, self._looked_up(rows, counts, left), term.worth)
            return
        held = rows.astype(np.intp) - (self._start - REACH)
        self._held[held] = counts
        if left is not None and len(left) <= near:
            self._add_at(left, self._held[left + REACH + _NEAR], term.worth)
        elif near <= self._ways.few * self._size or left is not None:
            places = (held - REACH - _NEAR).ravel()
            places = places[(places >= 0) & (places < self._size)]
            self._add_at(places, self._held[places + REACH + _NEAR], term.worth)
        else:
            first, last = np.searchsorted(held, [REACH, REACH + self._size])
            self._add_to_all(held[first:last] - REACH, counts[first:last], term.worth)
        self._held[held] = 0

    def _looked_up(self, rows: NDArray[np.int32], counts: NDArray[np.uint8], places: Rows) -> NDArray[np.uint16]:
        """How often a term stands at each of the places and near it, `(2 * REACH + 1, places)`."""
        wanted = (places + self._start + _NEAR).astype(rows.dtype)
        at = np.minimum(np.searchsorted(rows, wanted), len(rows) - 1)
        return np.where(rows[at] == wanted, counts[at], 0).astype(np.uint16)

    def _add_at(self, places: Rows, counts: NDArray[np.uint16], worth: float) -> None:
        """To some; a place that is given twice is added to once. `counts` as from `_looked_up`."""
        own = counts[REACH]
        around = own.copy()
        at = self._start + places + REACH
        for step, same in enumerate(self._field.same, 1):
            around += counts[REACH + step] * same[at]
            around += counts[REACH - step] * same[at - step]
        scores = self.scores[places]
        rows = self._start + places
        scores += saturated(own, self._own_norm(rows), (1 - AROUND) * worth)
        scores += saturated(around, self._around_norm(self._field.around[rows]), AROUND * worth)
        self.scores[places] = scores

    def _add_to_all(self, places: Rows, counts: NDArray[np.uint8], worth: float) -> None:
        """To all; the term itself stands at `places`."""
        self.scores[places] += saturated(counts, self._own_norm(self._start + places), (1 - AROUND) * worth)
        held, first, size = self._held, self._start + REACH, self._size
        around = held[REACH : REACH + size].copy()
        for step, same in enumerate(self._field.same, 1):
            around += held[REACH + step : REACH + step + size] * same[first : first + size]
            around += held[REACH - step : REACH - step + size] * same[first - step : first - step + size]
        if self._norm is None:
            self._norm = self._around_norm(self._field.around[self._start : self._start + size])
        self._scores[:size] += saturated(around, self._norm, AROUND * worth)

    def _own_norm(self, rows: Rows) -> Scores:
        return norm(self._field.lengths[rows].astype(np.float32), self._wanted.mean)

    def _around_norm(self, around: Scores) -> Scores:
        return norm(around, self._wanted.mean * (2 * REACH + 1))
