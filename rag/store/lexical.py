"""The lexical leg: BM25 over the terms of passages, in arrays that are opened memory-mapped.

Each language is a collection of its own: its N, its n, its mean length.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import numpy as np

from rag.ports import VectorEntry
from rag.store.arrays import Growing
from rag.store.bm25 import idf
from rag.store.columns import Columns
from rag.store.merging import Merge, spilled
from rag.store.postings import FILES, Postings, Row, counted
from rag.store.scoring import Field, Stretches, Term, Wanted, best
from rag.types import Filter

COLUMNS_FILE = "lexical-columns.npz"


RUN = 32_768
"""Passages that are added before their terms are sorted and put aside."""


class LexicalStore:
    """Row i of the columns is passage i. Reads may run in any number of threads; the writer is alone.

    What is added is put aside in sorted runs until it is saved, in files that nobody else sees: in `scratch`, or where
    the system keeps temporary files.
    """

    def __init__(self, scratch: Path | None = None, run: int = RUN, ways: Stretches = Stretches()) -> None:  # noqa: B008
        self._columns = Columns()
        self._scratch, self._run, self._ways = scratch, run, ways
        self._parts = [Postings.empty()]
        self._new: list[Row] = []
        # Of the passages of all parts and, behind them, of what is new: whether they are still there.
        self._kept = Growing(np.empty(0, dtype=bool))
        self._sizes: dict[str, tuple[int, float]] = {}
        self._field: Field | None = None
        self._lock = threading.RLock()

    @classmethod
    def load(cls, folder: Path, ways: Stretches = Stretches()) -> LexicalStore:  # noqa: B008
        """Opens what `save` wrote, memory-mapped. Raises OSError or ValueError when it is not that."""
        store = cls(ways=ways)
        store._columns = Columns.load(folder / COLUMNS_FILE)
        postings = Postings.load(folder)
        if len(postings.lengths) != len(store._columns):
            raise ValueError("the lexical files do not belong together")
        store._settled(postings)
        return store

    def save(self, folder: Path) -> list[str]:
        """Writes its files and returns their names. Raises OSError when the disk does not take them."""
        with self._lock:
            if self._is_settled():
                self._parts[0].save(folder)
            else:
                self._put_aside()
                self._settled(Merge(self._parts, self._kept.values).save(folder))
        self._columns.save(folder / COLUMNS_FILE)
        return [COLUMNS_FILE, *FILES.values()]

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
        self._kept.extend(np.ones(len(entries), dtype=bool))
        self._new += [counted(found, entry.language) for entry, found in zip(entries, terms, strict=True)]
        if len(self._new) >= self._run:
            self._put_aside()

    def delete(self, passage_ids: Collection[str]) -> int:
        """Removes those that are there and returns how many were."""
        rows = self._columns.known(passage_ids)
        if rows:
            left = np.flatnonzero(self._kept.values)
            self._kept.values[left[rows]] = False
            keep = np.ones(len(self._columns), dtype=bool)
            keep[rows] = False
            self._columns.keep(keep)
        return len(rows)

    def search(
        self, query: Mapping[str, float], k: int, where: Filter, also: Sequence[str] = ()
    ) -> list[tuple[str, float]]:
        """The best `k` passages that hold a term of the query, with those named in `also`, each with its BM25 score.

        `query` gives each term its weight. `where` names exactly one language, whose terms they are. Best first; equal
        scores in the order of their ids. An unknown id in `also` is a KeyError.
        """
        (language,) = where.languages
        postings, field = self._settle()
        size, mean = self._size(language)
        terms = []
        for term, weight in query.items():
            place = postings.of(term, language)
            worth = weight * idf(size, place.stop - place.start)
            terms.append(Term(postings.rows[place], postings.counts[place], worth))
        asked = self._columns.rows(also)
        wanted = Wanted(k, self._columns.matching(where), np.unique(asked), mean)
        found, given = best(field, terms, wanted, self._ways)
        pairs = zip(self._columns.names(found.rows), found.scores.tolist(), strict=True)
        named = given[np.searchsorted(wanted.also, asked)].tolist()
        return sorted(
            {**dict(zip(also, named, strict=True)), **dict(sorted(pairs, key=_order)[:k])}.items(), key=_order
        )

    def idf(self, term: str, language: str) -> float:
        """The weight of a term among the passages of a language: the highest for one that none holds."""
        postings, _ = self._settle()
        size, _ = self._size(language)
        held = postings.of(term, language)
        return idf(size, held.stop - held.start)

    def rarity(self, term: str) -> float:
        """Its inverse document frequency among the passages of all languages together."""
        postings, _ = self._settle()
        held = (postings.of(term, language) for language in self._columns.languages())
        return idf(len(self._columns), sum(place.stop - place.start for place in held))

    def _size(self, language: str) -> tuple[int, float]:
        """How many passages a language has, and their mean length."""
        with self._lock:
            if language not in self._sizes:
                own = self._parts[0].lengths[self._columns.matching(Filter(languages=(language,)))]
                self._sizes[language] = (len(own), max(float(own.mean()), 1.0) if len(own) else 1.0)
            return self._sizes[language]

    def _settle(self) -> tuple[Postings, Field]:
        """Brings what was added and deleted into the arrays."""
        with self._lock:
            if not self._is_settled():
                self._put_aside()
                self._settled(Merge(self._parts, self._kept.values).in_memory())
            if self._field is None:
                self._field = Field.of(self._parts[0].lengths, self._columns.documents())
            return self._parts[0], self._field

    def _is_settled(self) -> bool:
        return not self._new and len(self._parts) == 1 and len(self._kept) == len(self._columns)

    def _settled(self, postings: Postings) -> None:
        """All passages are in there, and no others."""
        self._parts, self._kept = [postings], Growing(np.ones(len(postings.lengths), dtype=bool))
        self._sizes, self._field = {}, None

    def _put_aside(self) -> None:
        """Sorts what is new; a whole run goes to the disk."""
        run = Postings.of_rows(self._new)
        self._parts.append(spilled(run, self._scratch) if len(self._new) >= self._run else run)
        self._new = []


def _order(pair: tuple[str, float]) -> tuple[float, str]:
    return -pair[1], pair[0]
