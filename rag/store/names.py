"""Ids and names by their numbers and back: what a column of them is made of."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.store.arrays import Growing

ID = np.dtype("S32")
_RECENT = 65_536
"""New ids are kept apart, in a dict, until there are so many; then they are sorted in."""

_FEW = 4
"""So many names are looked for one by one; for more it pays to have all of them in order."""


class Ids:
    """Row i has the id `values[i]`; each id once. Reads may run in any number of threads.

    `order` sorts them: an id is then found by bisection where it lies, without a dict of all of them in memory.
    """

    def __init__(self, values: NDArray[np.bytes_], order: NDArray[Any] | None = None) -> None:
        if order is not None and (order.shape != values.shape or order.dtype != np.int64):
            raise ValueError("ids that are not in their order")
        self._values = Growing(values)
        self._order = order
        self._recent: dict[bytes, int] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._values)

    @property
    def values(self) -> NDArray[np.bytes_]:
        """`(n,)`."""
        return self._values.values

    @property
    def order(self) -> NDArray[np.int64]:
        """`(n,)`: the rows, sorted by their ids."""
        sorted_in = self._sorted_in()
        if not self._recent:
            return sorted_in
        with self._lock:
            new = np.array(sorted(self._recent), dtype=ID)
            rows = np.array([self._recent[name] for name in new.tolist()], dtype=np.int64)
            places = np.searchsorted(self.values[: len(sorted_in)], new, sorter=sorted_in)
            self._order = np.insert(sorted_in, places, rows)
            self._recent = {}
            return self._order

    def find(self, names: Sequence[str]) -> NDArray[np.int64]:
        """`(n,)`: the row of each name, -1 where there is none."""
        if not names:
            return np.empty(0, dtype=np.int64)
        raw = [name.encode() for name in names]
        order = self._sorted_in()
        found = np.full(len(raw), -1, dtype=np.int64)
        if len(order):
            wanted = np.array(raw, dtype=ID)
            ids = self.values[: len(order)]
            places = np.searchsorted(ids, wanted, sorter=order)
            rows = order[np.minimum(places, len(order) - 1)]
            fits = np.array([len(name) <= ID.itemsize for name in raw])
            found = np.where((ids[rows] == wanted) & fits, rows, -1)
        if self._recent:
            recent = np.array([self._recent.get(name, -1) for name in raw], dtype=np.int64)
            found = np.maximum(found, recent)
        return found

    def extend(self, names: Sequence[str]) -> None:
        """Adds rows, of ids that are not there."""
        self._sorted_in()
        first = len(self)
        self._values.extend(np.array([name.encode() for name in names], dtype=ID))
        self._recent.update((name.encode(), first + i) for i, name in enumerate(names))
        if len(self._recent) > _RECENT:
            self.order  # noqa: B018 - sorts them in

    def keep(self, mask: NDArray[np.bool_]) -> None:
        """Drops the rows that are False in `(n,)`; those after them move up."""
        order = self.order
        moved = np.cumsum(mask, dtype=np.int64) - 1
        self._order = moved[order[mask[order]]]
        self._values = Growing(self.values[mask])

    def _sorted_in(self) -> NDArray[np.int64]:
        """The order of all rows but the recent ones. Files of older versions come without."""
        with self._lock:
            if self._order is None:
                self._order = np.argsort(self.values, kind="stable").astype(np.int64)
            return self._order


class Names:
    """Texts by number, each once; new ones get the next numbers."""

    def __init__(self, values: NDArray[np.str_]) -> None:
        self._values = values
        self._new: list[str] = []
        self._order: NDArray[np.int64] | None = None
        self._number: dict[str, int] | None = None
        self._lock = threading.Lock()

    @property
    def values(self) -> NDArray[np.str_]:
        """`(n,)`: the texts, in the order of their numbers."""
        with self._lock:
            if self._new:
                new = np.array(self._new)
                self._values = np.concatenate([self._values, new]) if len(self._values) else new
                self._new, self._order = [], None
            return self._values

    def find(self, texts: Sequence[str]) -> NDArray[np.int64]:
        """The numbers of those of the texts that are there, in no order."""
        values = self.values
        if len(texts) < _FEW or not len(values):
            return np.flatnonzero(np.isin(values, texts))
        with self._lock:
            if self._order is None:
                self._order = np.argsort(values)
            order = self._order
        wanted = np.unique(np.array(texts))
        numbers = order[np.minimum(np.searchsorted(values, wanted, sorter=order), len(values) - 1)]
        found: NDArray[np.int64] = numbers[values[numbers] == wanted]
        return found

    def numbers(self, texts: Sequence[str]) -> NDArray[np.int32]:
        """`(n,)`: the number of each text; a new one is added."""
        if self._number is None:
            self._number = {text: number for number, text in enumerate(self.values.tolist())}
        found = np.empty(len(texts), dtype=np.int32)
        for i, text in enumerate(texts):
            number = self._number.setdefault(text, len(self._number))
            if number == len(self._values) + len(self._new):
                self._new.append(text)
            found[i] = number
        return found

    def keep(self, codes: NDArray[np.int32]) -> NDArray[np.int32]:
        """Drops the texts whose number is not among `codes`, and returns these as they are numbered then."""
        used = np.bincount(codes, minlength=len(self.values)) > 0
        if used.all():
            return codes
        self._values, self._number, self._order = self._values[used], None, None
        numbered: NDArray[np.int32] = (np.cumsum(used) - 1).astype(np.int32)[codes]
        return numbered
