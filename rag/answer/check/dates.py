"""The dates of a text, as much of each as is written: year, month, day, weekday; in French and in English."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from rag.answer.check.flat import flat
from rag.answer.check.taken import Taken
from rag.types import Span

_MONTHS = {
    "fr": "janvier|janv fevrier|fevr mars avril|avr mai juin juillet|juil aout septembre|sept octobre|oct novembre|nov "
    "decembre|dec",
    "en": "january|jan february|feb march|mar april|apr may june|jun july|jul august|aug september|sept|"
    "sep october|oct "
    "november|nov december|dec",
}
_DAYS = {
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "en": "monday tuesday wednesday thursday friday saturday sunday",
}
_SEASONS = {"fr": "printemps ete automne hiver", "en": "spring summer autumn|fall winter"}
_SEASON_MONTHS = ((3, 4, 5, 6), (6, 7, 8, 9), (9, 10, 11, 12), (12, 1, 2, 3))


@dataclass(frozen=True, slots=True)
class Date:
    """What is written of a date; None for what is not. `weekday` is 0 for Monday, `season` 0 for spring."""

    span: Span
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    season: int | None = None

    @property
    def parts(self) -> dict[str, int]:
        """Those that are written."""
        named = {
            "year": self.year,
            "month": self.month,
            "day": self.day,
            "weekday": self.weekday,
            "season": self.season,
        }
        return {name: value for name, value in named.items() if value is not None}

    def agrees(self, other: Date) -> bool:
        """Whether nothing in the two differs, though one may say more."""
        ours, theirs = self.parts, other.parts
        if self.season is not None and other.month is not None:
            return other.month in _SEASON_MONTHS[self.season] and self.year in (None, other.year)
        return all(theirs.get(name, value) == value for name, value in ours.items())


def of_day(day: dt.date) -> Date:
    """All that there is to a day; it stands nowhere."""
    return Date(Span(0, 0), day.year, day.month, day.day, day.weekday())


def dates(text: str, language: str) -> list[Date]:
    """Those of a text in their order. A year alone is no date here but a quantity."""
    if language not in _MONTHS:
        language = "en"
    plain = flat(text)
    found: list[Date] = []
    used = Taken()
    for pattern, order in _PATTERNS[language]:
        for match in pattern.finditer(plain):
            date = _date(match, language, order)
            if date is not None and used.take(date.span):
                found.append(date)
    return _shared(plain, sorted(found, key=lambda d: d.span))


def _date(match: re.Match[str], language: str, order: str) -> Date | None:
    groups = {name: value for name, value in match.groupdict().items() if value}
    month = _month(groups["month"], language) if "month" in groups else None
    if order == "numeric":
        month = int(groups["n"])
        if not 1 <= month <= 12 or (language == "en" and int(groups["day"]) <= 12 and "iso" not in groups):
            groups["day"], month = str(month), int(groups["day"])  # 4/29/2025
    day = int(groups["day"]) if "day" in groups else None
    if (month is not None and not 1 <= month <= 12) or (day is not None and not 1 <= day <= 31):
        return None
    weekday = _index(_DAYS[language], groups.get("weekday"))
    season = _index(_SEASONS[language], groups.get("season"))
    year = int(groups["year"]) if "year" in groups else None
    return Date(Span(*match.span()), year, month, day, weekday, season)


def _index(names: str, name: str | None) -> int | None:
    return next((i for i, own in enumerate(names.split()) if name in own.split("|")), None) if name else None


def _month(name: str, language: str) -> int:
    return 1 + next(i for i, own in enumerate(_MONTHS[language].split()) if name.rstrip(".") in own.split("|"))


# « du 3 au 5 mai » : the first day is in the same month

_TO = re.compile(r"(?<![\d.,])(?P<day>\d{1,2})(?:er|st|nd|rd|th)? ?(?:-|au|a|et|to|and|ou|or) ?(?:le |the )?$")


def _shared(plain: str, found: list[Date]) -> list[Date]:
    more = []
    for before, date in pairwise([None, *found]):
        floor = before.span.end if before else 0
        if date is not None and date.day is not None and date.month is not None:
            match = _TO.search(plain, max(floor, date.span.start - 14), date.span.start)
            if match and 1 <= int(match["day"]) <= 31:
                more.append(Date(Span(*match.span("day")), date.year, date.month, int(match["day"])))
    return sorted([*found, *more], key=lambda d: d.span)


def _names(words: str) -> str:
    return "|".join(sorted((w for part in words.split() for w in part.split("|")), key=len, reverse=True))


def _patterns(language: str) -> Iterator[tuple[re.Pattern[str], str]]:
    month = rf"(?P<month>(?:{_names(_MONTHS[language])}))\b\.?"
    weekday = rf"(?P<weekday>{_names(_DAYS[language])})"
    year = r"(?P<year>[12]\d{3})\b(?! ?%)"
    day = r"(?P<day>\d{1,2})(?:er|st|nd|rd|th)?"
    season = rf"(?P<season>{_names(_SEASONS[language])})"
    yield re.compile(r"(?<![\d-])(?P<iso>(?P<year>\d{4}))-(?P<n>\d{2})-(?P<day>\d{2})(?![\d-])"), "numeric"
    yield (
        re.compile(r"(?<![\d/.])(?P<day>\d{1,2})(?P<mark>[/.])(?P<n>\d{1,2})(?P=mark)(?P<year>\d{4})(?![\d/]|\.\d)"),
        "numeric",
    )
    if language == "fr":
        yield re.compile(rf"(?:\b{weekday} )?\b{day} {month}(?: {year})?"), "words"
        yield re.compile(rf"\b{month} {year}"), "words"
        lone = (
            r"(?:(?<=\ben )|(?<=\bde )|(?<=\bd')|(?<=\bdebut )|(?<=\bfin )|(?<=\bmi-)|(?<=\bdepuis )|(?<=\bmois de ))"
        )
    else:
        yield re.compile(rf"(?:\b{weekday},? )?\b{month} {day}\b(?!%|\d)(?:,? {year})?"), "words"
        yield re.compile(rf"(?:\b{weekday},? )?(?:the )?\b{day} (?:of )?{month}(?:,? {year})?"), "words"
        yield re.compile(rf"\b{month},? (?:of )?{year}"), "words"
        lone = (r"(?:(?<=\bin )|(?<=\bof )|(?<=\bsince )|(?<=\buntil )|(?<=\bby )|(?<=\blast )|(?<=\bnext )|"
                r"(?<=\bearly )|"
                r"(?<=\blate )|(?<=\bmid-)|(?<=\bfrom )|(?<=\bto )|(?<=\bthis ))")  # fmt: skip
    # « mars » and "may" are months only after a preposition; the others always are.
    seven = r"(?!sept\b)" if language == "fr" else ""  # « de sept mille »
    yield re.compile(lone + seven + rf"{month}(?!\w)"), "words"
    yield re.compile(rf"\b(?!mars\b|may\b|march\b|sept\b|dec\b|mar\b|jan\b|avr\b|oct\b|nov\b){month}(?!\w)"), "words"
    yield re.compile(rf"\b(?:{season})(?: (?:of |de )?{year})"), "words"
    yield re.compile(rf"\b{weekday}s?\b"), "words"


_PATTERNS = {language: tuple(_patterns(language)) for language in _MONTHS}
