"""The facts of a statement, each held against a window: its numbers, dates and names."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from rag.answer.check.align import Links
from rag.answer.check.amounts import Agreement, Comparison, compare, dates_agree
from rag.answer.check.analysed import Analysed
from rag.answer.check.anchors import year_of
from rag.answer.check.dates import Date, of_day
from rag.answer.check.places import Place
from rag.answer.check.quantities import Quantity
from rag.answer.check.relative import relative_days, relative_years
from rag.answer.check.window import Window, counted, years_of
from rag.types import Span

Kind = Literal["name", "number", "date"]
State = Literal["held", "around", "doubtful", "absent", "otherwise"]
"""Of a fact: in the window; in what stands around it; perhaps; not there; the window has another in its place."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of the statement at its place, and whether the window has it.

    `held` are the places where it has it, `rivals` those of others of its kind that the statement does not have.
    `sure`: whether there is more than nearness to say that one of these is its place. `soft`: whether a source that has
    it need not say it so: « les deux entreprises » of two that are named.
    """

    span: Span
    kind: Kind
    state: State
    held: Sequence[Place] = ()
    rivals: Sequence[Place] = ()
    sure: bool = False
    soft: bool = False


def numbers(window: Window) -> Iterator[Fact]:
    """The quantities of the statement; years alone are among them."""
    statement = window.statement
    there = [(link, q) for link in window.links for q in counted(link.part)]
    compared = Comparison([q for _, q in there])
    stated = {place for quantity in counted(statement) for place in compared.that(quantity, "same", "rounded")}
    dated = cache(lambda: _dated(window, there, compared))
    for quantity in statement.quantities:
        alike = [there[i] for i in compared.that(quantity, "same", "rounded")]
        rivals = [there[i] for i in compared.that(quantity, "differs") if i not in stated]
        held = alike
        if any(q.kind == quantity.kind for _, q in rivals) and quantity.kind in _UNITED:
            # Beside "four hours" a 3 is "three hours" only perhaps.
            held = [(link, q) for link, q in alike if q.kind == quantity.kind]
        places, others = ([Place(link, q.span) for link, q in found] for found in (held, rivals))
        sure = bool(held) and (
            _of_its_year(quantity, window, held) or (quantity.kind == "year" and int(quantity.value) in dated())
        )
        state = _number(quantity, window, held, rivals)
        if state in {"otherwise", "absent"} and (alike or _elided(quantity, [q for _, q in there])):
            state = "doubtful"
        yield Fact(quantity.span, "number", state, places, others, sure, _soft(quantity, statement))


_UNITED = frozenset({"measure"})
_Found = Sequence[tuple[Links, Quantity]]


def _number(quantity: Quantity, window: Window, held: _Found, rivals: _Found) -> State:
    if held:
        exact = any(compare(quantity, q) == "same" for _, q in held)
        return "held" if exact and not _of_another_year(quantity, window, held) else "doubtful"
    if quantity.kind == "year":
        return _year(int(quantity.value), window)
    if _lasted(quantity, window) or _between(quantity, rivals):
        return "doubtful"
    if rivals:
        return "otherwise"
    return "doubtful" if _soft(quantity, window.statement) else "absent"


def _soft(quantity: Quantity, statement: Analysed) -> bool:
    return quantity.kind in {"times", "ordinal"} or quantity.vague or _in_words(quantity, statement)


_SCALES = 1e3, 1e6, 1e9, 1e12


def _elided(quantity: Quantity, source: Sequence[Quantity]) -> bool:
    """Whether a bare number of the source may be this one without its scale, which another has: « sur les 12 milliards
    annoncés, 1,1 a été engagé ».
    """
    bare = [q.value for q in source if q.kind == "count" and q.value < _SCALES[0]]
    scales = [s for s in _SCALES if any(q.value >= s and q.step >= s / 1000 and q.kind != "year" for q in source)]
    return any(abs(b * s - quantity.value) <= 1e-6 * quantity.value for b in bare for s in scales if b)


_YEAR = 365.25 * 86400


def _lasted(quantity: Quantity, window: Window) -> bool:
    """Whether so many years lie between two that are named: "after twelve years" of 2011 and 2023."""
    if quantity.unit != "time" or quantity.value < _YEAR * 0.99:
        return False
    length = quantity.value / _YEAR
    most = length * 2 if quantity.bound == "more" else length + 1
    named = sorted({*years_of(window.parts), *years_of([window.statement]), *years_of(list(window.around))})
    return _apart(named, length - 1.01, most + 0.01)


def _between(quantity: Quantity, rivals: _Found) -> bool:
    """Whether it is the difference of two that the source gives: "45 million less", of 160 and 115 million."""
    given = sorted(q.value for _, q in rivals if (q.kind, q.unit) == (quantity.kind, quantity.unit) and not q.vague)
    return _apart(given, quantity.value * (1 - 1e-6), quantity.value * (1 + 1e-6))


def _apart(numbers: Sequence[float], least: float, most: float) -> bool:
    """Whether two of these numbers, which ascend, are between so much and so much apart."""
    nearest = ((n, bisect_left(numbers, n + least, place + 1)) for place, n in enumerate(numbers))
    return any(at < len(numbers) and numbers[at] <= n + most for n, at in nearest)


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
    if quantity.kind in {"year", "decade", "century", "ordinal", "label"} or quantity.unit == "time":
        return False
    ours, theirs = _years_apart(quantity, window, held)
    return ours is not None and bool(theirs) and ours not in theirs


def _of_its_year(quantity: Quantity, window: Window, held: _Found) -> bool:
    ours, theirs = _years_apart(quantity, window, held)
    return ours is not None and ours in theirs and quantity.kind != "year"


def _dated(window: Window, there: _Found, compared: Comparison) -> set[int]:
    """The years that a number of the statement is of both there and in the window."""
    found: set[int] = set()
    for quantity in window.statement.quantities:
        year = year_of(window.statement, quantity.span, window)
        if quantity.kind != "year" and year is not None and year not in found:
            same = (there[i] for i in compared.that(quantity, "same", "rounded"))
            found |= {year} & {year_of(link.part, q.span, window) for link, q in same}
    return found


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
    meant = relative_days(window)
    years = [*years_of(window.parts), *relative_years(window)]
    if not years:
        years = years_of(list(window.around)) + ([window.date.year] if window.date else [])
    for date in window.statement.dates:
        held = [Place(link, d.span) for link, d in there if date.agrees(d)]
        rivals = [
            Place(link, d.span) for link, d in there
            if not date.agrees(d) and d.parts.keys() & date.parts.keys()
            and not any(s.agrees(d) for s in window.statement.dates)
        ]  # fmt: skip
        yield Fact(date.span, "date", _date(date, window, [*(d for _, d in there), *meant], years), held, rivals)


def _date(date: Date, window: Window, there: Sequence[Date], years: Sequence[int]) -> State:
    agreement: Agreement = dates_agree(date, there, years)
    if agreement == "same":
        return "held"
    if agreement in {"rounded", "differs"}:
        return "doubtful" if agreement == "rounded" else "otherwise"
    around = [d for part in window.around for d in part.dates]
    if window.date is not None:
        around.append(of_day(window.date))
    if dates_agree(date, around, years) == "same":
        return "around"
    return "doubtful" if date.parts.keys() <= {"weekday", "season"} else "absent"
