"""Quantities that are not a number and its unit: "half of", « une dizaine », "twice", "Q1", « les années 90 », 15 h 30.

All patterns are for text as `flat` makes it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rag.answer.check.units import Bound, Unit
from rag.types import Span


@dataclass(frozen=True, slots=True)
class Idiom:
    """See Quantity."""

    span: Span
    value: float
    unit: Unit
    bound: Bound = ""
    step: float = 1.0
    most: float = 0.0


_SHARE, _COUNT, _TIMES, _CLOCK = Unit("share"), Unit("count"), Unit("times"), Unit("clock")
_SMALL = {
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9,
    "dix": 10, "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10,
}  # fmt: skip
_LATE_HOURS = {"onze": 11, "douze": 12, "eleven": 11, "twelve": 12}
_PARTS = {"tiers": 3, "third": 3, "quart": 4, "quarter": 4, "cinquieme": 5, "fifth": 5, "sixieme": 6, "sixth": 6,
          "dixieme": 10, "tenth": 10}  # fmt: skip
_MULTIPLES = {"doubl": 2, "tripl": 3, "quadrupl": 4, "twice": 2, "thrice": 3, "halved": 0.5}
_ABOUT = {"dizaine": 10, "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "quarantaine": 40, "cinquantaine": 50,
          "soixantaine": 60, "centaine": 100, "millier": 1000}  # fmt: skip
_YEAR = 365.25 * 86400
_ONE = {"minute": 60.0, "hour": 3600.0, "heure": 3600.0, "week": 604_800.0, "semaine": 604_800.0,
        "month": 30.44 * 86400,
        "mois": 30.44 * 86400, "year": _YEAR, "an": _YEAR, "decade": 10 * _YEAR, "decennie": 10 * _YEAR,
        "century": 100 * _YEAR, "siecle": 100 * _YEAR}  # fmt: skip
_HALVES = {"million": 5e5, "milliard": 5e8, "billion": 5e8, "dozen": 6.0, "douzaine": 6.0}
_HALF_TIMES = {"hour": 1800.0, "heure": 1800.0, "century": 50 * _YEAR, "siecle": 50 * _YEAR, "day": 43200.0,
               "journee": 43200.0}  # fmt: skip
_RANGES = {
    "dizaines de milliers": (2e4, 99_999), "centaines de milliers": (2e5, 999_999), "dizaines de millions": (2e7, 99e6),
    "centaines de millions": (2e8, 999e6), "dizaines de milliards": (2e10, 99e9), "dizaines": (20, 99),
    "centaines": (200, 999), "milliers": (2000, 99_999), "millions": (2e6, 999e6), "milliards": (2e9, 999e9),
    "tens of thousands": (2e4, 99_999), "hundreds of thousands": (2e5, 999_999), "tens of millions": (2e7, 99e6),
    "hundreds of millions": (2e8, 999e6), "tens of billions": (2e10, 99e9), "dozens": (20, 99), "hundreds": (200, 999),
    "thousands": (2000, 99_999), "billions": (2e9, 999e9), "several hundred": (200, 999), "a few hundred": (200, 999),
    "several thousand": (2000, 99_999), "a few thousand": (2000, 99_999), "several million": (2e6, 99e6),
}  # fmt: skip
"""From the least to the most that such words are used for."""


def idioms(plain: str) -> Iterator[Idiom]:
    """Those of a text, which may overlap: what comes first counts."""
    yield from _read(plain, _READERS)


def vague_amounts(plain: str) -> Iterator[Idiom]:
    """Words like "dozens"; those that are the scale of a number are among them."""
    yield from _read(plain, _VAGUE_READERS)


def _span(match: re.Match[str]) -> Span:
    return Span(*match.span())


def _value(word: str) -> float:
    return float(_SMALL.get(word) or _LATE_HOURS.get(word) or word)


def _clock(match: re.Match[str]) -> Idiom | None:
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    noon = (match["noon"] or "").replace(".", "")
    if hour > 24 or minute > 59 or (noon and not 1 <= hour <= 12):
        return None
    if noon:
        hour = hour % 12 + (12 if noon == "pm" else 0)
    return Idiom(_span(match), 60.0 * hour + minute, _CLOCK)


def _told(match: re.Match[str]) -> Idiom | None:
    """« huit heures moins dix du soir », "ten to eight"."""
    parts = {name: value for name, value in match.groupdict().items() if value}
    hour, minute = _value(parts["hour"]), float(_MINUTES.get(parts["minute"], 0))
    if "before" in parts:
        hour, minute = hour - 1, 60 - minute
    late = parts.get("when", "") in {"soir", "apres-midi", "evening", "afternoon"}
    return Idiom(_span(match), 60 * (hour + (12 if late and hour < 12 else 0)) + minute, _CLOCK)


def _noon(match: re.Match[str]) -> Idiom:
    return Idiom(_span(match), 720.0 if match.group() in {"noon", "midi"} else 0.0, _CLOCK)


def _parts(match: re.Match[str]) -> Idiom:
    return Idiom(_span(match), _value(match["many"]) / _PARTS[match["part"]], _SHARE, step=0.01)


def _out_of(match: re.Match[str]) -> Idiom | None:
    some, whole = _value(match["some"]), _value(match["whole"])
    return Idiom(_span(match), some / whole, _SHARE, step=0.01) if some < whole else None


def _one_half(match: re.Match[str]) -> Idiom:
    return Idiom(_span(match), 0.5, _SHARE, step=0.01)


def _and_cents(match: re.Match[str]) -> Idiom:
    unit = Unit("money", "euro") if match["euro"] else Unit("measure", "length")
    return Idiom(_span(match), int(match["whole"]) + int(match["cents"]) / 100, unit, step=0.01)


def _of_a_point(match: re.Match[str]) -> Idiom:
    return Idiom(_span(match), 0.0025 if match["quarter"] else 0.005, _SHARE, step=0.0001)


def _half_a(match: re.Match[str]) -> Idiom:
    what = match["demi"] or match["half"]
    if what in _HALVES:
        return Idiom(_span(match), _HALVES[what], _COUNT, step=_HALVES[what])
    return Idiom(_span(match), _HALF_TIMES[what], Unit("measure", "time"), step=_HALF_TIMES[what])


def _one(match: re.Match[str]) -> Idiom:
    value = _ONE[match["one"]]
    return Idiom(_span(match), value * (1.5 if match["half"] else 1), Unit("measure", "time"), step=value)


def _quarter_hours(match: re.Match[str]) -> Idiom:
    return Idiom(_span(match), 900.0 * _value(match["many"]), Unit("measure", "time"), step=900.0)


def _multiple(match: re.Match[str]) -> Idiom:
    return Idiom(_span(match), _MULTIPLES[match["verb"] or match["adverb"]], _TIMES)


def _about(match: re.Match[str]) -> Idiom:
    value = float(_ABOUT[match["about"]])
    return Idiom(_span(match), value, _COUNT, "about", value / 10)


def _dozens(match: re.Match[str]) -> Idiom:
    return Idiom(_span(match), 12 * _value(match["many"]), _COUNT)


def _decade(match: re.Match[str]) -> Idiom:
    return Idiom(_span(match), float(match["long"] or match["short"]), Unit("decade"))


def _quarter(match: re.Match[str]) -> Idiom:
    return Idiom(_span(match), float(match["n"]), Unit("quarter"))


def _half_year(match: re.Match[str]) -> Idiom:
    return Idiom(_span(match), float(match["n"]), Unit("half"))


def _range(match: re.Match[str]) -> Idiom:
    least, most = _RANGES[match.group()]
    return Idiom(_span(match), least, _COUNT, most=most)


_Readers = tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Idiom | None]], ...]


_NUMBER = rf"(?:{'|'.join(sorted(_SMALL, key=len, reverse=True))}|\d{{1,3}})"
_PART = "|".join(_PARTS)
_MINUTES = {"cinq": 5, "dix": 10, "quart": 15, "vingt": 20, "vingt-cinq": 25, "demie": 30, "demi": 30, "five": 5,
            "ten": 10, "quarter": 15, "a quarter": 15, "twenty": 20, "twenty-five": 25, "half": 30}  # fmt: skip
_MINUTE = "|".join(sorted(_MINUTES, key=len, reverse=True))
_HOUR = rf"(?:{'|'.join(sorted(_SMALL, key=len, reverse=True))}|onze|douze|eleven|twelve|\d{{1,2}})"
_HALF = "|".join((*_HALVES, *_HALF_TIMES))
_READERS: _Readers = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (r"\b(?P<hour>\d{1,2}) ?h(?: ?(?P<minute>\d{2}))?\b(?P<noon>)", _clock),
        (r"\b(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))? ?(?P<noon>[ap]\.?m\b\.?)", _clock),
        (r"\b(?P<hour>\d{1,2}):(?P<minute>\d{2})\b(?!:)(?P<noon>)", _clock),
        (rf"\b(?P<hour>{_HOUR}) heures? (?:(?P<before>moins )(?:le )?|et )(?P<minute>{_MINUTE})\b"
         r"(?: (?:du |de l')(?P<when>matin|soir|apres-midi))?", _told),
        (rf"\b(?P<minute>{_MINUTE}) (?:(?P<before>to)|past) (?P<hour>{_HOUR})\b"
         r"(?: in the (?P<when>morning|evening|afternoon))?", _told),
        (r"\b(?:noon|(?<!du )(?<!le )midi|midnight|minuit)\b", _noon),
        (r"\b(?P<whole>\d{1,4}) ?(?:m|(?P<euro>euros?|€)) (?P<cents>\d{2})\b(?!\w| ?[%€$£]|[.,]\d)", _and_cents),
        (r"\b(?:un )?(?:demi-|(?P<quarter>quart de ))point(?: de pourcentage)?\b", _of_a_point),
        (r"\b(?:half|(?:a |one )?(?P<quarter>quarter)(?: of)?)[ -](?:an? )?(?:percentage )?point\b", _of_a_point),
        (rf"\b(?:une? )?demi-(?P<demi>{_HALF})\b|\bhalf[ -]an?[ -](?P<half>{_HALF})\b", _half_a),
        (rf"\b(?P<many>{_NUMBER}) (?:quarters? of an hour|quarts? d'heure)\b", _quarter_hours),
        (rf"\b(?P<many>{_NUMBER})[ -](?P<part>{_PART})s\b", _parts),
        (rf"\b(?P<many>{_NUMBER}) (?P<part>tiers|quart|cinquieme|sixieme|dixieme)\b", _parts),
        (rf"\b(?P<many>a|one)[ -](?P<part>{_PART}) of\b", _parts),
        (rf"\b(?P<some>(?!a\b){_NUMBER})(?: [a-z]+){{0,2}}? (?:sur|in|out of) (?P<whole>{_NUMBER})\b(?!\d)", _out_of),
        (r"\b(?:la |une )?moitie\b|(?<!first )(?<!second )\bhalf(?= (?:of|the|its|their|his|her|all|our)\b)|"
         r"(?:(?<=\bby )|(?<=\bone ))half\b", _one_half),
        (r"\b(?P<verb>doubl|tripl|quadrupl)(?:e|es|ed|er|ing|ees?|ent|a|ait)?\b|\b(?P<adverb>twice|thrice|halved)\b",
         _multiple),
        (rf"\b(?:une? |a )?(?P<about>{'|'.join(_ABOUT)})\b", _about),
        (rf"\b(?:une?|an?|one)[ -](?P<one>{'|'.join(_ONE)})\b(?P<half> et demie?\b| and a half\b)?", _one),
        (rf"\b(?P<many>{_NUMBER}) (?:douzaine|dozen)\b", _dozens),
        (r"\b(?P<long>\d{3}0)s\b|'(?P<short>\d0)s\b", _decade),
        (r"\b[tq](?P<n>[1-4])\b", _quarter),
        (r"\b[sh](?P<n>[12])\b", _half_year),
    )
)  # fmt: skip
_RANGE = "|".join(sorted(_RANGES, key=len, reverse=True))
_VAGUE_READERS: _Readers = ((re.compile(rf"(?<!\d )(?<!\d)\b(?:{_RANGE})\b"), _range),)


def _read(plain: str, readers: _Readers) -> Iterator[Idiom]:
    for pattern, read in readers:
        for match in pattern.finditer(plain):
            if (idiom := read(match)) is not None:
                yield idiom
