"""Vectors in a flat FAISS index: exact inner products, filters and deletion, one file and its columns."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from rag.ports import VectorEntry
from rag.types import Filter, Vectors

VECTORS_FILE = "vectors.faiss"
COLUMNS_FILE = "columns.npz"
_UNDATED = np.iinfo(np.int32).min


class FaissStore:
    """Row i of the FAISS index belongs to row i of the columns. Reads may run in any number of threads."""

    def __init__(self, dimension: int) -> None:
        self._index: Any = faiss.IndexFlatIP(dimension)
        self._ids: NDArray[np.str_] = np.empty(0, dtype="U32")
        self._documents: NDArray[np.str_] = np.empty(0, dtype="U1")
        self._languages: NDArray[np.str_] = np.empty(0, dtype="U8")
        self._dates: NDArray[np.int32] = np.empty(0, dtype=np.int32)
        self._rows: dict[str, int] | None = None
        self._lock = threading.Lock()

    @classmethod
    def load(cls, folder: Path) -> FaissStore:
        """Opens what `save` wrote. Raises OSError or ValueError when it is not that."""
        index = _read_vectors(folder / VECTORS_FILE)
        store = cls(index.d)
        store._index = index
        store._ids, store._documents, store._languages, store._dates = _read_columns(folder / COLUMNS_FILE)
        if not len(store._ids) == len(store._documents) == len(store._languages) == len(store._dates) == index.ntotal:
            raise ValueError(f"{COLUMNS_FILE} and {VECTORS_FILE} have different lengths")
        return store

    def save(self, folder: Path) -> list[str]:
        """Writes two files and returns their names. Raises OSError when the disk does not take them."""
        try:
            faiss.write_index(self._index, str(folder / VECTORS_FILE))
        except RuntimeError as error:
            raise OSError(f"{VECTORS_FILE}: {error}") from error
        np.savez(
            folder / COLUMNS_FILE,
            ids=self._ids, documents=self._documents, languages=self._languages, dates=self._dates,
        )  # fmt: skip
        return [VECTORS_FILE, COLUMNS_FILE]

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def add(self, entries: Sequence[VectorEntry], vectors: Vectors) -> None:
        """Adds one vector, a row of `(n, dim)`, for each entry. An id that is already there is a ValueError."""
        if vectors.shape != (len(entries), self._index.d):
            raise ValueError(f"{len(entries)} entries of dimension {self._index.d}, vectors of shape {vectors.shape}")
        new = [e.passage_id for e in entries]
        taken = [name for name in new if name in self._row_of]
        if taken or len(set(new)) < len(new):
            raise ValueError(f"passage ids that are there already: {taken or new}")
        if not entries:
            return
        self._index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        before = len(self._ids)
        # np.concatenate widens a text column to the longest value by itself.
        self._ids = np.concatenate([self._ids, np.array(new)])
        self._documents = np.concatenate([self._documents, np.array([e.document_id for e in entries])])
        self._languages = np.concatenate([self._languages, np.array([e.language for e in entries])])
        dates = [_UNDATED if e.date is None else e.date.toordinal() for e in entries]
        self._dates = np.concatenate([self._dates, np.array(dates, dtype=np.int32)])
        self._row_of.update((name, before + i) for i, name in enumerate(new))

    def delete(self, passage_ids: Collection[str]) -> int:
        """Removes those that are there and returns how many were."""
        rows = sorted({self._row_of[name] for name in passage_ids if name in self._row_of})
        if not rows:
            return 0
        self._index.remove_ids(np.array(rows, dtype=np.int64))  # a flat index closes the gaps, order kept
        keep = np.ones(len(self._ids), dtype=bool)
        keep[rows] = False
        self._ids, self._documents = self._ids[keep], self._documents[keep]
        self._languages, self._dates = self._languages[keep], self._dates[keep]
        self._rows = None
        return len(rows)

    def search(self, vector: Vectors, k: int, where: Filter | None = None) -> list[tuple[str, float]]:
        """At most `k` (passage id, inner product), best first; equal scores in the order of their ids."""
        rows = self._matching(where) if where else None
        candidates = len(self) if rows is None else len(rows)
        k = min(k, candidates)
        if k <= 0:
            return []
        parameters = None
        if rows is not None:
            parameters = faiss.SearchParameters(sel=faiss.IDSelectorBatch(rows))  # type: ignore[call-arg]
        query = np.ascontiguousarray(vector, dtype=np.float32).reshape(1, -1)
        # More than asked for, until equal scores at the edge are all there: they are cut by id and not by row.
        wanted = min(k + 16, candidates)
        scores, found = self._index.search(query, wanted, params=parameters)
        while wanted < candidates and scores[0, -1] == scores[0, k - 1]:
            wanted = min(4 * wanted, candidates)
            scores, found = self._index.search(query, wanted, params=parameters)
        pairs = [
            (str(self._ids[row]), float(score)) for row, score in zip(found[0], scores[0], strict=True) if row >= 0
        ]
        return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))[:k]

    def get(self, passage_ids: Sequence[str]) -> Vectors:
        """The stored vectors `(n, dim)` in the order asked for. An unknown id is a KeyError."""
        rows = np.array([self._row_of[name] for name in passage_ids], dtype=np.int64)
        vectors: Vectors = (
            self._index.reconstruct_batch(rows) if len(rows) else np.empty((0, self._index.d), np.float32)
        )
        return vectors

    def ids(self) -> set[str]:
        """The ids of all passages held."""
        return set(self._ids.tolist())

    @property
    def _row_of(self) -> dict[str, int]:
        """Built when first needed: a search never needs it, and a large index opens faster without."""
        with self._lock:
            if self._rows is None:
                self._rows = {name: row for row, name in enumerate(self._ids.tolist())}
            return self._rows

    def _matching(self, where: Filter) -> NDArray[np.int64]:
        mask = np.ones(len(self._ids), dtype=bool)
        if where.languages:
            mask &= np.isin(self._languages, where.languages)
        if where.documents:
            mask &= np.isin(self._documents, where.documents)
        if where.date_from or where.date_to:
            low = (where.date_from or dt.date.min).toordinal()
            high = (where.date_to or dt.date.max).toordinal()
            mask &= (self._dates >= low) & (self._dates <= high)
        return np.flatnonzero(mask)


def _read_vectors(path: Path) -> Any:
    try:
        index = faiss.read_index(str(path))
    except RuntimeError as error:
        raise ValueError(f"{path.name} cannot be read") from error
    if not isinstance(index, faiss.IndexFlatIP) or index.metric_type != faiss.METRIC_INNER_PRODUCT:
        raise ValueError(f"{path.name} is an index of another kind")
    return index


def _read_columns(path: Path) -> tuple[NDArray[np.str_], NDArray[np.str_], NDArray[np.str_], NDArray[np.int32]]:
    try:
        with np.load(path, allow_pickle=False) as columns:
            return columns["ids"], columns["documents"], columns["languages"], columns["dates"]
    except Exception as error:  # a damaged archive is reported in a dozen ways
        raise ValueError(f"{path.name} cannot be read") from error
