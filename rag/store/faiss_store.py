"""Vectors in FAISS: exact while that is fast, an inverted file that proposes and exact scores that decide beyond.

Row i of the columns has the vector at its place in the segments, which are the truth; the inverted file can be made
again from them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from rag.ports import StoreFacts, VectorEntry
from rag.store.columns import Columns
from rag.store.ivf import Ivf
from rag.store.segments import SEGMENT, Places, Segments
from rag.types import Filter, Vectors

COLUMNS_FILE = "columns.npz"
EXACT_UP_TO = 100_000
"""So many candidates are all looked at, at 384 dimensions in about 15 ms on one core; among more the inverted file
proposes. It is made when the index is saved with more."""
_PROPOSED = 2
"""Times as many as asked for: their order is by quantised vectors, and is mended by exact scores."""
_SPARE = 64


@dataclass(frozen=True, slots=True)
class Sizes:
    """From how many vectors on it works otherwise; `segment` is how many a file holds."""

    exact_up_to: int = EXACT_UP_TO
    segment: int = SEGMENT


SIZES = Sizes()


class FaissStore:
    """Reads may run in any number of threads; the writer is alone."""

    def __init__(self, dimension: int, sizes: Sizes = SIZES) -> None:
        self._segments = Segments(dimension, sizes.segment)
        self._columns = Columns()
        self._sizes = sizes
        self._ivf: Ivf | None = None
        self._place: Places = np.empty(0, dtype=np.int64)
        self._serial: Places = np.empty(0, dtype=np.int64)

    @classmethod
    def load(cls, folder: Path, sizes: Sizes = SIZES) -> FaissStore:
        """Opens what `save` wrote, memory-mapped. Raises OSError or ValueError when it is not that."""
        segments = Segments.load(folder, sizes.segment)
        store = cls(segments.dimension, sizes)
        store._segments = segments
        store._columns = Columns.load(folder / COLUMNS_FILE)
        if len(store._columns) != segments.end:
            raise ValueError(f"{COLUMNS_FILE} and the vectors have different lengths")
        store._ivf = Ivf.load(folder)
        store._place = np.arange(segments.end)
        store._serial = store._place if store._ivf is None else store._ivf.serials
        if len(store._serial) != segments.end:
            raise ValueError("the inverted file and the vectors have different lengths")
        return store

    def save(self, folder: Path, before: Path | None = None) -> list[str]:
        """Writes everything into an existing folder and returns the names of the files written.

        Raises OSError when the disk does not take them.
        """
        names = self._segments.save(folder, before, self._place)
        self._place = np.arange(len(self._columns))
        self._columns.save(folder / COLUMNS_FILE)
        self._ivf = self._fitting(before)
        if self._ivf is None:
            self._serial = np.arange(len(self))
            return [*names, COLUMNS_FILE]
        names += self._ivf.save(folder)
        self._ivf = Ivf.load(folder)
        return [*names, COLUMNS_FILE]

    def settle(self, folder: Path) -> None:
        """Moves what waits in memory into a file below `folder`, where it is much. Raises OSError."""
        if self._segments.waiting >= self._sizes.segment:
            self._segments.seal(folder / f"sealed-{self._segments.end}.faiss")

    def __len__(self) -> int:
        return len(self._columns)

    def add(self, entries: Sequence[VectorEntry], vectors: Vectors) -> None:
        """Adds one vector, a row of `(n, dim)`, for each entry. An id that is already there is a ValueError."""
        if vectors.shape != (len(entries), self._segments.dimension):
            wanted = f"{len(entries)} entries of dimension {self._segments.dimension}"
            raise ValueError(f"{wanted}, vectors of shape {vectors.shape}")
        self._columns.check_new(entries)
        if entries:
            end, serial = self._segments.end, int(self._serial[-1]) + 1 if len(self._serial) else 0
            serial = max(serial, self._ivf.end if self._ivf else 0)
            self._segments.append(vectors)
            self._columns.append(entries)
            self._place = np.concatenate([self._place, np.arange(end, end + len(entries))])
            self._serial = np.concatenate([self._serial, np.arange(serial, serial + len(entries))])

    def delete(self, passage_ids: Collection[str]) -> int:
        """Removes those that are there and returns how many were."""
        rows = self._columns.known(passage_ids)
        if not rows:
            return 0
        keep = np.ones(len(self), dtype=bool)
        keep[rows] = False
        self._columns.keep(keep)
        self._place, self._serial = self._place[keep], self._serial[keep]
        return len(rows)

    def search(self, vector: Vectors, k: int, where: Filter | None = None) -> list[tuple[str, float]]:
        """At most `k` (passage id, inner product), best first; equal scores in the order of their ids.

        Above `exact_up_to` candidates some of the best may be missing: `facts` says how many, as measured.
        """
        mask = self._columns.matching(where) if where else None
        candidates = len(self) if mask is None else int(mask.sum())
        k = min(k, candidates)
        if k <= 0:
            return []
        query = np.ascontiguousarray(vector, dtype=np.float32)
        if self._ivf is None or candidates <= self._sizes.exact_up_to:
            pairs = self._exact(query, k, mask, candidates)
        else:
            pairs = self._proposed(self._ivf, query, k, mask)
        return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))[:k]

    def count(self, where: Filter) -> int:
        """How many passages the filter lets through."""
        return self._columns.count(where)

    def sample(self, count: int) -> dict[str, list[str]]:
        """For each language, at most `count` passage ids, evenly spread over its rows."""
        return self._columns.sample(count)

    def get(self, passage_ids: Sequence[str]) -> Vectors:
        """The stored vectors `(n, dim)` in the order asked for. An unknown id is a KeyError."""
        return self._segments.at(self._place[self._columns.rows(passage_ids)])

    def ids(self) -> set[str]:
        """The ids of all passages held."""
        return self._columns.all_names()

    def entries(self, start: int = 0) -> Iterator[VectorEntry]:
        """What it keeps beside its vectors, from the `start`th on, in the order in which they came."""
        return self._columns.entries(start)

    def facts(self) -> StoreFacts:
        """How it searches at present."""
        if self._ivf is None:
            return StoreFacts("faiss", "exact", {"exact_up_to": self._sizes.exact_up_to})
        note = self._ivf.note
        return StoreFacts(
            "faiss",
            "ivf",
            {
                "exact_up_to": self._sizes.exact_up_to,
                "lists": self._ivf.lists,
                "probes": min(note.probes, self._ivf.lists),
                "recall": round(note.recall, 4),
            },
        )

    def _exact(
        self, query: Vectors, k: int, mask: NDArray[np.bool_] | None, candidates: int
    ) -> list[tuple[str, float]]:
        """At least the best `k`, all that are equal at the edge among them: they are cut by id and not by row."""
        alive = np.zeros(self._segments.end, dtype=bool)
        alive[self._place if mask is None else self._place[mask]] = True
        wanted = min(k + 16, candidates)
        while True:
            (scores,), (places,) = self._segments.search(query.reshape(1, -1), wanted, alive)
            if wanted == candidates or scores[-1] < scores[k - 1]:
                break
            wanted = min(4 * wanted, candidates)
        return self._pairs(np.searchsorted(self._place, places), scores)

    def _proposed(self, ivf: Ivf, query: Vectors, k: int, mask: NDArray[np.bool_] | None) -> list[tuple[str, float]]:
        """The best of what the inverted file proposes and of all that came after it, by their exact scores."""
        found = ivf.search(query, _PROPOSED * k + _SPARE, self._serial, mask)
        late = np.arange(np.searchsorted(self._serial, ivf.end), len(self))
        rows = np.concatenate([found, late if mask is None else late[mask[late]]])
        chosen = faiss.IndexFlatIP(self._segments.dimension)
        chosen.add(self._segments.at(self._place[rows]))
        scores, order = chosen.search(query.reshape(1, -1), len(rows))
        return self._pairs(rows[order[0]], scores[0])

    def _pairs(self, rows: Places, scores: Vectors) -> list[tuple[str, float]]:
        return list(zip(self._columns.names(rows), scores.tolist(), strict=True))

    def _fitting(self, before: Path | None) -> Ivf | None:
        """The inverted file for what there is now; `before` is the folder of the present one."""
        rows = len(self)
        if rows <= self._sizes.exact_up_to:
            return None
        if self._ivf is not None and before is not None and not self._ivf.outgrown(rows):
            return self._ivf.following(before, self._serial, self._segments.at)
        self._serial = np.arange(rows)

        def nearest(queries: Vectors, k: int) -> Places:
            return self._segments.search(queries, k, np.ones(rows, dtype=bool))[1]

        return Ivf.train(rows, self._segments.dimension, self._segments.at, nearest)
