"""Small real implementations of the ports, for tests that need a part and not the vendor behind it."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path

import numpy as np

from rag.ports import VectorEntry
from rag.types import Filter, Vectors

_WORD = re.compile(r"\w+")


class HashEmbedder:
    """An Embedder that puts each folded word into one of its dimensions. Texts that share words are near.

    `embedded` lists the passages that it was asked for, in order.
    """

    def __init__(self, name: str = "hash", dimension: int = 64) -> None:
        self.name = name
        self.dimension = dimension
        self.max_tokens = 504
        self.embedded: list[str] = []

    @property
    def fingerprint(self) -> str:
        return f"hash:{self.name}:{self.dimension}"

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self.embedded += texts
        return np.array([self._vector(text) for text in texts], dtype=np.float32).reshape(-1, self.dimension)

    def embed_query(self, text: str) -> Vectors:
        return self._vector(text)

    def _vector(self, text: str) -> Vectors:
        vector = np.zeros(self.dimension, dtype=np.float32)
        vector[0] = 0.1  # a text without words has a direction too
        for word in _WORD.findall(text.casefold()):
            place = zlib.crc32(word.encode("utf-8", "surrogatepass"))
            vector[place % self.dimension] += 1 if place & 0x10000 else -1
        length = float(np.linalg.norm(vector))
        return vector / np.float32(length) if length else np.eye(1, self.dimension, dtype=np.float32)[0]


class MemoryStore:
    """A VectorStore that looks at everything it has, each time."""

    def __init__(self, dimension: int) -> None:
        self._dimension = dimension
        self._held: dict[str, tuple[VectorEntry, Vectors]] = {}

    @classmethod
    def load(cls, folder: Path) -> MemoryStore:
        vectors = np.load(folder / "memory.npy", allow_pickle=False)
        store = cls(vectors.shape[1])
        rows = json.loads((folder / "memory.json").read_text(encoding="utf-8"))
        entries = [VectorEntry(p, d, lang, date.fromisoformat(day) if day else None, src) for p, d, lang, day, src in rows]
        store.add(entries, vectors)
        return store

    def save(self, folder: Path) -> list[str]:
        entries = [entry for entry, _ in self._held.values()]
        rows = [
            [e.passage_id, e.document_id, e.language, e.date.isoformat() if e.date else None, e.source]
            for e in entries
        ]
        (folder / "memory.json").write_text(json.dumps(rows), encoding="utf-8")
        np.save(folder / "memory.npy", self.get([e.passage_id for e in entries]))
        return ["memory.json", "memory.npy"]

    def __len__(self) -> int:
        return len(self._held)

    def add(self, entries: Sequence[VectorEntry], vectors: Vectors) -> None:
        names = [e.passage_id for e in entries]
        if vectors.shape != (len(entries), self._dimension):
            raise ValueError(f"{len(entries)} entries, vectors of shape {vectors.shape}")
        if len(set(names)) < len(names) or self._held.keys() & set(names):
            raise ValueError("passage ids that are there already")
        self._held.update(zip(names, zip(entries, vectors.astype(np.float32), strict=True), strict=True))

    def delete(self, passage_ids: Collection[str]) -> int:
        there = self._held.keys() & set(passage_ids)
        for name in there:
            del self._held[name]
        return len(there)

    def search(self, vector: Vectors, k: int, where: Filter | None = None) -> list[tuple[str, float]]:
        found = [(n, float(v @ vector)) for n, (entry, v) in self._held.items() if _passes(entry, where or Filter())]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))[: max(k, 0)]

    def count(self, where: Filter) -> int:
        return sum(_passes(entry, where) for entry, _ in self._held.values())

    def get(self, passage_ids: Sequence[str]) -> Vectors:
        rows = [self._held[name][1] for name in passage_ids]
        return np.array(rows, dtype=np.float32).reshape(len(rows), self._dimension)

    def ids(self) -> set[str]:
        return set(self._held)


def _passes(entry: VectorEntry, where: Filter) -> bool:
    if where.languages and entry.language not in where.languages:
        return False
    if where.documents and entry.document_id not in where.documents:
        return False
    if where.sources and entry.source not in where.sources:
        return False
    if where.date_from or where.date_to:
        return entry.date is not None and (where.date_from or date.min) <= entry.date <= (where.date_to or date.max)
    return True
