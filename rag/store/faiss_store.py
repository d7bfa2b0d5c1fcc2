"""Vectors in a flat FAISS index: exact inner products, filters and deletion, one file and its columns."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from rag.ports import StoreFacts, VectorEntry
from rag.store.columns import Columns
from rag.types import Filter, Vectors

VECTORS_FILE = "vectors.faiss"
COLUMNS_FILE = "columns.npz"


class FaissStore:
    """Row i of the FAISS index belongs to row i of the columns. Reads may run in any number of threads."""

    def __init__(self, dimension: int) -> None:
        self._index: Any = faiss.IndexFlatIP(dimension)
        self._columns = Columns()

    @classmethod
    def load(cls, folder: Path) -> FaissStore:
        """Opens what `save` wrote. Raises OSError or ValueError when it is not that."""
        index = _read_vectors(folder / VECTORS_FILE)
        store = cls(index.d)
        store._index = index
        store._columns = Columns.load(folder / COLUMNS_FILE)
        if len(store._columns) != index.ntotal:
            raise ValueError(f"{COLUMNS_FILE} and {VECTORS_FILE} have different lengths")
        return store

    def save(self, folder: Path, before: Path | None = None) -> list[str]:  # noqa: ARG002
        """Writes two files and returns their names. Raises OSError when the disk does not take them."""
        try:
            faiss.write_index(self._index, str(folder / VECTORS_FILE))
        except RuntimeError as error:
            raise OSError(f"{VECTORS_FILE}: {error}") from error
        self._columns.save(folder / COLUMNS_FILE)
        return [VECTORS_FILE, COLUMNS_FILE]

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def add(self, entries: Sequence[VectorEntry], vectors: Vectors) -> None:
        """Adds one vector, a row of `(n, dim)`, for each entry. An id that is already there is a ValueError."""
        if vectors.shape != (len(entries), self._index.d):
            raise ValueError(f"{len(entries)} entries of dimension {self._index.d}, vectors of shape {vectors.shape}")
        self._columns.check_new(entries)
        if entries:
            self._index.add(np.ascontiguousarray(vectors, dtype=np.float32))
            self._columns.append(entries)

    def delete(self, passage_ids: Collection[str]) -> int:
        """Removes those that are there and returns how many were."""
        rows = self._columns.known(passage_ids)
        if not rows:
            return 0
        keep = np.ones(len(self), dtype=bool)
        keep[rows] = False
        self._index.remove_ids(np.array(rows, dtype=np.int64))
        self._columns.keep(keep)
        return len(rows)

    def search(self, vector: Vectors, k: int, where: Filter | None = None) -> list[tuple[str, float]]:
        """At most `k` (passage id, inner product), best first; equal scores in the order of their ids."""
        mask = self._columns.matching(where) if where else None
        candidates = len(self) if mask is None else int(mask.sum())
        k = min(k, candidates)
        if k <= 0:
            return []
        parameters = None
        if mask is not None and candidates < len(self):
            bits = np.packbits(mask, bitorder="little")
            parameters = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bits))  # type: ignore[call-arg,arg-type]
        query = np.ascontiguousarray(vector, dtype=np.float32).reshape(1, -1)
        # More than asked for, until equal scores at the edge are all there: they are cut by id and not by row.
        wanted = min(k + 16, candidates)
        scores, found = self._index.search(query, wanted, params=parameters)
        while wanted < candidates and scores[0, -1] == scores[0, k - 1]:
            wanted = min(4 * wanted, candidates)
            scores, found = self._index.search(query, wanted, params=parameters)
        inside = found[0] >= 0
        pairs = zip(self._columns.names(found[0][inside]), scores[0][inside].tolist(), strict=True)
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
        vectors: Vectors = (
            self._index.reconstruct_batch(rows) if len(rows) else np.empty((0, self._index.d), np.float32)
        )
        return vectors

    def facts(self) -> StoreFacts:
        """How it searches at present."""
        return StoreFacts("faiss", "exact")

    def ids(self) -> set[str]:
        """The ids of all passages held."""
        return self._columns.all_names()


def _read_vectors(path: Path) -> Any:
    try:
        index = faiss.read_index(str(path))
    except (RuntimeError, MemoryError) as error:  # a damaged length asks for all the memory there is
        raise ValueError(f"{path.name} cannot be read") from error
    if not isinstance(index, faiss.IndexFlatIP) or index.metric_type != faiss.METRIC_INNER_PRODUCT:
        raise ValueError(f"{path.name} is an index of another kind")
    return index
