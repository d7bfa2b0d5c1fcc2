"""Vectors that can be kept of a damaged generation: those of segments that are what was written."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.store.columns import Columns
from rag.store.faiss_store import COLUMNS_FILE
from rag.store.lexical import COLUMNS_FILE as LEXICAL_COLUMNS
from rag.store.manifest import Manifest
from rag.store.segments import Segments, vectors_in
from rag.types import Vectors


class KeptVectors:
    """Of a generation in FAISS. `order`: the ids of its passages by row; empty where no file says them any more.

    `guessed`: they come from the columns of the lexical index, which come in the same order.
    """

    def __init__(self, folder: Path, manifest: Manifest, damaged: Collection[str]) -> None:
        self.order: list[str] = []
        self.guessed = False
        self._segments: list[tuple[int, int, Segments]] = []
        source = next((n for n in (COLUMNS_FILE, LEXICAL_COLUMNS) if n in manifest.files and n not in damaged), None)
        names = sorted(name for name in manifest.files if name.startswith("vectors") and name.endswith(".faiss"))
        if source is None or not names:
            return
        self.guessed = source == LEXICAL_COLUMNS
        self.order = [entry.passage_id for entry in Columns.load(folder / source).entries()]
        start = 0
        for name in names:
            end = start + vectors_in(manifest.files[name].bytes, manifest.dimension)
            if name not in damaged:
                self._segments.append((start, end, Segments.opened([folder / name])))
            start = end
        if start != len(self.order):
            self.forget()

    def forget(self) -> None:
        """Keeps none of them."""
        self._segments = []

    def is_kept(self, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        """`(n,)`: which rows have a vector that can be read."""
        found = np.zeros(len(rows), dtype=bool)
        for start, end, _ in self._segments:
            found |= (rows >= start) & (rows < end)
        return found

    def at(self, rows: NDArray[np.int64]) -> Vectors:
        """The vectors `(n, dim)` of rows that are kept."""
        (_, _, first), *_ = self._segments
        vectors = np.empty((len(rows), first.dimension), dtype=np.float32)
        for start, end, segment in self._segments:
            here = np.flatnonzero((rows >= start) & (rows < end))
            if len(here):
                vectors[here] = segment.at(rows[here] - start)
        return vectors
