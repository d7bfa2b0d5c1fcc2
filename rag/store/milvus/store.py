"""Vectors in a Milvus, which finds the nearest; which passages an index holds, its own files say.

Readers of a generation see none of what a writer does after it. A row knows the writing that it was born in and the one
that it died in, and a search at a writing asks for those that were alive by then. A passage that leaves is marked as
dead, and taken away when no generation that is kept can see it any more.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from rag.errors import StoreError
from rag.ports import StoreFacts, VectorEntry
from rag.store.arrays import Growing, read_arrays, write_arrays
from rag.store.columns import Columns
from rag.store.milvus.ledger import FILE, Edition, Ledger
from rag.store.milvus.numbers import ALIVE, expressions, held_at
from rag.store.milvus.place import Place
from rag.store.milvus.server import server
from rag.store.milvus.table import MOST, Table
from rag.store.milvus.tidying import drop_from, drop_orphans, purge, take_back
from rag.types import Filter, Vectors

_T = TypeVar("_T")
COLUMNS_FILE = "columns.npz"
KEYS_FILE = "keys.npz"
_SPARE = 16
_PAUSE = 0.25


class MilvusStore:
    """Row i of the columns has the i-th key; keys only grow. Reads may run in any number of threads."""

    def __init__(self, place: Place, index: Path, dimension: int) -> None:
        self._place = place
        self._ledger = Ledger(index)
        self._dimension = dimension
        self._columns = Columns()
        self._keys = Growing(np.empty(0, dtype=np.int64))
        self._table: Table | None = None  # made with the first passage
        self._sequence = self._next = 0
        self._doubtful: list[int] = []  # rows of which nobody knows whether they were marked as dead
        self._folder: Path | None = None  # of the generation that it was opened from
        self._writing = 0  # the writing that goes on, if any
        self._clean = self._attached = False
        self._lock = threading.Lock()

    @classmethod
    def load(cls, place: Place, index: Path, folder: Path) -> MilvusStore:
        """Opens what `save` wrote; the server is asked with the first search. Raises OSError or ValueError."""
        edition = Edition.read(folder)
        place = replace(place, method=edition.method)
        store = cls(place, index, edition.dimension)
        store._columns = Columns.load(folder / COLUMNS_FILE)
        keys = read_arrays(folder / KEYS_FILE).get("keys")
        if keys is None or keys.dtype != np.int64 or keys.shape != (len(store._columns),):
            raise ValueError(f"{COLUMNS_FILE} and {KEYS_FILE} have different lengths")
        if len(keys) and not (edition.collection and keys[-1] < edition.next_key and (np.diff(keys) > 0).all()):
            raise ValueError(f"{KEYS_FILE} and {FILE} do not fit")
        store._keys = Growing(keys)
        store._sequence, store._next, store._folder = edition.sequence, edition.next_key, folder
        if edition.collection:
            store._table = Table(server(place), edition.collection, edition.dimension)
            store._table.read_since = edition.read_since
        return store

    def save(self, folder: Path, before: Path | None = None) -> list[str]:  # noqa: ARG002
        """Writes three files, once the server has everything. Raises OSError for the disk, else StoreError."""
        sequence = self._now
        if self._table is not None:
            if self._writing:
                self._table.flush()
                self._check_count(everything=True)
            purge(self._table, self._ledger)
        table = self._table
        Edition(
            uri="" if self._place.is_file else self._place.uri, collection=table.name if table else "",
            dimension=self._dimension, method=self._place.method, sequence=sequence, next_key=self._next,
            read_since=table.read_since if table else None,
        ).write(folder)  # fmt: skip
        self._columns.save(folder / COLUMNS_FILE)
        write_arrays(folder / KEYS_FILE, {"keys": self._keys.values})
        self._sequence, self._writing = sequence, 0
        return [FILE, COLUMNS_FILE, KEYS_FILE]

    def settle(self, folder: Path) -> None:
        """There is nothing of it in memory but the columns."""

    def __len__(self) -> int:
        return len(self._columns)

    def add(self, entries: Sequence[VectorEntry], vectors: Vectors) -> None:
        """Adds one vector, a row of `(n, dim)`, for each entry. An id that is already there is a ValueError."""
        if vectors.shape != (len(entries), self._dimension):
            raise ValueError(f"{len(entries)} entries of dimension {self._dimension}, vectors of shape {vectors.shape}")
        self._columns.check_new(entries)
        if not entries:
            return
        table = self._begin()
        keys = np.arange(self._next, self._next + len(entries), dtype=np.int64)
        self._clean = False  # until it has ended well
        table.insert(keys, entries, np.ascontiguousarray(vectors, dtype=np.float32), self._now)
        self._columns.append(entries)
        self._keys.extend(keys)
        self._next += len(entries)
        self._clean = True

    def delete(self, passage_ids: Collection[str]) -> int:
        """Removes those that are there and returns how many were."""
        rows = self._columns.known(passage_ids)
        if not rows:
            return 0
        table = self._begin()
        keys = self._keys.values[rows]
        self._clean, self._doubtful = False, keys.tolist()
        table.retire(self._doubtful, self._now)
        keep = np.ones(len(self), dtype=bool)
        keep[rows] = False
        self._columns.keep(keep)
        self._keys = Growing(self._keys.values[keep])
        self._clean, self._doubtful = True, []
        return len(rows)

    def search(self, vector: Vectors, k: int, where: Filter | None = None) -> list[tuple[str, float]]:
        """At most `k` (passage id, inner product), best first; equal scores in the order of their ids."""
        candidates = min(self._columns.count(where) if where else len(self), MOST)
        k = min(k, candidates)
        if k <= 0:
            return []
        # More than asked for, until equal scores at the edge are all there: they are cut by id and not by key.
        wanted = min(k + _SPARE, candidates)
        found = self._nearest(vector, wanted, where)
        while wanted < candidates and len(found) == wanted and found[-1][1] == found[k - 1][1]:
            wanted = min(4 * wanted, candidates)
            found = self._nearest(vector, wanted, where)
        names = self._columns.names(self._rows([key for key, _ in found]))
        pairs = zip(names, (score for _, score in found), strict=True)
        return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))[:k]

    def count(self, where: Filter) -> int:
        """How many passages the filter lets through."""
        return self._columns.count(where)

    def sample(self, count: int) -> dict[str, list[str]]:
        """For each language, at most `count` passage ids, evenly spread over its rows."""
        return self._columns.sample(count)

    def get(self, passage_ids: Sequence[str]) -> Vectors:
        """The stored vectors `(n, dim)` in the order asked for. An unknown id is a KeyError."""
        rows = self._columns.rows(passage_ids)
        if not len(rows):
            return np.empty((0, self._dimension), np.float32)
        table, keys = self._ready(), self._keys.values[rows]
        return self._whole(lambda: table.vectors(keys))

    def ids(self) -> set[str]:
        """The ids of all passages held, once the server has said that it holds as many."""
        if self._table is not None:
            self._ready()
        return self._columns.all_names()

    def entries(self, start: int = 0) -> Iterator[VectorEntry]:
        """What it keeps beside its vectors, from the `start`th on, in the order in which they came."""
        return self._columns.entries(start)

    def facts(self) -> StoreFacts:
        """How it searches at present."""
        return StoreFacts("milvus", self._place.method)

    @property
    def _now(self) -> int:
        """The writing that is seen: the one going on, or the last."""
        return self._writing or self._sequence

    def _nearest(self, vector: Vectors, wanted: int, where: Filter | None) -> list[tuple[int, float]]:
        table, parts = self._ready(), list(expressions(where, self._now))
        # A graph may miss a few. One that gives next to nothing is of a node that has not loaded what it answers for.
        least = wanted if self._place.method == "exact" else wanted / 2

        def ask() -> list[tuple[int, float]] | None:
            found = [pair for part in parts for pair in table.nearest(vector, wanted, part)]
            return found if len(found) >= least else None

        return sorted(self._whole(ask), key=lambda pair: (-pair[1], pair[0]))[:wanted]

    def _rows(self, keys: Sequence[int]) -> NDArray[np.int64]:
        asked, held = np.array(keys, dtype=np.int64), self._keys.values
        rows = np.searchsorted(held, asked)
        if len(held) <= rows.max(initial=-1) or not np.array_equal(held[rows], asked):
            raise self._rows_differ()
        return rows.astype(np.int64)

    def _ready(self) -> Table:
        """The collection, once it was looked at; where a change was broken off, without what that has left."""
        table = self._table
        assert table is not None
        if not self._attached:  # by several threads at once, so that none waits for another's waiting
            table.check()
            self._check_count()
            self._attached = True
        with self._lock:
            if self._writing and not self._clean:
                drop_from(table, self._next)
                table.retire(self._doubtful, ALIVE)
                self._clean, self._doubtful = True, []
        return table

    def _begin(self) -> Table:
        """The collection, ready for a change."""
        table = self._table or self._create()
        table.patient = True
        self._ready()
        if not self._writing:
            drop_orphans(table, self._ledger)
            if not self._clean:
                take_back(table, self._sequence, self._next, self._ledger.writing)
                self._clean = True
            self._writing = self._ledger.begin(self._sequence)
        return table

    def _create(self) -> Table:
        name = f"sourcier_{uuid.uuid4().hex}"
        table = Table(server(self._place), name, self._dimension)
        self._ledger.note(name)
        table.patient = True
        table.create()
        self._table, self._attached, self._clean = table, True, True
        return table

    def _check_count(self, *, everything: bool = False) -> None:
        table, where = self._table, held_at(self._now)
        assert table is not None
        self._whole(lambda: table.count(where, everything=everything) == len(self) or None)

    def _whole(self, ask: Callable[[], _T | None]) -> _T:
        """What is asked for, once it is all there: a node that takes over from a dead one answers before it has
        loaded anything, for some seconds. A call's time is waited for that; nothing takes over from a file.
        """
        until = time.monotonic() + (0.0 if self._place.is_file else self._place.timeout)
        while (found := ask()) is None:
            if self._outdated or time.monotonic() + _PAUSE > until:
                raise self._rows_differ()
            time.sleep(_PAUSE)
        return found

    @property
    def _outdated(self) -> bool:
        return self._folder is not None and not self._folder.exists()

    def _rows_differ(self) -> StoreError:
        if self._outdated:
            return StoreError("store_outdated", path=self._ledger.index)
        name = self._table.name if self._table else ""
        return StoreError("store_rows", uri=self._place.uri, collection=name)
