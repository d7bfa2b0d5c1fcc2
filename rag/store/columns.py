"""What a store keeps beside each of its rows, so that it can filter by itself: ids, languages, sources, dates."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from rag.ports import VectorEntry
from rag.store.arrays import MAPPED_FROM, Growing, read_arrays, write_arrays
from rag.store.names import ID, Ids, Names
from rag.types import Filter

T = TypeVar("T")

_UNDATED = np.iinfo(np.int32).min
_AT_ONCE = 10_000
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
        self._ids = Ids(np.empty(0, dtype=ID))
        self._names = {field: Names(np.empty(0, dtype="U1")) for field in _FIELDS}
        self._codes = {field: Growing(np.empty(0, dtype=np.int32)) for field in _FIELDS}
        self._dates = Growing(np.empty(0, dtype=np.int32))
        self._spoken: dict[str, NDArray[np.bool_]] = {}

    @classmethod
    def load(cls, path: Path, mapped_from: int = MAPPED_FROM) -> Columns:
        """Reads what `save` wrote, a large file mapped into memory, and what older versions wrote.

        Raises ValueError when it is not that, OSError when it cannot be read.
        """
        held, columns = read_arrays(path, mapped_from), cls()
        try:
            columns._ids = Ids(_typed(held["ids"], ID), held.get("order"))
            columns._dates = Growing(_typed(held["dates"], np.int32))
            columns._names = {field: Names(_typed(held[f"{field}s"], np.str_)) for field in _FIELDS}
            columns._codes = {field: Growing(_typed(held[f"{field}_codes"], np.int32)) for field in _FIELDS}
        except KeyError as error:
            raise ValueError(f"{path.name} cannot be read") from error
        lengths = {len(columns._dates), *(len(codes) for codes in columns._codes.values())}
        if lengths != {len(columns)}:
            raise ValueError(f"{path.name} has columns of different lengths")
        return columns

    def save(self, path: Path) -> None:
        """Writes one file. Raises OSError when the disk does not take it."""
        named = {f"{field}s": names.values for field, names in self._names.items()}
        coded = {f"{field}_codes": codes.values for field, codes in self._codes.items()}
        own = {"ids": self._ids.values, "order": self._ids.order, "dates": self._dates.values}
        write_arrays(path, {**own, **named, **coded})

    def __len__(self) -> int:
        return len(self._ids)

    def check_new(self, entries: Sequence[VectorEntry]) -> None:
        """Raises ValueError for an id that is there already, or twice among these."""
        new = [e.passage_id for e in entries]
        taken = [name for name, row in zip(new, self._ids.find(new).tolist(), strict=True) if row >= 0]
        if taken or len(set(new)) < len(new):
            raise ValueError(f"passage ids that are there already: {taken or new}")

    def append(self, entries: Sequence[VectorEntry]) -> None:
        """Adds a row for each entry, in their order; `check_new` must have passed."""
        if not entries:
            return
        self._ids.extend([e.passage_id for e in entries])
        given = {
            "document": [e.document_id for e in entries],
            "language": [e.language for e in entries],
            "source": [e.source for e in entries],
        }
        for field, values in given.items():
            self._codes[field].extend(self._names[field].numbers(values))
        dates = [_UNDATED if e.date is None else e.date.toordinal() for e in entries]
        self._dates.extend(np.array(dates, dtype=np.int32))
        self._spoken = {}

    def keep(self, mask: NDArray[np.bool_]) -> None:
        """Drops the rows that are False in `(n,)`; those after them move up."""
        if mask.all():
            return
        self._ids.keep(mask)
        self._dates = Growing(self._dates.values[mask])
        for field in _FIELDS:
            # A name that no row has any more goes too: nothing of a removed article stays behind.
            self._codes[field] = Growing(self._names[field].keep(self._codes[field].values[mask]))
        self._spoken = {}

    def rows(self, passage_ids: Sequence[str]) -> NDArray[np.int64]:
        """The row of each id. An unknown id is a KeyError."""
        rows = self._ids.find(passage_ids)
        if (rows < 0).any():
            raise KeyError(passage_ids[int(np.argmin(rows))])
        return rows

    def known(self, passage_ids: Collection[str]) -> list[int]:
        """The rows of those ids that are there, in order."""
        found = np.unique(self._ids.find(list(passage_ids)))
        return [row for row in found.tolist() if row >= 0]

    def names(self, rows: NDArray[np.int64]) -> list[str]:
        """The ids of rows."""
        return [name.decode() for name in self._ids.values[rows].tolist()]

    def languages(self) -> list[str]:
        """Every language that a row has."""
        return sorted(self._names["language"].values.tolist())

    def all_names(self) -> set[str]:
        """All ids."""
        return {name.decode() for name in self._ids.values.tolist()}

    def entries(self, start: int = 0) -> Iterator[VectorEntry]:
        """What the rows hold, from `start` on, in their order."""
        for first in range(start, len(self), _AT_ONCE):
            rows = np.arange(first, min(first + _AT_ONCE, len(self)))
            named = [self._names[field].values[self._codes[field].values[rows]].tolist() for field in _FIELDS]
            dates = [None if n == _UNDATED else dt.date.fromordinal(n) for n in self._dates.values[rows].tolist()]
            for name, document, language, source, date in zip(self.names(rows), *named, dates, strict=True):
                yield VectorEntry(name, document, language, date, source)

    def sample(self, count: int) -> dict[str, list[str]]:
        """For each language at most `count` ids, evenly spread over its rows, from its first to its last."""
        made = {}
        for language in self.languages():
            rows = np.flatnonzero(self._in(language))
            made[language] = self.names(rows[evenly(range(len(rows)), count)])
        return made

    def count(self, where: Filter) -> int:
        """How many rows the filter lets through."""
        return int(np.count_nonzero(self.matching(where)))

    def matching(self, where: Filter) -> NDArray[np.bool_]:
        """`(n,)`, not to be written into: the rows that the filter lets through."""
        if where == Filter(languages=where.languages[:1]) and where.languages:
            return self._in(where.languages[0])
        mask = np.ones(len(self), dtype=bool)
        wanted = {"language": where.languages, "document": where.documents, "source": where.sources}
        for field, values in wanted.items():
            if values:
                codes = self._names[field].find(values)
                held = self._codes[field].values
                mask &= held == codes[0] if len(codes) == 1 else np.isin(held, codes)  # 80 times faster for one
        if where.date_from or where.date_to:
            low = (where.date_from or dt.date.min).toordinal()
            high = (where.date_to or dt.date.max).toordinal()
            mask &= (self._dates.values >= low) & (self._dates.values <= high)
        return mask

    def documents(self) -> NDArray[np.int32]:
        """`(n,)`: a number for the document of each row."""
        return self._codes["document"].values

    def _in(self, language: str) -> NDArray[np.bool_]:
        """Which rows have a language: what every search asks, so it is kept until something changes."""
        known = self._spoken.get(language)
        if known is None:
            number = np.flatnonzero(self._names["language"].values == language)
            known = np.isin(self._codes["language"].values, number)
            known.setflags(write=False)
            self._spoken[language] = known
        return known


def _typed(array: NDArray[Any], kind: Any) -> NDArray[Any]:
    if array.ndim != 1 or not np.issubdtype(array.dtype, kind):
        raise ValueError("a column of another kind")
    if kind is np.str_ and array.size and array.dtype.itemsize:
        codes = np.ascontiguousarray(array).view(np.dtype(np.uint32).newbyteorder(array.dtype.byteorder))
        if codes.max() > sys.maxunicode:
            raise ValueError("characters that there are not")
    return array
