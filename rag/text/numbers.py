"""Numbers and dates by what they mean, in their French and their English spellings.

« 41,39 milliards » and "41.39 billion" are both 41390000000, « 2 000 » and "2,000" both 2000; « le 29 avril 2025 » and
"April 29, 2025" are both the number 29, the fourth month and the number 2025.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

from rag.text.fold import fold
from rag.types import Span

_TOO_LONG = 40
"""Digits; a longer run is a key or noise, and stays as it is written."""

_SCALES = {
    "fr": {"cent": 2, "cents": 2, "mille": 3, "milliers": 3, "million": 6, "millions": 6, "milliard": 9,
           "milliards": 9, "billion": 12, "billions": 12, "md": 9, "mds": 9, "mrd": 9, "mrds": 9},
    "en": {"hundred": 2, "thousand": 3, "million": 6, "millions": 6, "billion": 9, "billions": 9, "trillion": 12,
           "trillions": 12, "bn": 9, "mn": 6, "tn": 12},
}  # fmt: skip
_LETTERS = {"k": 3, "K": 3, "M": 6}
"""Scales of one letter, which count right after the digits only: « 60 M€ », "500k"."""

# « un » and "one" are articles and pronouns more often than numbers, and « neuf » is "new" as well.
_UNITS = {
    "fr": "_ deux trois quatre cinq six sept huit _ dix onze douze treize quatorze quinze seize "
    "dix-sept dix-huit dix-neuf",
    "en": "_ two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen",
}
_TENS = {
    "fr": "vingt trente quarante cinquante soixante soixante-dix quatre-vingts quatre-vingt-dix",
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
}
_MONTHS = {
    "fr": "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "en": "january february march april may june july august september october november december",
}
_BESIDE_A_NUMBER = frozenset({"mars", "may", "march", "august"})
"""A planet, a verb, an adjective: a month only where a number stands next to it."""

Kind = Literal["number", "month"]


@dataclass(frozen=True, slots=True)
class Meaning:
    """A number or a month at its place; `value` is the same in both languages and in all spellings."""

    span: Span
    value: str
    kind: Kind = "number"


_THIN = "\u00a0\u202f\u2009"
_PATTERN = r"""
    (?P<iso> (?<![\d-]) \d{4}-\d{2}-\d{2} (?![\d-]) )
  | (?P<day> (?<![\d/.]) \d{1,2} (?P<mark>[/.]) \d{1,2} (?P=mark) \d{4} (?![\d/]|\.\d) )
  | (?P<roman> (?<!\w) [IVX]+ (?=(?:er|e|ème)\b) )
  | (?P<grouped> GROUPED )
  | (?P<plain> \d+ (?:[.,]\d+)* )
"""
_ANY_GROUPED = r"\d{1,3}(?:,\d{3}){2,}(?!,?\d) | \d{1,3}(?:\.\d{3}){2,}(?!\.?\d)"
_GROUPED = {
    # A plain space groups digits in French only; a single comma with three digits is a group in English only.
    "fr": rf"\d{{1,3}}(?:[\ {_THIN}]\d{{3}})+(?!\d)(?:,\d+)? | {_ANY_GROUPED}",
    "en": rf"\d{{1,3}}(?:(?:[{_THIN}]\d{{3}})+(?!\d)|(?:,\d{{3}})+(?!,?\d))(?:\.\d+)? | {_ANY_GROUPED}",
}
_SCALE = re.compile(rf"[ {_THIN}-]?([^\W\d_]+)")
_LETTER = re.compile(rf"[ {_THIN}]?([kKM])(?![^\W\d_])")
_JOINED = re.compile(r"-([^\W\d_]++(?:-[^\W\d_]++){0,2}+)(?!-[^\W\d_])")
"""« quatre-vingt-dix-neuf » has most parts: of a longer row each would look to its end."""
_BESIDE = re.compile(r"(?<!\d)\d{1,2}(?:er|st|nd|rd|th)?\s+$"), re.compile(r"\s+\d")
_ORDINAL = re.compile(r"(?:er|re|e|ème|st|nd|rd|th)\b")


@cache
def numeric(language: str) -> str:
    """The pattern, for `re.VERBOSE`, of what is written in digits or as a Roman ordinal."""
    return _PATTERN.replace("GROUPED", _GROUPED.get(language, _ANY_GROUPED))


def read_numeric(match: re.Match[str], language: str) -> tuple[list[Meaning], int]:
    """What a match of `numeric` means, and where in the text its reading ends."""
    text, start, end = match.string, match.start(), match.end()
    if (date := match["iso"] or match["day"]) is not None:
        return _date(date, start, language, iso=match["iso"] is not None), end
    if match["roman"] is not None:
        return [Meaning(Span(start, end), str(roman_value(match["roman"])))], _past(_ORDINAL, text, end)
    grouped = match["grouped"]
    value = match["plain"].replace(",", ".") if grouped is None else _grouped(grouped)
    if value.count(".") > 1 or len(value) > _TOO_LONG:  # a version, an address
        return [Meaning(Span(start, end), value)], end
    power, scaled = _scale(text, end, language)
    if scaled == end:
        return [Meaning(Span(start, end), _value(value))], _past(_ORDINAL, text, end)
    return [Meaning(Span(start, scaled), _value(value, power))], scaled


def read_word(text: str, span: Span, language: str) -> Meaning | None:
    """The number or month that a word, with what is joined to it by hyphens, stands for; None for another word."""
    name = fold(text[span.start : span.end])
    if month := _months(language).get(name):
        if name in _BESIDE_A_NUMBER and not (
            _BESIDE[0].search(text, max(0, span.start - 12), span.start) or _BESIDE[1].match(text, span.end)
        ):
            return None
        return Meaning(span, month, "month")
    known = _words(language)
    if name not in known:
        return None
    end = span.end
    joined = _JOINED.match(text, end)
    if joined and (longer := f"{name}-{fold(joined[1])}") in known:
        name, end = longer, joined.end()
    power, scaled = _scale(text, end, language)
    return Meaning(Span(span.start, scaled), _value(str(known[name]), power))


def _scale(text: str, end: int, language: str) -> tuple[int, int]:
    """The power of ten of the scale that follows, and where it ends: (0, end) where none does."""
    power = 0
    if letter := _LETTER.match(text, end):
        return _LETTERS[letter[1]], letter.end()
    scales = _SCALES.get(language, {})
    while power < _TOO_LONG and (word := _SCALE.match(text, end)) and (more := scales.get(word[1].casefold())):
        power, end = power + more, word.end()  # « deux cent mille », "two hundred thousand"
    return power, end


def _past(pattern: re.Pattern[str], text: str, end: int) -> int:
    found = pattern.match(text, end)
    return found.end() if found else end


def _grouped(digits: str) -> str:
    """Digits in groups as a decimal: what stands once and is not a group's mark opens the decimals."""
    marks = [c for c in digits if not c.isdigit()]
    whole, decimals = digits, ""
    if len(set(marks)) == 2:
        whole, _, decimals = digits.rpartition(marks[-1])
    return "".join(c for c in whole if c.isdigit()) + (f".{decimals}" if decimals else "")


def _value(digits: str, power: int = 0) -> str:
    number = format(Decimal(digits).scaleb(power), "f")
    return (number.rstrip("0").rstrip(".") if "." in number else number).lstrip("0") or "0"


def _date(written: str, start: int, language: str, *, iso: bool) -> list[Meaning]:
    parts = [(m.group(), Span(start + m.start(), start + m.end())) for m in re.finditer(r"\d+", written)]
    month = 0 if not iso and language == "en" else 1  # 4/29/2025 in American English, 29/04/2025 in French
    if not iso and not 1 <= int(parts[month][0]) <= 12:
        month = 1 - month
    return [
        Meaning(span, f"month {int(digits)}", "month") if i == month else Meaning(span, _value(digits))
        for i, (digits, span) in enumerate(parts)
    ]


def roman_value(letters: str) -> int:
    """Of I, V and X."""
    total = most = 0
    for value in ({"I": 1, "V": 5, "X": 10}[c] for c in reversed(letters)):
        most = max(most, value)  # of what follows
        total += -value if value < most else value
    return total


@cache
def _months(language: str) -> dict[str, str]:
    return {name: f"month {i}" for i, name in enumerate(_MONTHS.get(language, "").split(), 1)}


@cache
def _words(language: str) -> dict[str, int]:
    """2 to 99 in words, joined by hyphens."""
    if language not in _UNITS:
        return {}
    units = {name: i for i, name in enumerate(_UNITS[language].split(), 1) if name != "_"}
    found = dict(units)
    below = {**units, "un": 1, "one": 1, "neuf": 9}
    for i, tens in enumerate(_TENS[language].split(), 2):
        found[tens] = 10 * i
        stem = tens.removesuffix("s").removesuffix("-dix")
        base = 10 * (i - tens.endswith("-dix"))
        found |= {f"{stem}-{unit}": base + n for unit, n in below.items() if n < (20 if stem != tens else 10)}
    return found
