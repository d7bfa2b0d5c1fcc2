"""Years that a text means without writing them: « l’an dernier », "a year earlier"."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection

from rag.answer.check.dates import Date, of_day
from rag.answer.check.flat import flat
from rag.answer.check.window import Window, years_of

_FROM_NOW = (
    (-1, r"l'an(?:nee)? (?:dernier|derniere|passe|passee)\b|\blast year\b"),
    (0, r"\bcette annee\b|\bthis year\b|\baujourd'hui\b|\btoday\b|\bhier\b|\byesterday\b"),
    (1, r"l'an(?:nee)? (?:prochain|prochaine)\b|\bnext year\b"),
    (-2, r"\bil y a deux ans\b|\btwo years ago\b"),
)
_FROM_THERE = (
    (-1, r"\bun an (?:plus tot|auparavant|avant)\b|\bl'annee (?:precedente|d'avant)\b|\b(?:a|"
         r"one) year (?:earlier|before)\b|"
     r"\bthe (?:previous|preceding|prior) year\b|\bthe year before\b"),
    (1, r"\bun an (?:plus tard|apres)\b|\bl'annee (?:suivante|d'apres)\b|\b(?:a|one) year later\b|"
     r"\bthe (?:following|next) year\b|\bthe year after\b"),
    (-2, r"\bdeux ans (?:plus tot|auparavant)\b|\btwo years (?:earlier|before)\b"),
    (2, r"\bdeux ans (?:plus tard|apres)\b|\btwo years later\b"),
)  # fmt: skip
_DAYS = (
    (1, re.compile(r"\b(?:the )?(?:next|following) (?:day|morning|evening|night)\b|\b(?:a|one) day later\b|"
                   r"\blendemain\b|"
                   r"\b(?:le jour suivant|un jour plus tard|des le jour suivant)\b")),
    (-1, re.compile(r"\b(?:the )?(?:day|night|evening) before\b|\bthe (?:previous|preceding) (?:day|evening|night)\b|"
                    r"\b(?:a|one) day earlier\b|\bla veille\b|\ble jour precedent\b|\bun jour plus tot\b")),
)  # fmt: skip
_NOW = tuple((shift, re.compile(pattern)) for shift, pattern in _FROM_NOW)
_THERE = tuple((shift, re.compile(pattern)) for shift, pattern in _FROM_THERE)


def relative_years(window: Window) -> list[int]:
    """The years that the window means: from its article's date, and from the years that it and what is around names."""
    text = " ".join(flat(part.text) for part in window.parts)
    return shifted_years(text, years_of(window.parts), window)


def relative_days(window: Window) -> list[Date]:
    """The days that the window means by "the next day", of the days that it and what is around it name."""
    text = " ".join(flat(part.text) for part in window.parts)
    shifts = [shift for shift, pattern in _DAYS if pattern.search(text)]
    named = [d for part in (*window.parts, *window.around) for d in part.dates] if shifts else []
    return [day for shift in shifts for date in named if (day := _shifted(date, shift, window))]


def _shifted(date: Date, days: int, window: Window) -> Date | None:
    years = [date.year] if date.year else years_of(window.parts)[:1] or ([window.date.year] if window.date else [])
    if date.month is None or date.day is None or not years:
        return None
    try:
        day = dt.date(years[0], date.month, date.day) + dt.timedelta(days)
    except (ValueError, OverflowError):  # the 30th of February, written by somebody
        return None
    return of_day(day)


def shifted_years(plain: str, named: Collection[int], window: Window) -> list[int]:
    """Those that a stretch of text, as `flat` makes it, means, where `named` are the years that stand beside it."""
    meant: list[int] = []
    if window.date is not None:
        meant += [window.date.year + shift for shift, pattern in _NOW if pattern.search(plain)]
    shifts = [shift for shift, pattern in _THERE if pattern.search(plain)]
    if shifts and not named:
        named = years_of(list(window.around)) or ([window.date.year] if window.date else [])
    return meant + [year + shift for year in dict.fromkeys(named) for shift in shifts]
