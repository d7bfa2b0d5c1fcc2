"""The facts of a statement, each held against a window: its numbers, dates and names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from rag.answer.check.align import Links
from rag.answer.check.amounts import Agreement, compare, dates_agree
from rag.answer.check.analysed import Analysed
from rag.answer.check.anchors import year_of
from rag.answer.check.dates import Date, of_day
from rag.answer.check.quantities import Quantity
from rag.answer.check.relative import relative_years
from rag.answer.check.window import Window, counted, years_of
from rag.types import Span

State = Literal["held", "around", "doubtful", "absent", "otherwise"]
"""Of a fact: in the window; in what stands around it; perhaps; not there; the window has another in its place."""

MARGIN = 0.1
"""By how much more of what stands near a fact must stand near another one for that to be in its place."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of the statement at its place, and whether the window holds it."""

    span: Span
    kind: Literal["name", "number", "date"]
    state: State


Place = tuple[Links, Span]


_ENOUGH = 0.02
"""A sentence has what the statement says beside its facts if another one adds less than this to it."""


def displaced(ours: Span, held: Sequence[Place], others: Sequence[Place], margin: float = MARGIN) -> bool:
    """Whether what stands near a fact of the statement stands near another fact of the window rather than near it.

    So it is too where a sentence that does not have the fact, but another in its place, has all the rest.
    """
    if not held or not others:
        return False
    homes = {id(link): link for link, _ in held}
    for link, _ in others:
        if id(link) not in homes and link.content >= max(h.content for h in homes.values()) + _ENOUGH:
            best = np.max([link.rest, *(h.rest for h in homes.values())], axis=0)
            if len(best) and float((best - link.rest).mean()) < _ENOUGH:
                return True
    return max(s.setting(ours, at) for s, at in others) > max(s.setting(ours, at) for s, at in held) + margin


def numbers(window: Window) -> Iterator[Fact]:
    """The quantities of the statement; years alone are among them."""
    statement = window.statement
    there = [(link, q) for link in window.links for q in counted(link.part)]
    free = [(link, q) for link, q in there if not any(compare(s, q) in {"same", "rounded"} for s in counted(statement))]
    for quantity in statement.quantities:
        yield Fact(quantity.span, "number", _number(quantity, window, there, free))


_Found = Sequence[tuple[Links, Quantity]]


def _number(  # noqa: PLR0911 - one case after the other reads best
    quantity: Quantity, window: Window, there: _Found, free: _Found
) -> State:
    held = [(link, q) for link, q in there if compare(quantity, q) in {"same", "rounded"}]
    rivals = [(link, q) for link, q in free if compare(quantity, q) == "differs"]
    if held:
        if _of_another_year(quantity, window, held):
            return "otherwise"
        if quantity.kind == "year" and _dates_a_number(int(quantity.value), window):
            return "held"
        near, far = ([(link, q.span) for link, q in found] for found in (held, rivals))
        if not _of_its_year(quantity, window, held) and displaced(quantity.span, near, far):
            return "otherwise"
        return "held" if any(compare(quantity, q) == "same" for _, q in held) else "doubtful"
    if quantity.kind == "year":
        return _year(int(quantity.value), window)
    if rivals:
        return "otherwise"
    soft = quantity.kind in {"times", "ordinal"} or quantity.vague or _in_words(quantity, window.statement)
    return "doubtful" if soft else "absent"


_SOFT_COUNT = 10
"""Up to here a number in words may count what the source lists: « les deux entreprises »."""


def _in_words(quantity: Quantity, statement: Analysed) -> bool:
    written = statement.text[quantity.span.start : quantity.span.end]
    return quantity.kind == "count" and quantity.value <= _SOFT_COUNT and not any(c.isdigit() for c in written)


def _years_apart(quantity: Quantity, window: Window, held: _Found) -> tuple[int | None, set[int]]:
    ours = year_of(window.statement, quantity.span, window)
    theirs = {year for link, q in held if (year := year_of(link.part, q.span, window)) is not None}
    return ours, theirs


def _of_another_year(quantity: Quantity, window: Window, held: _Found) -> bool:
    if quantity.kind in {"year", "decade", "century", "ordinal", "label"}:
        return False
    ours, theirs = _years_apart(quantity, window, held)
    return ours is not None and bool(theirs) and ours not in theirs


def _of_its_year(quantity: Quantity, window: Window, held: _Found) -> bool:
    ours, theirs = _years_apart(quantity, window, held)
    return ours is not None and ours in theirs and quantity.kind != "year"


def _dates_a_number(year: int, window: Window) -> bool:
    """Whether a number of the statement is of that year both there and in the window."""
    for quantity in window.statement.quantities:
        if quantity.kind != "year" and year_of(window.statement, quantity.span, window) == year:
            for link in window.links:
                same = [q for q in counted(link.part) if compare(quantity, q) in {"same", "rounded"}]
                if any(year_of(link.part, q.span, window) == year for q in same):
                    return True
    return False


def _year(year: int, window: Window) -> State:
    inside = {*years_of(window.parts), *relative_years(window)}
    if year in inside:
        return "held"
    if inside:
        return "otherwise"
    around = years_of(list(window.around))
    return "around" if year in around or (window.date is not None and window.date.year == year) else "absent"


def dates(window: Window) -> Iterator[Fact]:
    """The dates of the statement of which more than a year is written."""
    there = [(link, d) for link in window.links for d in link.part.dates]
    years = [*years_of(window.parts), *relative_years(window)]
    if not years:
        years = years_of(list(window.around)) + ([window.date.year] if window.date else [])
    for date in window.statement.dates:
        yield Fact(date.span, "date", _date(date, window, there, years))


def _date(date: Date, window: Window, there: Sequence[tuple[Links, Date]], years: Sequence[int]) -> State:
    agreement: Agreement = dates_agree(date, [d for _, d in there], years)
    if agreement == "same":
        agree = [date.agrees(d) for _, d in there]
        held = [(link, d.span) for (link, d), own in zip(there, agree, strict=True) if own]
        others = [
            (link, d.span) for (link, d), own in zip(there, agree, strict=True)
            if not own and d.parts.keys() & date.parts.keys() and not any(s.agrees(d) for s in window.statement.dates)
        ]  # fmt: skip
        return "otherwise" if displaced(date.span, held, others) else "held"
    if agreement in {"rounded", "differs"}:
        return "doubtful" if agreement == "rounded" else "otherwise"
    around = [d for part in window.around for d in part.dates]
    if window.date is not None:
        around.append(of_day(window.date))
    if dates_agree(date, around, years) == "same":
        return "around"
    return "doubtful" if date.parts.keys() <= {"weekday", "season"} else "absent"
