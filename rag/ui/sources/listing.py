"""Which articles are listed, and in which order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from typing import Any, Literal

from rag.text.fold import fold
from rag.ui.sources.holdings import Row

PAGE = 50
"""Articles on a page of the list."""

Column = Literal["title", "source", "date", "language", "passages"]
COLUMNS: tuple[Column, ...] = ("title", "source", "date", "language", "passages")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for. What is empty or None leaves everything through."""

    query: str = ""
    languages: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    first: dt.date | None = None
    last: dt.date | None = None

    @property
    def filters(self) -> int:
        """How many fields narrow the list, the query aside."""
        return sum(map(bool, (self.languages, self.sources, self.first or self.last)))


@dataclass(frozen=True, slots=True)
class Order:
    """By which column, and whether the other way round."""

    column: Column = "title"
    descending: bool = False

    def by(self, column: Column) -> Order:
        """After a click on a column's heading: the same column turns round; dates and counts begin with the most."""
        if column == self.column:
            return Order(column, not self.descending)
        return Order(column, column in {"date", "passages"})


def listed(rows: Iterable[Row], wanted: Wanted, order: Order, matching: Set[str] | None) -> list[Row]:
    """The rows that are wanted, in their order; what does not say stands last. `matching`: ids that the query found."""
    found = [row for row in rows if (matching is None or row.info.id in matching) and _fits(row, wanted)]
    key = _KEYS[order.column]
    told = [row for row in found if key(row) not in (None, "")]
    told.sort(key=lambda row: (fold(row.info.title), row.info.id))
    told.sort(key=key, reverse=order.descending)
    return told + [row for row in found if key(row) in (None, "")]


def page_of(rows: Sequence[Row], number: int) -> tuple[Sequence[Row], int, int]:
    """The rows of a page, which page that is, from 1, and how many there are."""
    pages = max(1, -(-len(rows) // PAGE))
    number = min(max(1, number), pages)
    return rows[(number - 1) * PAGE : number * PAGE], number, pages


_KEYS: dict[Column, Callable[[Row], Any]] = {
    "title": lambda row: fold(row.info.title),
    "source": lambda row: fold(row.info.source),
    "date": lambda row: row.info.date,
    "language": lambda row: row.info.language,
    "passages": lambda row: row.info.passages,
}


def _fits(row: Row, wanted: Wanted) -> bool:
    info = row.info
    if wanted.languages and info.language not in wanted.languages:
        return False
    if wanted.sources and info.source not in wanted.sources:
        return False
    if wanted.first is None and wanted.last is None:
        return True
    if info.date is None:
        return False
    return (wanted.first is None or info.date >= wanted.first) and (wanted.last is None or info.date <= wanted.last)
