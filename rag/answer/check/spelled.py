"""Numbers written in words: « deux cent cinquante mille », "twenty-first", « quatre-vingt-dix-neuf », "a thousand"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from rag.text.fold import fold
from rag.types import Span

_ONES = {
    "fr": "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize",
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen",
}
_TENS = {
    "fr": {"vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "septante": 70,
           "huitante": 80, "octante": 80, "nonante": 90},
    "en": {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
           "ninety": 90},
}  # fmt: skip
_SCALES = {
    "fr": {"cent": 100, "cents": 100, "mille": 10**3, "million": 10**6, "millions": 10**6, "milliard": 10**9,
           "milliards": 10**9},
    "en": {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12},
}  # fmt: skip
_ARTICLES = {"fr": {"un": 1, "une": 1}, "en": {"a": 1, "an": 1, "one": 1}}
"""Numbers only before a scale: « un million », "a hundred"."""
_JOINTS = {"fr": "et", "en": "and"}
_TOO_LARGE = 10**20
"""As many digits as a number in digits may have."""
_BARE = frozenset({"cent", "mille", "hundred", "thousand"})
"""Scales that stand alone in one of the languages: « mille habitants ». The others follow a number or an article."""
_IRREGULAR = {
    "fr": {"premier": 1, "premiere": 1, "premiers": 1, "premieres": 1, "second": 2, "seconde": 2, "cinquieme": 5,
           "neuvieme": 9},
    "en": {"first": 1, "second": 2, "third": 3, "fifth": 5, "eighth": 8, "ninth": 9, "twelfth": 12},
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
_GAP = re.compile(r"[ \u00a0\u202f]|[-‑]")


@dataclass(frozen=True, slots=True)
class Spelled:
    """A number in words at its place."""

    span: Span
    value: int
    ordinal: bool = False


def spelled(text: str, language: str) -> list[Spelled]:
    """Those of a text in their order; none in a language other than French and English.

    A lone « un », "one" or "a" is no number here, and « neuf » is one only before a plural: it is "new" as well.
    """
    return [found for run in _runs(text, language) if (found := _read(text, run, language))]


@dataclass(frozen=True, slots=True)
class _Word:
    folded: str
    span: Span


def _runs(text: str, language: str) -> Iterator[list[_Word]]:
    """Number words that stand next to each other."""
    known = _known(language)
    run: list[_Word] = []
    for match in _WORD.finditer(text) if known else ():
        word = _Word(fold(match.group()), Span(*match.span()))
        if run and not _GAP.fullmatch(text, run[-1].span.end, word.span.start):
            yield run
            run = []
        if word.folded in known or (run and word.folded == _JOINTS[language]):
            run.append(word)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _read(text: str, run: list[_Word], language: str) -> Spelled | None:
    """The number of a run; what does not add up to one is cut off."""
    run = _trimmed(run, language)
    if not run or (len(run) == 1 and _alone(text, run[0], language)):
        return None
    ordinal = run[-1].folded in _ordinals(language)
    if ordinal and run[0].span.start and text[run[0].span.start].isupper():
        return None  # "Premier League", « la Seconde Guerre mondiale »
    value = _value(run, language)
    return None if value is None else Spelled(Span(run[0].span.start, run[-1].span.end), value, ordinal)


def _trimmed(run: list[_Word], language: str) -> list[_Word]:
    joint, first = _JOINTS[language], _beginning(run, language)
    last = first + 1
    while last < len(run) and _goes_on(run[last - 1].folded, run[last].folded, language):
        last += 1
    while last > first and (run[last - 1].folded == joint or run[last - 1].folded in {"a", "an"}):
        last -= 1
    return run[first:last]


def _beginning(run: Sequence[_Word], language: str) -> int:
    """Where the number of a run begins: not with « et », nor with an article before what is no scale."""
    joint, articles, scales = _JOINTS[language], _ARTICLES[language], _SCALES[language]
    end = len(run)
    while end and (run[end - 1].folded == joint or run[end - 1].folded in {"a", "an"}):
        end -= 1
    for place in range(end):
        name = run[place].folded
        # « un deux-pièces »: an article before what is no scale begins no number.
        lone = name in articles and place + 1 < end and run[place + 1].folded not in scales
        if name != joint and not lone:
            return place
    return end


def _goes_on(word: str, after: str, language: str) -> bool:
    """Whether two neighbours can be of one number: "twenty three" are, "two three" are not."""
    ones, tens, scales = _ones(language), _TENS[language], _SCALES[language]
    ordinals = _ordinals(language)
    if word in ordinals:
        return False
    if after in scales or word in scales or _JOINTS[language] in (word, after):
        return True
    value = ordinals.get(after, ones.get(after, 0))
    if language == "fr" and ((word == "dix" and 7 <= value <= 9) or (word == "quatre" and after.startswith("vingt"))):
        return True
    return word in tens and 0 < value < 20


def _alone(text: str, word: _Word, language: str) -> bool:
    """Whether a single word is more likely no number."""
    name = word.folded
    if name in _ARTICLES[language] or (name in _SCALES[language] and not (language == "fr" and name in _BARE)):
        return True
    if name == "neuf":
        following = _WORD.match(text, word.span.end + 1)
        return not following or following.group()[-1] not in "sx"
    return False


def _value(run: list[_Word], language: str) -> int | None:
    """What the words add up to; None where that is more than anybody counts to: « cent cent cent… »."""
    values = {**_ones(language), **_TENS[language], **_ordinals(language), **_ARTICLES[language]}
    total = current = 0
    for word in run:
        name = word.folded
        if name == _JOINTS[language]:
            continue
        if (scale := _scale(name, language)) is None:
            fourscore = language == "fr" and current % 100 == 4 and name.startswith("vingt")
            current += 76 + values[name] - 20 if fourscore else values[name]
        elif scale == 100:
            current = max(current, 1) * 100
        else:
            total += max(current, 1) * scale
            current = 0
        if current >= _TOO_LARGE:
            return None
    return total + current


def _scale(name: str, language: str) -> int | None:
    scales = _SCALES[language]
    if name in scales:
        return scales[name]
    base = name.removesuffix("ieme") if language == "fr" else name.removesuffix("th")
    return next((v for word, v in scales.items() if base != name and base == word.rstrip("e")), None)


@cache
def _ones(language: str) -> dict[str, int]:
    return {name: value for value, name in enumerate(_ONES[language].split())}


@cache
def _ordinals(language: str) -> dict[str, int]:
    """Of the ones, the tens and the scales."""
    cardinals = {**_ones(language), **_TENS[language], **_SCALES[language]}
    if language == "fr":
        regular = {name.rstrip("e") + "ieme": value for name, value in cardinals.items() if name not in {"un", "zero"}}
        return {**regular, "unieme": 1, **_IRREGULAR["fr"]}
    regular = {(name[:-1] + "ieth" if name.endswith("y") else name + "th"): value for name, value in cardinals.items()}
    for wrong in ("oneth", "zeroth", "twoth", "threeth", "fiveth", "eightth", "nineth", "twelveth"):
        regular.pop(wrong)
    return {**regular, **_IRREGULAR["en"]}


@cache
def _known(language: str) -> frozenset[str]:
    if language not in _ONES:
        return frozenset()
    tables = (_ones(language), _TENS[language], _SCALES[language], _ordinals(language), _ARTICLES[language])
    return frozenset(name for table in tables for name in table)
