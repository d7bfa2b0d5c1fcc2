"""Whether a source's quantity or date is the one that a statement gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from rag.answer.check.dates import Date
from rag.answer.check.quantities import Quantity
from rag.types import Span

Agreement = Literal["same", "rounded", "differs", "unlike"]
"""`rounded`: the statement's is the source's with fewer digits. `unlike`: the two do not count the same thing."""

_NOWHERE = Span(0, 0)
_EXACT = 1e-8
_CONVERTED = 0.04
"""Units turned into each other are rounded: 10 kilometres and 6.2 miles, « quinze jours » and "two weeks"."""
_SHARE = 0.012
"""Of a whole: a third and 33 %, two thirds and 66 %."""
_ABOUT = 0.1
_BEYOND = 2.0
"""What is over 100 may be up to twice that much."""
_LOOSE = frozenset({
    frozenset(pair) for pair in (
        ("count", "money"), ("count", "measure"), ("count", "year"), ("count", "label"),
        ("count", "clock"), ("count", "times"), ("count", "decade"), ("label", "year"), ("label", "ordinal"),
        ("century", "ordinal"), ("clock", "measure"), ("share", "times"),
    )
})  # fmt: skip
"""Kinds of which one may be the other with its unit left out: equal numbers are the same, others are unlike."""


class Comparison:
    """The quantities of a source, each but once for all its places, held against those of a statement."""

    def __init__(self, sources: Sequence[Quantity]) -> None:
        self._places: dict[Quantity, list[int]] = {}
        for number, source in enumerate(sources):
            self._places.setdefault(replace(source, span=_NOWHERE), []).append(number)
        self._known: dict[Quantity, dict[Agreement, list[int]]] = {}

    def that(self, stated: Quantity, *agreements: Agreement) -> list[int]:
        """Which of the source's quantities agree with the statement's in one of these ways, in their order."""
        bare = replace(stated, span=_NOWHERE)
        if (known := self._known.get(bare)) is None:
            known = self._known[bare] = {}
            for source, places in self._places.items():
                known.setdefault(compare(stated, source), []).extend(places)
        return sorted(place for agreement in agreements for place in known.get(agreement, ()))


def compare(stated: Quantity, source: Quantity) -> Agreement:
    """What the source's quantity says of the statement's."""
    if stated.kind != source.kind:
        return _across(stated, source)
    if stated.kind in {"measure", "money"} and stated.unit and source.unit and stated.unit != source.unit:
        if {stated.unit, source.unit} == {"celsius", "fahrenheit"}:
            return "same" if abs(_celsius(stated) - _celsius(source)) <= 1 else "differs"
        return "differs" if stated.kind == "money" else "unlike"
    return _values(stated, source)


def _across(stated: Quantity, source: Quantity) -> Agreement:  # noqa: PLR0911 - a list of cases
    """Of different kinds: a century holds its years, and a number may have lost its unit."""
    if {stated.bound, source.bound} == {"more", "less"} and _equal(stated.number, source.number):
        return "differs"
    if source.kind == "year" and stated.kind in {"century", "decade"}:
        year = int(source.value)
        whole = (year - 1) // 100 + 1 if stated.kind == "century" else year // 10 * 10
        return "same" if whole in (stated.value, stated.value + 1900) else "unlike"
    if {stated.kind, source.kind} == {"clock", "measure"}:
        clock, measure = (stated, source) if stated.kind == "clock" else (source, stated)
        return "same" if measure.unit == "time" and clock.value * 60 == measure.value else "unlike"
    if {stated.kind, source.kind} == {"clock", "count"}:
        clock, count = (stated, source) if stated.kind == "clock" else (source, stated)
        return "same" if clock.value % 720 == count.value * 60 % 720 else "unlike"
    if {stated.kind, source.kind} == {"measure", "count"}:
        return "same" if _equal(stated.number, source.number) else "unlike"
    if frozenset({stated.kind, source.kind}) in _LOOSE:
        agreement = _values(stated, source)
        return agreement if agreement in {"same", "rounded"} else "unlike"
    return "unlike"


def _celsius(quantity: Quantity) -> float:
    return quantity.value if quantity.unit == "celsius" else (quantity.value - 32) / 1.8


def _equal(one: float, other: float, tolerance: float = _EXACT) -> bool:
    return abs(one - other) <= tolerance * max(abs(one), abs(other), 1e-9)


def _values(stated: Quantity, source: Quantity) -> Agreement:  # noqa: PLR0911 - a list of cases
    value, other = stated.value, source.value
    if stated.vague or source.vague:
        return _ranges(stated, source)
    if stated.bound in {"more", "less"} and source.bound in {"more", "less"} and stated.bound != source.bound:
        return "differs"
    if stated.kind == "share":
        same = abs(value - other) < 1e-9 or (min(stated.step, source.step) >= 0.01 and _fraction(stated, source))
    else:
        tolerance = _CONVERTED if stated.kind == "measure" and stated.step != source.step else _EXACT
        same = _equal(value, other, tolerance)
    if same:
        return "same"
    if stated.bound == "more":
        return "same" if value < other <= _BEYOND * value else "differs"
    if stated.bound == "less":
        return "same" if value / _BEYOND <= other < value else "differs"
    if stated.bound == "about":
        return "same" if _equal(value, other, _ABOUT) else "differs"
    rounds = stated.step > source.step and abs(value - other) <= stated.step / 2 * (1 + _EXACT)
    return "rounded" if rounds and stated.kind not in {"ordinal", "year", "label"} else "differs"


def _fraction(stated: Quantity, source: Quantity) -> bool:
    """A third is 33 %: one of the two is no whole number of hundredths."""
    parts = (stated.value * 100, source.value * 100)
    return any(abs(p - round(p)) > 1e-6 for p in parts) and abs(stated.value - source.value) <= _SHARE


def _ranges(stated: Quantity, source: Quantity) -> Agreement:
    low, high = max(stated.value, source.value), min(max(stated.value, stated.most), max(source.value, source.most))
    if low > high:
        return "differs"
    return "same" if stated.vague else "rounded"  # "dozens" does not say 40


def dates_agree(stated: Date, others: Sequence[Date], years: Sequence[int]) -> Agreement:
    """What a source with these dates, and these years beside them, says of a statement's date."""
    near: Agreement = "unlike"
    for other in others:
        if stated.agrees(other):
            missing = stated.parts.keys() - other.parts.keys()
            if "season" in missing and other.month is not None:
                missing -= {"season"}
            if not missing or (missing == {"year"} and stated.year in years) or missing == {"weekday"}:
                return "same"
            if missing == {"year"} and years:
                near = "differs"
            elif near == "unlike" and missing == {"year"}:
                near = "rounded"
        elif stated.parts.keys() & other.parts.keys():
            near = "differs"
    if near == "unlike" and set(stated.parts) == {"year"}:
        return "same" if stated.year in years else "differs" if years else "unlike"
    return near
