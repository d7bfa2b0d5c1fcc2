"""The lexical leg: BM25 over the terms of passages, in arrays that are opened memory-mapped.

BM25 after Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with Lucene's idf,
log(1 + (N - n + ½) / (n + ½)). Each language is a collection of its own: its N, its n, its mean length.

A term is kept as 64 bits of its BLAKE2 hash, which makes the vocabulary a sorted array to be searched where it lies.
That any two of a million different terms share a key has a probability of 3 in 10⁸.
"""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.ports import VectorEntry
from rag.store.columns import Columns
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
_TYPES: dict[str, type[np.generic]] = {
    "keys": np.uint64,
    "starts": np.int64,
    "rows": np.int32,
    "counts": np.uint8,
    "lengths": np.int32,
}
_FILES = {name: f"lexical-{name}.npy" for name in _TYPES}


@lru_cache(maxsize=65536)
def _key(term: str, language: str) -> int:
    raw = f"{language}\0{term}".encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(raw, digest_size=8).digest(), "little")


@dataclass(frozen=True, slots=True)
class _Postings:
    """Term i, of key `keys[i]`, stands `counts[j]` times in row `rows[j]` for j from `starts[i]` to `starts[i + 1]`.

    `keys` `(terms,)` uint64, sorted; `starts` `(terms + 1,)` int64; `rows` int32 and `counts` uint8 `(postings,)`, the
    rows of a term in order; `lengths` `(passages,)` int32, in terms.
    """

    keys: NDArray[np.uint64]
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    counts: NDArray[np.uint8]
    lengths: NDArray[np.int32]

    @classmethod
    def empty(cls) -> _Postings:
        return cls(
            np.empty(0, np.uint64), np.zeros(1, np.int64), np.empty(0, np.int32), np.empty(0, np.uint8),
            np.empty(0, np.int32),
        )  # fmt: skip

    def of(self, key: int) -> slice:
        place = int(np.searchsorted(self.keys, np.uint64(key)))
        if place == len(self.keys) or int(self.keys[place]) != key:
            return slice(0, 0)
        return slice(int(self.starts[place]), int(self.starts[place + 1]))


_NewRow = tuple[NDArray[np.uint64], NDArray[np.uint8], int]
"""The keys of a passage's terms, how often each stands there, and its length."""


class LexicalStore:
    """Row i of the columns is passage i. Reads may run in any number of threads; the writer is alone."""

    def __init__(self) -> None:
        self._columns = Columns()
        self._postings = _Postings.empty()
        self._new: list[_NewRow] = []
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
        arrays = {name: _opened(folder / file, _TYPES[name]) for name, file in _FILES.items()}
        store._postings = held = _Postings(**arrays)
        if len(held.lengths) != len(store._columns) or len(held.starts) != len(held.keys) + 1:
            raise ValueError("the lexical files do not belong together")
        if len(held.rows) != len(held.counts) or int(held.starts[-1]) != len(held.rows):
            raise ValueError("the lexical files do not belong together")
        store._place = np.arange(len(store._columns))
        return store

    def save(self, folder: Path) -> list[str]:
        """Writes its files and returns their names. Raises OSError when the disk does not take them."""
        self._settle()
        self._columns.save(folder / COLUMNS_FILE)
        for name, file in _FILES.items():
            np.save(folder / file, getattr(self._postings, name))
        return [COLUMNS_FILE, *_FILES.values()]

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
        for entry, found in zip(entries, terms, strict=True):
            counted = Counter(found)
            keys = np.fromiter((_key(term, entry.language) for term in counted), np.uint64, len(counted))
            counts = np.minimum(np.fromiter(counted.values(), np.int64, len(counted)), 255).astype(np.uint8)
            self._new.append((keys, counts, len(found)))

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
        held = self._postings.of(_key(term, language))
        return _idf(size, held.stop - held.start)

    def rarity(self, term: str) -> float:
        """Its inverse document frequency among the passages of all languages together."""
        self._settle()
        held = (self._postings.of(_key(term, language)) for language in self._columns.languages())
        return _idf(len(self._columns), sum(place.stop - place.start for place in held))

    def _scores(self, query: Mapping[str, float], language: str) -> NDArray[np.float32]:
        postings = self._postings
        scores = np.zeros(len(postings.lengths), dtype=np.float32)
        size, mean = self._size(language)
        around = self._around() / np.float32(mean * (2 * REACH + 1))
        for term, weight in query.items():
            place = postings.of(_key(term, language))
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
            self._postings = _merged(self._postings, self._new, keep)
            self._place = np.arange(len(self._columns))
            self._new, self._sizes, self._reach, self._same = [], None, None, None


def _opened(path: Path, kind: type[np.generic]) -> Any:
    try:
        array = np.load(path, mmap_mode="r", allow_pickle=False)
    except OSError:
        raise
    except Exception as error:  # a damaged header is reported in a dozen ways
        raise ValueError(f"{path.name} cannot be read") from error
    if not isinstance(array, np.ndarray) or array.ndim != 1 or array.dtype != kind:
        raise ValueError(f"{path.name} holds something else")
    return array.view(np.ndarray)  # still mapped, without what a memmap adds to each slice


def _order(pair: tuple[str, float]) -> tuple[float, str]:
    return -pair[1], pair[0]


def _saturated(counts: NDArray[np.float32], length: NDArray[np.float32]) -> NDArray[np.float32]:
    """BM25's term frequency: `length` is relative to the mean."""
    norm: NDArray[np.float32] = np.float32(K1) * (np.float32(1 - B) + np.float32(B) * length)
    found: NDArray[np.float32] = np.float32(K1 + 1) * counts / (counts + norm)
    return found


def _idf(passages: int, holding: int) -> float:
    return float(np.log1p((passages - holding + 0.5) / (holding + 0.5)))


def _merged(old: _Postings, new: Sequence[_NewRow], keep: NDArray[np.bool_]) -> _Postings:
    """The old postings and the new rows behind them, without the rows that are not kept."""
    first = len(old.lengths)
    keys = [np.repeat(old.keys, np.diff(old.starts)), *(k for k, _, _ in new)]
    rows = [old.rows, *(np.full(len(k), first + i, np.int32) for i, (k, _, _) in enumerate(new))]
    counts = [old.counts, *(c for _, c, _ in new)]
    all_keys, all_rows, all_counts = np.concatenate(keys), np.concatenate(rows), np.concatenate(counts)
    kept = keep[all_rows]
    all_keys, all_rows, all_counts = all_keys[kept], all_rows[kept], all_counts[kept]
    # Stable, so that the rows of a term stay in order; the old postings are one sorted run already.
    order = np.argsort(all_keys, kind="stable")
    terms, starts = np.unique(all_keys[order], return_index=True)
    moved = (np.cumsum(keep) - 1).astype(np.int32)
    lengths = np.concatenate([old.lengths, np.array([n for _, _, n in new], dtype=np.int32)])
    return _Postings(
        terms,
        np.append(starts, len(all_keys)).astype(np.int64),
        moved[all_rows[order]],
        all_counts[order],
        lengths[keep],
    )
