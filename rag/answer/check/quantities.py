"""The quantities of a text: what is counted, how much, and how exactly, the same in French and in English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rag.answer.check.flat import flat
from rag.answer.check.idioms import Idiom, idioms, vague_amounts
from rag.answer.check.spelled import spelled
from rag.answer.check.taken import Taken
from rag.answer.check.units import Bound, Kind, Unit, bound_of, million_after, sign_before, unit_after
from rag.text.numbers import numeric, read_numeric, roman_value
from rag.types import Span


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number at its place.

    `value` is in the base of its unit: euros, seconds, metres, minutes after midnight; of a share 1 is the whole.
    `step` is the last place that it is written to: 0.01 billion for "41.39 billion". `most` is above `value` where it
    may be anything in between: "dozens" is 20 to 99. `number` is what is written, whatever it counts.
    """

    span: Span
    value: float
    kind: Kind = "count"
    unit: str = ""
    bound: Bound = ""
    step: float = 1.0
    most: float = 0.0
    number: float = 0.0

    @property
    def vague(self) -> bool:
        """Whether it is a range and no number."""
        return self.most > self.value


def quantities(text: str, language: str, taken: Sequence[Span] = ()) -> list[Quantity]:
    """Those of a text in their order. `taken` are the places of dates, whose numbers are no quantities."""
    plain = flat(text)
    used = Taken(taken)
    read = (
        *(_fixed(plain, idiom) for idiom in idioms(plain)),
        *(_measured(text, plain, number) for number in _numbers(text, plain, language)),
        *(_fixed(plain, idiom) for idiom in vague_amounts(plain)),
    )
    found = [quantity for quantity in read if used.take(quantity.span)]
    return _ranges(plain, sorted(found, key=lambda q: q.span))


def _fixed(plain: str, idiom: Idiom) -> Quantity:
    bound = idiom.bound or bound_of(plain, *idiom.span)
    return Quantity(idiom.span, idiom.value, idiom.unit.kind, idiom.unit.name, bound, idiom.step, idiom.most)


# numbers, in digits and in words


@dataclass(frozen=True, slots=True)
class _Number:
    span: Span
    value: float
    ordinal: bool = False
    digits: str = ""


_ORDINAL = re.compile(r"(?:ers?|res?|nde?|e|eme|st|nd|rd|th)\b")
_MOST_DIGITS = 20
_REGNAL = re.compile(r"(?<=[^\W\d_]{3}[ \u00a0])(?=[IVX])(X{0,3}(?:IX|IV|V?I{0,3}))(?<![ \u00a0]I)(?!\w)")
"""« Louis XIV », "World War II"; not the pronoun "I"."""


def _numbers(text: str, plain: str, language: str) -> Iterator[_Number]:
    position = 0
    pattern = re.compile(numeric(language), re.VERBOSE)
    while match := pattern.search(text, position):
        meanings, position = read_numeric(match, language)
        for meaning in meanings:
            start, end = meaning.span
            if meaning.kind == "month" or len(meaning.value) > _MOST_DIGITS or meaning.value.count(".") > 1:
                continue  # versions and addresses are words
            suffix = _ORDINAL.match(plain, end)
            ordinal = match["roman"] is not None or suffix is not None
            digits = "" if match["roman"] is not None else plain[start:end]
            yield _Number(Span(start, suffix.end() if suffix else end), float(meaning.value), ordinal, digits)
    for roman in _REGNAL.finditer(text):
        yield _Number(Span(*roman.span(1)), float(roman_value(roman[1])), ordinal=True)
    for word in spelled(text, language):
        yield _Number(word.span, float(word.value), word.ordinal)


_SHORT_SCALE = re.compile(r" ?(k|mn|m|bn|b|tn|t)\b")
_SHORT = {"k": 1e3, "m": 1e6, "mn": 1e6, "b": 1e9, "bn": 1e9, "t": 1e12, "tn": 1e12}
_AND_A_HALF = re.compile(r" (?:et demie?|and a half)\b")
_YEARS = re.compile(r"\bannees $")
_LABELLED = re.compile(r"[^\W\d_][\w&.]*[ -]$")
_ONES = {"century", "quarter", "half"}


def _measured(text: str, plain: str, number: _Number) -> Quantity:
    """A number with its unit."""
    (start, end), value = number.span, number.value
    step = _step(number)
    unit: Unit | None = None
    if sign := sign_before(plain, start):
        unit, start = sign
        if scale := _SHORT_SCALE.match(plain, end):
            value, step, end = value * _SHORT[scale[1]], step * _SHORT[scale[1]], scale.end()
    elif (millions := million_after(plain, end)) is not None:
        value, step, end = value * 1e6, step * 1e6, millions
    half = _AND_A_HALF.match(plain, end)
    after = unit_after(plain, half.end() if half else end)
    if unit is None and after is not None:
        unit, end = after
        half = half or _AND_A_HALF.match(plain, end)
    if half is not None:
        value, end = value + 0.5, max(end, half.end())
    bound = bound_of(plain, start, end)
    if number.ordinal and (unit is None or unit.kind not in _ONES):
        return Quantity(number.span, value, "ordinal", number=value)
    if unit is not None:
        factor = unit.factor
        return Quantity(Span(start, end), value * factor, unit.kind, unit.name, bound, step * factor, number=value)
    return Quantity(Span(start, end), value, _bare_kind(text, plain, number), "", bound, step, number=value)


def _step(number: _Number) -> float:
    """The last place that a number is written to."""
    digits = int("".join(c for c in number.digits if c.isdigit()) or 0) or round(number.value)
    if not digits:
        return 1.0
    step = number.value / digits
    if step == 1 and digits >= 1000:
        step = 10.0 ** (len(str(digits)) - len(str(digits).rstrip("0")))
    return step


def _bare_kind(text: str, plain: str, number: _Number) -> Kind:
    start, value = number.span.start, number.value
    tens = value % 10 == 0 and (20 <= value < 100 or 1000 <= value < 2100)
    if tens and _YEARS.search(plain, max(0, start - 8), start):
        return "decade"
    if len(number.digits) == 4 and number.digits.isdigit() and 1000 <= value < 2100:
        return "year"
    before = _LABELLED.search(text, max(0, start - 24), start)
    if number.digits and before and before.group()[0].isupper() and (before.start() > 0 or before.group().isupper()):
        return "label"
    return "count"


# ranges: « 60 à 65 milliards »

_BETWEEN = re.compile(r" ?(?:-|a|to|et|and|ou|or) ?(?:[€$£¥₹])?")


def _ranges(plain: str, found: Sequence[Quantity]) -> list[Quantity]:
    """The first number of a range gets the unit and the scale that stand after the second."""
    made = list(found)
    for place, (first, second) in enumerate(pairwise(found)):
        if first.vague or second.vague or not _BETWEEN.fullmatch(plain, first.span.end, second.span.start):
            continue
        if first.kind == "money" and second.kind == "count":  # "$60-65bn"
            made[place + 1] = replace(second, kind="money", unit=first.unit)
        alike = first.kind == "count" or first.kind == made[place + 1].kind == "money"
        if alike and second.kind in {"share", "money", "measure", "count", "times"}:
            made[place] = _alike(first, made[place + 1])
    return made


def _alike(first: Quantity, second: Quantity) -> Quantity:
    factor = {"share": 0.01}.get(second.kind, 1.0)
    if second.kind == "measure" and second.step:
        factor = second.step if first.step == 1 and second.step != 1 else 1.0
    scale = next((s for s in (1e12, 1e9, 1e6, 1e3) if second.value >= s), 1.0)
    if second.kind in {"money", "count"} and first.value < 1000 <= scale * first.value and second.step > first.step:
        factor = scale
    return replace(
        first, value=first.value * factor, kind=second.kind, unit=second.unit, step=first.step * factor,
        bound=first.bound or second.bound,
    )  # fmt: skip
