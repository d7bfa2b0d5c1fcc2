"""Dates of publication, in the ways that articles state them."""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate_to_datetime

from rag.errors import DocumentError
from rag.ingest.read.base import words

_FRENCH = words("janvier février mars avril mai juin juillet août septembre octobre novembre décembre")
_ENGLISH = words("january february march april may june july august september october november december")
_MONTHS: dict[str, int] = {name: number for names in (_FRENCH, _ENGLISH) for number, name in enumerate(names, 1)}
_MONTHS |= {"fevrier": 2, "aout": 8, "decembre": 12, "sept": 9, "janv": 1, "févr": 2, "fév": 2, "avr": 4, "juil": 7}
_MONTHS |= {"déc": 12, "nov": 11, "oct": 10}
_MONTHS |= {name[:3]: number for number, name in enumerate(_ENGLISH, 1)}

_MONTH = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_YEAR = r"(?P<year>[12]\d{3})"
_DAY = r"(?P<day>\d{1,2})(?:er|st|nd|rd|th)?"
_ISO = re.compile(r"(?<![\d-])(?P<year>[12]\d{3})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)")
_IN_NAME = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d{2})([-_.])(?P<month>\d{2})\2(?P<day>\d{2})(?!\d)")
_WORDS = (
    re.compile(rf"\b{_DAY}[ \u00a0]+{_MONTH},?[ \u00a0]+{_YEAR}\b", re.IGNORECASE),
    re.compile(rf"\b{_MONTH}[ \u00a0]+{_DAY},?[ \u00a0]+{_YEAR}\b", re.IGNORECASE),
)
_SLASHES = re.compile(r"^(\d{1,2})[/.](\d{1,2})[/.]([12]\d{3})$")
_BESIDE = re.compile(
    r"""\b(?:(?:lun|mar|mercre|jeu|vendre|same)di|dimanche|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?
    |publiée?|parue?|postée?|modifiée?|mise?|jour|ligne|en|date|de|publication|le|à|du
    |published|posted|updated|last|modified|issued|released?|version|at|on
    |\d{1,2}\ ?[:h]\ ?(?:\d{2})?(?:\ ?[ap]m)?|utc|gmt|cest|cet|e[ds]?t|p[ds]?t|paris)\b""",
    re.IGNORECASE | re.VERBOSE,
)
"""What may stand beside the date in a line that is there to give it."""

_BYLINE = re.compile(r"^\W*(?:[Pp]ar|[Bb]y|[ÉéEe]crit par|[Ww]ritten by)\s+[^\W\d_a-z]")

TOP_LINES = 20
TOP_LINE_CHARACTERS = 100


def _build(match: re.Match[str]) -> dt.date | None:
    month = match["month"].lower()
    try:
        return dt.date(int(match["year"]), _MONTHS.get(month) or int(month), int(match["day"]))
    except ValueError:
        return None


def find_date(text: str) -> tuple[dt.date, tuple[int, int]] | None:
    """The first date written out in a line, and the span of it."""
    for pattern in (_ISO, *_WORDS):
        match = pattern.search(text)
        date = _build(match) if match else None
        if match and date:
            return date, match.span()
    return None


def date_in_name(stem: str) -> dt.date | None:
    """The date in a file name such as "2025-04-30-llamacon"."""
    match = _IN_NAME.search(stem)
    return _build(match) if match else None


def parse_date(value: str) -> dt.date | None:
    """The day that a date or a moment stands for: ISO 8601, RFC 2822, words, or day and month in a clear order."""
    value = value.strip()
    try:
        return dt.datetime.fromisoformat(value).date()
    except ValueError:
        pass
    match = _ISO.match(value) or next((m for p in _WORDS if (m := p.search(value))), None)
    if match:
        return _build(match)
    slashes = _SLASHES.match(value)
    if slashes:
        return _in_order(*map(int, slashes.groups()))
    try:
        return parsedate_to_datetime(value).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _in_order(first: int, second: int, year: int) -> dt.date | None:
    """30/04/2025 and 04/30/2025 can be told apart; 04/05/2025 cannot, and is refused rather than guessed."""
    if first <= 12 and second <= 12 and first != second:
        return None
    day, month = (first, second) if second <= 12 else (second, first)
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def stated_date(value: str) -> dt.date | None:
    """The date that an author gave; None for "". Raises DocumentError (`date_bad`) for one that cannot be read."""
    if not value.strip():
        return None
    date = parse_date(value)
    if date is None:
        raise DocumentError("date_bad", value=value.strip()[:80])
    return date


def date_line(text: str) -> dt.date | None:
    """The date of a line near the top of a text that holds hardly anything else ("Publié le 30 avril 2025").

    A sentence that happens to have a date in it does not count: it may tell of any day in history.
    """
    for line in text.split("\n", TOP_LINES)[:TOP_LINES]:
        found = find_date(line) if len(line) <= TOP_LINE_CHARACTERS else None
        if not found:
            continue
        date, (start, end) = found
        if all(_only_beside(part) or _BYLINE.match(part) for part in (line[:start], line[end:])):
            return date
    return None


def _only_beside(text: str) -> bool:
    return not any(map(str.isalnum, _BESIDE.sub("", text)))
