"""What a store keeps beside each of its rows, so that it can filter by itself: ids, languages, sources, dates."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from rag.ports import VectorEntry
from rag.types import Filter

T = TypeVar("T")

_UNDATED = np.iinfo(np.int32).min
_ID = "S32"
_FIELDS = ("document", "language", "source")


def evenly(items: Sequence[T], count: int) -> list[T]:
    """At most `count` of the items, evenly spread from the first to the last: the same ones every time."""
    if len(items) <= count:
        return list(items)
    return [items[i] for i in np.linspace(0, len(items) - 1, count).astype(int)]


class Columns:
    """Row i belongs to row i of whatever the store keeps. Reads may run in any number of threads.

    A text that many rows share is kept once, and the rows hold its number.
    """

    def __init__(self) -> None:
        self._ids: NDArray[np.bytes_] = np.empty(0, dtype=_ID)
        self._names: dict[str, NDArray[np.str_]] = {field: np.empty(0, dtype="U1") for field in _FIELDS}
        self._codes: dict[str, NDArray[np.int32]] = {field: np.empty(0, dtype=np.int32) for field in _FIELDS}
        self._dates: NDArray[np.int32] = np.empty(0, dtype=np.int32)
        self._rows: dict[bytes, int] | None = None
        self._spoken: dict[str, NDArray[np.bool_]] = {}
        self._lock = threading.Lock()

    @classmethod
    def load(cls, path: Path) -> Columns:
        """Reads what `save` wrote. Raises ValueError when it is not that, OSError when it cannot be read."""
        columns = cls()
        try:
            with np.load(path, allow_pickle=False) as held:
                columns._ids, columns._dates = held["ids"], held["dates"]
                columns._names = {field: held[f"{field}s"] for field in _FIELDS}
                columns._codes = {field: held[f"{field}_codes"] for field in _FIELDS}
        except FileNotFoundError:
            raise
        except Exception as error:  # a damaged archive is reported in a dozen ways
            raise ValueError(f"{path.name} cannot be read") from error
        lengths = {len(columns._dates), *(len(codes) for codes in columns._codes.values())}
        if lengths != {len(columns)}:
            raise ValueError(f"{path.name} has columns of different lengths")
        return columns

    def save(self, path: Path) -> None:
        """Writes one file. Raises OSError when the disk does not take it."""
        named = {f"{field}s": names for field, names in self._names.items()}
        coded = {f"{field}_codes": codes for field, codes in self._codes.items()}
        np.savez(path, ids=self._ids, dates=self._dates, **named, **coded)  # type: ignore[arg-type]

    def __len__(self) -> int:
        return len(self._ids)

    def check_new(self, entries: Sequence[VectorEntry]) -> None:
        """Raises ValueError for an id that is there already, or twice among these."""
        new = [e.passage_id for e in entries]
        taken = [name for name in new if name.encode() in self._row_of]
        if taken or len(set(new)) < len(new):
            raise ValueError(f"passage ids that are there already: {taken or new}")

    def append(self, entries: Sequence[VectorEntry]) -> None:
        """Adds a row for each entry, in their order; `check_new` must have passed."""
        if not entries:
            return
        before = len(self)
        new = np.array([e.passage_id.encode() for e in entries], dtype=_ID)
        given = {
            "document": [e.document_id for e in entries],
            "language": [e.language for e in entries],
            "source": [e.source for e in entries],
        }
        for field, values in given.items():
            names, codes = np.unique(np.array([*self._names[field].tolist(), *values]), return_inverse=True)
            # The names that were there may have moved: their rows are numbered anew through the same table.
            moved = codes[: len(self._names[field])].astype(np.int32)
            self._codes[field] = np.concatenate([moved[self._codes[field]], codes[len(moved) :].astype(np.int32)])
            self._names[field] = names
        dates = [_UNDATED if e.date is None else e.date.toordinal() for e in entries]
        self._ids = np.concatenate([self._ids, new])
        self._dates = np.concatenate([self._dates, np.array(dates, dtype=np.int32)])
        self._spoken = {}
        self._row_of.update((name, before + i) for i, name in enumerate(new.tolist()))

    def keep(self, mask: NDArray[np.bool_]) -> None:
        """Drops the rows that are False in `(n,)`; those after them move up."""
        self._ids, self._dates = self._ids[mask], self._dates[mask]
        for field in _FIELDS:
            # A name that no row has any more goes too: nothing of a removed article stays behind.
            used, codes = np.unique(self._codes[field][mask], return_inverse=True)
            self._names[field], self._codes[field] = self._names[field][used], codes.astype(np.int32)
        self._rows, self._spoken = None, {}

    def rows(self, passage_ids: Sequence[str]) -> NDArray[np.int64]:
        """The row of each id. An unknown id is a KeyError."""
        return np.array([self._row_of[name.encode()] for name in passage_ids], dtype=np.int64)

    def known(self, passage_ids: Collection[str]) -> list[int]:
        """The rows of those ids that are there, in order."""
        return sorted({self._row_of[name.encode()] for name in passage_ids if name.encode() in self._row_of})

    def names(self, rows: NDArray[np.int64]) -> list[str]:
        """The ids of rows."""
        return [name.decode() for name in self._ids[rows].tolist()]

    def languages(self) -> list[str]:
        """Every language that a row has."""
        return [str(name) for name in self._names["language"]]

    def all_names(self) -> set[str]:
        """All ids."""
        return {name.decode() for name in self._ids.tolist()}

    def sample(self, count: int) -> dict[str, list[str]]:
        """For each language at most `count` ids, evenly spread over its rows, from its first to its last."""
        made = {}
        for language in self.languages():
            rows = np.flatnonzero(self._in(language))
            made[language] = self.names(rows[evenly(range(len(rows)), count)])
        return made

    def count(self, where: Filter) -> int:
        """How many rows the filter lets through."""
        return int(self.matching(where).sum())

    def matching(self, where: Filter) -> NDArray[np.bool_]:
        """`(n,)`, not to be written into: the rows that the filter lets through."""
        if where == Filter(languages=where.languages[:1]) and where.languages:
            return self._in(where.languages[0])
        mask = np.ones(len(self), dtype=bool)
        wanted = {"language": where.languages, "document": where.documents, "source": where.sources}
        for field, values in wanted.items():
            if values:
                codes = np.flatnonzero(np.isin(self._names[field], values))
                held = self._codes[field]
                mask &= held == codes[0] if len(codes) == 1 else np.isin(held, codes)  # 80 times faster for one
        if where.date_from or where.date_to:
            low = (where.date_from or dt.date.min).toordinal()
            high = (where.date_to or dt.date.max).toordinal()
            mask &= (self._dates >= low) & (self._dates <= high)
        return mask

    def documents(self) -> NDArray[np.int32]:
        """`(n,)`: a number for the document of each row."""
        return self._codes["document"]

    def _in(self, language: str) -> NDArray[np.bool_]:
        """Which rows have a language: what every search asks, so it is kept until something changes."""
        known = self._spoken.get(language)
        if known is None:
            known = np.isin(self._codes["language"], np.flatnonzero(self._names["language"] == language))
            known.setflags(write=False)
            self._spoken[language] = known
        return known

    @property
    def _row_of(self) -> dict[bytes, int]:
        """Built when first needed: a large index opens faster without."""
        with self._lock:
            if self._rows is None:
                self._rows = {name: row for row, name in enumerate(self._ids.tolist())}
            return self._rows
