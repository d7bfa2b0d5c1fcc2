"""The lexical leg: BM25 over the terms of passages, in arrays that are opened memory-mapped.

BM25 after Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with Lucene's idf,
log(1 + (N - n + ½) / (n + ½)). Each language is a collection of its own: its N, its n, its mean length.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.ports import VectorEntry
from rag.store.columns import Columns
from rag.store.postings import Postings, Row, counted
from rag.types import Filter

K1 = 0.6
"""Low: that a passage holds a word says more than how often. Over piaf_fr, afriqa_fr and squad2_en 0.6 was better than
0.9, 1.2 and 1.5, alone and fused."""
B = 0.75
REACH = 2
"""Passages to either side that count too: a question's words often stand in a paragraph and in the one before it."""
AROUND = 2 / 3
"""The share of a score that a passage has from its surroundings, itself included; the rest it has by itself."""

COLUMNS_FILE = "lexical-columns.npz"


class LexicalStore:
    """Row i of the columns is passage i. Reads may run in any number of threads; the writer is alone."""

    def __init__(self) -> None:
        self._columns = Columns()
        self._postings = Postings.empty()
        self._new: list[Row] = []
        # Where each row of the columns stands in the postings and, behind them, in what is new.
        self._place: NDArray[np.int64] = np.empty(0, dtype=np.int64)
        self._sizes: dict[str, tuple[int, float]] | None = None
        self._reach: NDArray[np.float32] | None = None
        self._same: list[NDArray[np.float32]] | None = None
        self._lock = threading.RLock()

    @classmethod
    def load(cls, folder: Path) -> LexicalStore:
        """Opens what `save` wrote, memory-mapped. Raises OSError or ValueError when it is not that."""
        store = cls()
        store._columns = Columns.load(folder / COLUMNS_FILE)
        store._postings = Postings.load(folder)
        if len(store._postings.lengths) != len(store._columns):
            raise ValueError("the lexical files do not belong together")
        store._place = np.arange(len(store._columns))
        return store

    def save(self, folder: Path) -> list[str]:
        """Writes its files and returns their names. Raises OSError when the disk does not take them."""
        self._settle()
        self._columns.save(folder / COLUMNS_FILE)
        return [COLUMNS_FILE, *self._postings.save(folder)]

    def __len__(self) -> int:
        return len(self._columns)

    def ids(self) -> set[str]:
        """The ids of all passages held."""
        return self._columns.all_names()

    def add(self, entries: Sequence[VectorEntry], terms: Sequence[Sequence[str]]) -> None:
        """Adds a passage with its terms for each entry. An id that is already there is a ValueError."""
        if len(entries) != len(terms):
            raise ValueError(f"{len(entries)} entries, {len(terms)} lists of terms")
        self._columns.check_new(entries)
        self._columns.append(entries)
        end = len(self._postings.lengths) + len(self._new)
        self._place = np.concatenate([self._place, np.arange(end, end + len(entries))])
        self._new += [counted(found, entry.language) for entry, found in zip(entries, terms, strict=True)]

    def delete(self, passage_ids: Collection[str]) -> int:
        """Removes those that are there and returns how many were."""
        rows = self._columns.known(passage_ids)
        keep = np.ones(len(self._columns), dtype=bool)
        keep[rows] = False
        self._columns.keep(keep)
        self._place = self._place[keep]
        return len(rows)

    def search(
        self, query: Mapping[str, float], k: int, where: Filter, also: Sequence[str] = ()
    ) -> list[tuple[str, float]]:
        """The best `k` passages that hold a term of the query, with those named in `also`, each with its BM25 score.

        `query` gives each term its weight. `where` names exactly one language, whose terms they are. Best first; equal
        scores in the order of their ids. An unknown id in `also` is a KeyError.
        """
        (language,) = where.languages
        self._settle()
        scores = self._scores(query, language)
        found = np.flatnonzero((scores > 0) & self._columns.matching(where))
        if k <= 0:
            found = found[:0]
        elif len(found) > k:
            edge = np.partition(scores[found], len(found) - k)[len(found) - k]
            found = found[scores[found] >= edge]  # more than k where several are equal at the edge
        best = sorted(zip(self._columns.names(found), scores[found].tolist(), strict=True), key=_order)[:k]
        asked = self._columns.rows(also)
        return sorted({**dict(zip(also, scores[asked].tolist(), strict=True)), **dict(best)}.items(), key=_order)

    def idf(self, term: str, language: str) -> float:
        """The weight of a term among the passages of a language: the highest for one that none holds."""
        self._settle()
        size, _ = self._size(language)
        held = self._postings.of(term, language)
        return _idf(size, held.stop - held.start)

    def rarity(self, term: str) -> float:
        """Its inverse document frequency among the passages of all languages together."""
        self._settle()
        held = (self._postings.of(term, language) for language in self._columns.languages())
        return _idf(len(self._columns), sum(place.stop - place.start for place in held))

    def _scores(self, query: Mapping[str, float], language: str) -> NDArray[np.float32]:
        postings = self._postings
        scores = np.zeros(len(postings.lengths), dtype=np.float32)
        size, mean = self._size(language)
        around = self._around() / np.float32(mean * (2 * REACH + 1))
        for term, weight in query.items():
            place = postings.of(term, language)
            rows, counts = postings.rows[place], postings.counts[place].astype(np.float32)
            if not len(rows):
                continue
            full = np.float32(weight * _idf(size, len(rows)))
            # A row stands once in the postings of a term, so this adds what it should.
            own = (postings.lengths[rows] / mean).astype(np.float32)
            scores[rows] += (1 - AROUND) * full * _saturated(counts, own)
            held = np.zeros_like(scores)
            held[rows] = counts
            scores += AROUND * full * _saturated(self._spread(held), around)
        return scores

    def _spread(self, counts: NDArray[np.float32]) -> NDArray[np.float32]:
        """`(passages,)` of counts: for each passage those within its reach, in the same document, added up.

        Over all passages, whatever the term: for a common one that is many times faster than by its rows, and for a
        rare one it costs a fifth of what the dense leg does.
        """
        found = counts.copy()
        for step, same in enumerate(self._neighbours(), 1):
            found[step:] += counts[:-step] * same
            found[:-step] += counts[step:] * same
        return found

    def _neighbours(self) -> list[NDArray[np.float32]]:
        """For each step, 1 where the passage and that so many further are of the same document, else 0."""
        with self._lock:
            if self._same is None:
                of = self._columns.documents()
                self._same = [(of[step:] == of[:-step]).astype(np.float32) for step in range(1, REACH + 1)]
            return self._same

    def _around(self) -> NDArray[np.float32]:
        """`(passages,)`: the length, in terms, of each passage with those within reach."""
        with self._lock:
            if self._reach is None:
                self._reach = self._spread(self._postings.lengths.astype(np.float32))
            return self._reach

    def _size(self, language: str) -> tuple[int, float]:
        """How many passages a language has, and their mean length."""
        with self._lock:
            if self._sizes is None:
                self._sizes = {}
            if language not in self._sizes:
                own = self._postings.lengths[self._columns.matching(Filter(languages=(language,)))]
                self._sizes[language] = (len(own), max(float(own.mean()), 1.0) if len(own) else 1.0)
            return self._sizes[language]

    def _settle(self) -> None:
        """Brings what was added and deleted into the arrays."""
        with self._lock:
            if not self._new and len(self._place) == len(self._postings.lengths):
                return
            keep = np.zeros(len(self._postings.lengths) + len(self._new), dtype=bool)
            keep[self._place] = True
            self._postings = self._postings.merged(self._new, keep)
            self._place = np.arange(len(self._columns))
            self._new, self._sizes, self._reach, self._same = [], None, None, None


def _order(pair: tuple[str, float]) -> tuple[float, str]:
    return -pair[1], pair[0]


def _saturated(counts: NDArray[np.float32], length: NDArray[np.float32]) -> NDArray[np.float32]:
    """BM25's term frequency: `length` is relative to the mean."""
    norm: NDArray[np.float32] = np.float32(K1) * (np.float32(1 - B) + np.float32(B) * length)
    found: NDArray[np.float32] = np.float32(K1 + 1) * counts / (counts + norm)
    return found


def _idf(passages: int, holding: int) -> float:
    return float(np.log1p((passages - holding + 0.5) / (holding + 0.5)))
