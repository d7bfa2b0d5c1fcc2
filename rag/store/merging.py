"""Postings put together out of parts, a stretch of the vocabulary at a time: the memory it takes is bounded."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from rag.store.arrays import save_array
from rag.store.postings import FILES, TYPES, Postings

AT_ONCE = 2_000_000
"""Postings held in memory, about."""


@dataclass(frozen=True, slots=True)
class Merge:
    """The passages of all parts, one after the other, without those that are False in `keep`.

    `keep` `(passages,)` is of the passages of all parts, in their order.
    """

    parts: Sequence[Postings]
    keep: NDArray[np.bool_]
    at_once: int = AT_ONCE

    def in_memory(self) -> Postings:
        """All of it as arrays in memory."""
        keys, starts = self._vocabulary()
        blocks = list(self._blocks(keys, starts))
        rows = np.concatenate([np.empty(0, np.int32), *(rows for rows, _ in blocks)])
        counts = np.concatenate([np.empty(0, np.uint8), *(counts for _, counts in blocks)])
        return Postings(keys, starts, rows, counts, self._lengths())

    def save(self, folder: Path) -> Postings:
        """Writes it as `Postings.save` does, and opens it. Raises OSError when the disk does not take it."""
        keys, starts = self._vocabulary()
        for name, array in (("keys", keys), ("starts", starts), ("lengths", self._lengths())):
            save_array(folder / FILES[name], array)
        with (folder / FILES["rows"]).open("wb") as rows, (folder / FILES["counts"]).open("wb") as counts:
            for name, file in (("rows", rows), ("counts", counts)):
                kind = npy.dtype_to_descr(np.dtype(TYPES[name]))
                head = {"descr": kind, "fortran_order": False, "shape": (int(starts[-1]),)}
                npy.write_array_header_1_0(file, head)
            for some_rows, some_counts in self._blocks(keys, starts):
                rows.write(some_rows.data)
                counts.write(some_counts.data)
        return Postings.load(folder)

    def _lengths(self) -> NDArray[np.int32]:
        return np.concatenate([np.empty(0, np.int32), *(part.lengths for part in self.parts)])[self.keep]

    def _firsts(self) -> Iterator[tuple[Postings, int]]:
        """Each part with the number of its first passage."""
        first = 0
        for part in self.parts:
            yield part, first
            first += len(part.lengths)

    def _vocabulary(self) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        """The keys that are left, and where the postings of each start."""
        keys = np.unique(np.concatenate([np.empty(0, np.uint64), *(part.keys for part in self.parts)]))
        held = np.zeros(len(keys), dtype=np.int64)
        all_kept = bool(self.keep.all())
        for part, first in self._firsts():
            for terms in self._stretches(part.starts):
                starts = part.starts[terms.start : terms.stop + 1]
                sizes = np.diff(starts)
                if not all_kept and len(sizes):
                    kept = self.keep[part.rows[starts[0] : starts[-1]].astype(np.int64) + first]
                    sizes = np.add.reduceat(kept, starts[:-1] - starts[0], dtype=np.int64)
                held[np.searchsorted(keys, part.keys[terms])] += sizes
        left = held > 0
        return keys[left], np.concatenate([np.zeros(1, np.int64), np.cumsum(held[left])])

    def _stretches(self, starts: NDArray[np.int64]) -> Iterator[slice]:
        """The terms, in order, cut so that each stretch has about `at_once` postings; one term is never cut."""
        first, last = 0, len(starts) - 1
        while first < last:
            end = int(np.searchsorted(starts, starts[first] + self.at_once, side="right")) - 1
            end = max(end, first + 1)
            yield slice(first, end)
            first = end

    def _blocks(
        self, keys: NDArray[np.uint64], starts: NDArray[np.int64]
    ) -> Iterator[tuple[NDArray[np.int32], NDArray[np.uint8]]]:
        """The postings of one stretch of the vocabulary after the other."""
        moved = (np.cumsum(self.keep) - 1).astype(np.int32)
        for terms in self._stretches(starts):
            first = int(starts[terms.start])
            size = int(starts[terms.stop]) - first
            rows, counts = np.empty(size, np.int32), np.empty(size, np.uint8)
            free = starts[terms] - first  # where the next posting of each term goes
            for part, offset in self._firsts():
                self._fill(part, offset, keys[terms], (free, rows, counts), moved)
            yield rows, counts

    def _fill(
        self,
        part: Postings,
        offset: int,
        keys: NDArray[np.uint64],
        block: tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.uint8]],
        moved: NDArray[np.int32],
    ) -> None:
        """Puts a part's postings of those keys into the block."""
        free, rows, counts = block
        low, high = np.searchsorted(part.keys, keys[0]), np.searchsorted(part.keys, keys[-1], side="right")
        starts = part.starts[low : high + 1]
        source = slice(int(starts[0]), int(starts[-1]))
        at = np.searchsorted(keys, part.keys[low:high])
        at[at == len(keys)] = 0
        # A key of which nothing is left is not among the keys; its postings are all dropped below.
        term = np.repeat(at, np.diff(starts))
        places = part.rows[source].astype(np.int64) + offset
        kept = self.keep[places]
        term, places, some = term[kept], places[kept], part.counts[source][kept]
        sizes = np.bincount(term, minlength=len(keys))
        before = np.cumsum(sizes) - sizes
        target = free[term] + np.arange(len(term)) - before[term]
        rows[target], counts[target] = moved[places], some
        free += sizes


def spilled(postings: Postings, folder: Path | None) -> Postings:
    """The same, mapped from files in `folder` that nobody else sees and that go with it: no memory is held."""
    arrays = {}
    for name in TYPES:
        array = getattr(postings, name)
        with tempfile.TemporaryFile(dir=folder) as file:
            if not len(array):
                arrays[name] = array
                continue
            file.write(array.data)
            file.flush()
            arrays[name] = np.memmap(file, dtype=array.dtype, mode="r", shape=array.shape).view(np.ndarray)
    return Postings(**arrays)
