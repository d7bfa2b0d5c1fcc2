"""Small real implementations of the ports, for tests that need a part and not the vendor behind it."""

from __future__ import annotations

import json
import math
import re
import zlib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from rag.ports import StoreFacts, VectorEntry
from rag.store.bm25 import AROUND, K1, REACH, B
from rag.store.columns import evenly
from rag.types import AnswerSpan, Filter, Hit, Span, Stance, Vectors

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
        entries = _entries(json.loads((folder / "memory.json").read_text(encoding="utf-8")))
        store.add(entries, vectors)
        return store

    def save(self, folder: Path, before: Path | None = None) -> list[str]:
        entries = [entry for entry, _ in self._held.values()]
        (folder / "memory.json").write_text(json.dumps(_rows(entries)), encoding="utf-8")
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

    def sample(self, count: int) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, (entry, _) in self._held.items():
            found.setdefault(entry.language, []).append(name)
        return {language: evenly(names, count) for language, names in found.items()}

    def get(self, passage_ids: Sequence[str]) -> Vectors:
        rows = [self._held[name][1] for name in passage_ids]
        return np.array(rows, dtype=np.float32).reshape(len(rows), self._dimension)

    def entries(self, start: int = 0) -> Iterator[VectorEntry]:
        return iter([entry for entry, _ in self._held.values()][start:])

    def settle(self, folder: Path) -> None:
        pass

    def facts(self) -> StoreFacts:
        return StoreFacts("memory", "exact")

    def ids(self) -> set[str]:
        return set(self._held)


class MemoryLexical:
    """A LexicalIndex that counts terms anew for each question: BM25 by its formula, passage by passage."""

    def __init__(self) -> None:
        self._held: dict[str, tuple[VectorEntry, list[str]]] = {}

    @classmethod
    def load(cls, folder: Path) -> MemoryLexical:
        rows, terms = json.loads((folder / "lexical.json").read_text(encoding="utf-8"))
        store = cls()
        store.add(_entries(rows), terms)
        return store

    def save(self, folder: Path) -> list[str]:
        rows = _rows([entry for entry, _ in self._held.values()])
        (folder / "lexical.json").write_text(json.dumps([rows, [t for _, t in self._held.values()]]), encoding="utf-8")
        return ["lexical.json"]

    def __len__(self) -> int:
        return len(self._held)

    def add(self, entries: Sequence[VectorEntry], terms: Sequence[Sequence[str]]) -> None:
        names = [e.passage_id for e in entries]
        if len(terms) != len(entries):
            raise ValueError(f"{len(entries)} entries, {len(terms)} lists of terms")
        if len(set(names)) < len(names) or self._held.keys() & set(names):
            raise ValueError("passage ids that are there already")
        self._held.update(zip(names, zip(entries, map(list, terms), strict=True), strict=True))

    def delete(self, passage_ids: Collection[str]) -> int:
        there = self._held.keys() & set(passage_ids)
        for name in there:
            del self._held[name]
        return len(there)

    def search(
        self, query: Mapping[str, float], k: int, where: Filter, also: Sequence[str] = ()
    ) -> list[tuple[str, float]]:
        (language,) = where.languages
        scores = self._scores(query, language)
        asked = {name: scores[name] for name in also}
        found = [(n, s) for n, s in scores.items() if s > 0 and _passes(self._held[n][0], where)]
        return sorted({**asked, **dict(sorted(found, key=_best)[: max(k, 0)])}.items(), key=_best)

    def idf(self, term: str, language: str) -> float:
        own = [terms for entry, terms in self._held.values() if entry.language == language]
        holding = sum(term in terms for terms in own)
        return math.log(1 + (len(own) - holding + 0.5) / (holding + 0.5))

    def rarity(self, term: str) -> float:
        holding = sum(term in terms for _, terms in self._held.values())
        return math.log(1 + (len(self._held) - holding + 0.5) / (holding + 0.5))

    def ids(self) -> set[str]:
        return set(self._held)

    def _scores(self, query: Mapping[str, float], language: str) -> dict[str, float]:
        rows = list(self._held.values())
        lengths = [len(terms) for entry, terms in rows if entry.language == language]
        mean = max(sum(lengths) / len(lengths), 1.0) if lengths else 1.0
        counts = [Counter(terms) if entry.language == language else Counter() for entry, terms in rows]
        scores = {}
        for at, (entry, terms) in enumerate(rows):
            near = range(max(0, at - REACH), min(len(rows), at + REACH + 1))
            near_too = [i for i in near if rows[i][0].document_id == entry.document_id]
            own_length = len(terms) / mean
            near_length = sum(len(rows[i][1]) for i in near_too) / (mean * (2 * REACH + 1))
            total = 0.0
            for term, weight in query.items():
                own = _saturated(min(counts[at][term], 255), own_length)
                around = _saturated(sum(min(counts[i][term], 255) for i in near_too), near_length)
                total += weight * self.idf(term, language) * ((1 - AROUND) * own + AROUND * around)
            scores[entry.passage_id] = total
        return scores


def _saturated(count: int, length: float) -> float:
    return (K1 + 1) * count / (count + K1 * (1 - B + B * length))


def _best(pair: tuple[str, float]) -> tuple[float, str]:
    return -pair[1], pair[0]


class ShortestFirst:
    """A Reranker that likes it brief. `given` holds the hits of each call."""

    def __init__(self) -> None:
        self.given: list[list[Hit]] = []

    def rerank(self, question: str, hits: Sequence[Hit]) -> list[Hit]:
        self.given.append(list(hits))
        scored = [replace(hit, score=1 / (1 + len(hit.passage.text))) for hit in hits]
        return sorted(scored, key=lambda hit: (-hit.score, hit.passage.id))


class WordReader:
    """A PassageReader for whom words of the question point at the answer, which is the last word of a stretch.

    `given` holds the hits of each call.
    """

    fingerprint = "words"

    def __init__(self) -> None:
        self.given: list[list[Hit]] = []

    def read(self, question: str, hits: Sequence[Hit]) -> list[WordsRead]:
        self.given.append(list(hits))
        return [WordsRead(frozenset(_WORD.findall(question.casefold())), hit) for hit in hits]

    def stances(self, statement: str, hits: Sequence[Hit]) -> list[Stance]:
        words = frozenset(_WORD.findall(statement.casefold()))
        return [Stance(WordsRead(words, hit).answers, -4.0) for hit in hits]


@dataclass(frozen=True)
class WordsRead:
    """What a WordReader says of a hit."""

    asked: frozenset[str]
    hit: Hit

    @property
    def answers(self) -> float:
        passage = self.hit.passage
        return 8 * self._held(Span(passage.start, passage.end)) / max(1, len(self.asked)) - 4

    def best(self, span: Span) -> AnswerSpan | None:
        found = list(_WORD.finditer(self._text(span)))
        if not found:
            return None
        start, end = found[-1].span()
        return AnswerSpan(Span(span.start + start, span.start + end), float(self._held(span)))

    def share(self, span: Span) -> float:
        passage = self.hit.passage
        return self._held(span) / max(1, self._held(Span(passage.start, passage.end)))

    def _held(self, span: Span) -> int:
        return len(self.asked & set(_WORD.findall(self._text(span).casefold())))

    def _text(self, span: Span) -> str:
        passage = self.hit.passage
        return passage.text[span.start - passage.start : span.end - passage.start]


def _rows(entries: Sequence[VectorEntry]) -> list[list[str | None]]:
    return [
        [e.passage_id, e.document_id, e.language, e.date.isoformat() if e.date else None, e.source] for e in entries
    ]


def _entries(rows: Sequence[Sequence[str]]) -> list[VectorEntry]:
    return [VectorEntry(p, d, lang, date.fromisoformat(day) if day else None, src) for p, d, lang, day, src in rows]


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
