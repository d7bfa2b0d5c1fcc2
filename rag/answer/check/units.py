"""What stands beside a number and says what it counts: units, currencies, approximations, in French and in English.

All patterns are for text as `flat` makes it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NamedTuple

Bound = Literal["", "about", "more", "less"]
Kind = Literal[
    "count", "share", "money", "measure", "ordinal", "year", "label", "times", "century", "decade", "quarter", "half",
    "clock",
]  # fmt: skip


class Unit(NamedTuple):
    """`kind` of quantity, `name` of its base (a currency, a dimension), and how many of these one is."""

    kind: Kind
    name: str = ""
    factor: float = 1.0


_DAY = 86400.0
_WORDS: dict[Unit, str] = {
    Unit("money", "dollar"): "dollar dollars usd",
    Unit("money", "euro"): "euro euros eur",
    Unit("money", "pound"): "sterling gbp quid",
    Unit("money", "yen"): "yen yens jpy",
    Unit("money", "yuan"): "yuan yuans renminbi cny rmb",
    Unit("money", "franc"): "franc francs chf",
    Unit("money", "rouble"): "rouble roubles ruble rubles",
    Unit("money", "rupee"): "rupee rupees roupie roupies",
    Unit("money", "won"): "wons",
    Unit("money", "peso"): "peso pesos",
    Unit("money", "zloty"): "zloty zlotys",
    Unit("money", "crown"): "couronne couronnes crown crowns krona kronor krone kroner koruna",
    Unit("money", "dirham"): "dirham dirhams",
    Unit("money", "dinar"): "dinar dinars",
    Unit("money", "real"): "reais",
    Unit("money", "rand"): "rands",
    Unit("money", "shekel"): "shekel shekels",
    Unit("money", "forint"): "forint forints",
    Unit("money", "riyal"): "riyal riyals rial rials",
    Unit("money", "hryvnia"): "hryvnia hryvnias",
    Unit("money", "lira"): "lira liras",
    Unit("money", "naira"): "naira nairas",
    Unit("measure", "time"): "seconde secondes seconds",
    Unit("measure", "time", 60): "minute minutes min",
    Unit("measure", "time", 3600): "heure heures hour hours",
    Unit("measure", "time", _DAY): "jour jours journee journees day days",
    Unit("measure", "time", 7 * _DAY): "semaine semaines week weeks",
    Unit("measure", "time", 30.44 * _DAY): "mois month months",
    Unit("measure", "time", 365.25 * _DAY): "an ans annee annees year years",
    Unit("measure", "time", 3652.5 * _DAY): "decennie decennies decade decades",
    Unit("measure", "time", 36525 * _DAY): "siecles centuries",
    Unit("measure", "length", 0.001): "millimetre millimetres millimeter millimeters mm",
    Unit("measure", "length", 0.01): "centimetre centimetres centimeter centimeters cm",
    Unit("measure", "length"): "metre metres meter meters m",
    Unit("measure", "length", 1000): "kilometre kilometres kilometer kilometers km kms",
    Unit("measure", "length", 1609.34): "mile miles",
    Unit("measure", "length", 0.3048): "foot feet ft",
    Unit("measure", "length", 0.0254): "inch inches pouces",
    Unit("measure", "length", 0.9144): "yard yards",
    Unit("measure", "mass", 0.001): "gramme grammes gram grams",
    Unit("measure", "mass"): "kilogramme kilogrammes kilogram kilograms kilo kilos kg",
    Unit("measure", "mass", 1000): "tonne tonnes tons ton",
    Unit("measure", "mass", 1e6): "kilotonne kilotonnes kt",
    Unit("measure", "mass", 1e9): "megatonne megatonnes mt",
    Unit("measure", "mass", 1e12): "gigatonne gigatonnes gt",
    Unit("measure", "volume"): "litre litres liter liters",
    Unit("measure", "volume", 3.785): "gallon gallons",
    Unit("measure", "area", 10_000): "hectare hectares ha",
    Unit("measure", "area", 4046.86): "acre acres",
    Unit("measure", "power"): "watt watts",
    Unit("measure", "power", 1e3): "kilowatt kilowatts kw",
    Unit("measure", "power", 1e6): "megawatt megawatts mw",
    Unit("measure", "power", 1e9): "gigawatt gigawatts gw",
    Unit("measure", "energy", 1e3): "kilowattheure kilowattheures kwh",
    Unit("measure", "energy", 1e6): "megawattheure megawattheures mwh",
    Unit("measure", "energy", 1e9): "gwh",
    Unit("measure", "energy", 1e12): "twh",
    Unit("measure", "data", 1e6): "mo mb megabyte megabytes megaoctet megaoctets",
    Unit("measure", "data", 1e9): "go gb gigabyte gigabytes gigaoctet gigaoctets",
    Unit("measure", "data", 1e12): "tb terabyte terabytes teraoctet teraoctets",
    Unit("times"): "fois times fold",
    Unit("century"): "siecle century",
    Unit("quarter"): "trimestre quarter",
    Unit("half"): "semestre half",
}
_SIGNS = {"€": "euro", "$": "dollar", "£": "pound", "¥": "yen", "₹": "rupee"}
_PHRASES: tuple[tuple[re.Pattern[str], Unit], ...] = tuple(
    (re.compile(pattern), unit)
    for pattern, unit in (
        (r" ?%|[ -](?:pour ?cents?|per ?cent|pct)\b", Unit("share", "", 0.01)),
        (r"[ -](?:points? de pourcentage|percentage points?)\b", Unit("share", "", 0.01)),
        (r"[ -](?:points? de base|basis points?|bps)\b", Unit("share", "", 0.0001)),
        (r" ?(?:km/h|kmh)\b| kilometres (?:a l'heure|par heure)\b| kilomet(?:er|re)s (?:per|an) hour\b",
         Unit("measure", "speed")),
        (r" ?mph\b| miles (?:per|an) hour\b", Unit("measure", "speed", 1.60934)),
        (r" ?(?:km2|km²)(?!\w)| (?:kilometres carres|square kilomet(?:er|re)s)\b", Unit("measure", "area", 1e6)),
        (r" ?(?:m2|m²)(?!\w)| (?:metres carres|square met(?:er|re)s)\b", Unit("measure", "area")),
        (r" square miles\b", Unit("measure", "area", 2.59e6)),
        (r" ?(?:m3|m³)(?!\w)| (?:metres cubes|cubic met(?:er|re)s)\b", Unit("measure", "volume", 1000)),
        (r" ?° ?f\b| degrees fahrenheit\b", Unit("measure", "fahrenheit")),
        (r" ?°(?: ?c\b)?| degres?\b| degrees?\b", Unit("measure", "celsius")),
        (r" (?:pounds?|livres) sterling\b"
         r"|(?:(?<=illion)|(?<=illions)|(?<=illiard)|(?<=illiards)) (?:pounds|de livres)\b", Unit("money", "pound")),
        (r" pounds?\b| lbs?\b", Unit("measure", "mass", 0.4536)),
    )
)  # fmt: skip
_AFTER = re.compile(r"(?:[ -](?:(?:de|of|us|u\.s\.|american|canadian|australian) )*(?:d')?|)([a-z]+)\b")
_SIGN_AFTER = re.compile(r" ?(?:us|ca|a)?([€$£¥₹])")
_SIGN_BEFORE = re.compile(r"(?:(?<![a-z])(?:us|ca|a|hk|c))?([€$£¥₹]) ?$")
_GLUED = frozenset({"m", "mm", "cm", "km", "kg", "ha", "kw", "mw", "gw", "kwh", "mwh", "gwh", "twh", "mo", "mb", "go",
                    "gb", "tb", "ft"})  # fmt: skip
"""Units that may follow the digits at once."""


def unit_after(text: str, end: int) -> tuple[Unit, int] | None:
    """The unit that follows a number which ends at `end`, and where it ends."""
    for pattern, unit in _PHRASES:
        if found := pattern.match(text, end):
            return unit, found.end()
    if found := _SIGN_AFTER.match(text, end):
        return Unit("money", _SIGNS[found[1]]), found.end()
    word = _AFTER.match(text, end)
    named = _units().get(word[1]) if word else None
    if not word or named is None or (word.start(1) == end and word[1] not in _GLUED):
        return None
    return named, word.end()


_MILLION = re.compile(r"m(?= (?:(?:us|american|canadian|australian) )?([a-z]+)\b)")
_COUNTED = (
    "people users customers clients subscribers passengers barrels shares viewers downloads visitors tourists copies "
    "votes voters inhabitants residents jobs workers employees homes households views accounts devices units vehicles "
    "cars doses patients children women men refugees tonnes tons"
)
"""What a number with an "m" counts by the million."""


def million_after(text: str, end: int) -> int | None:
    """Where the "m" of "310m zlotys" ends, which is no metre; None where there is none."""
    found = _MILLION.match(text, end)
    if not found:
        return None
    unit = _units().get(found[1])
    return found.end() if found[1] in _COUNTED.split() or (unit is not None and unit.kind == "money") else None


def sign_before(text: str, start: int) -> tuple[Unit, int] | None:
    """The currency whose sign stands before a number that begins at `start`, and where the sign begins."""
    found = _SIGN_BEFORE.search(text, max(0, start - 6), start)
    return (Unit("money", _SIGNS[found[1]]), found.start()) if found else None


@cache
def _units() -> dict[str, Unit]:
    return {word: unit for unit, words in _WORDS.items() for word in words.split()}


_BEFORE: dict[Bound, str] = {
    "more": "plus de|plus d'|au moins|more than|over|above|at least|upwards of|exceeds?|exceeded|exceeding|depass\\w+|"
    "au-dessus de|au-dela de|au-dela des|la barre des|superieure?s? a|greater than|in excess of|surpass\\w+|"
    "no less than|no fewer than|"
    "pas moins de|beyond",
    "less": "moins de|moins d'|sous|sous la barre de|sous la barre des|less than|fewer than|under|below|up to|"
    "jusqu'a|at most|au plus|no more than|pas plus de|"
    "inferieure?s? a|au-dessous de|en dessous de|within",
    "about": "environ|pres de|pres d'|about|around|roughly|approximately|nearly|almost|some|quelque|quelques|presque|"
    "autour de|a peu pres|close to|an estimated|estimee?s? a|de l'ordre de|quasi|quasiment|circa|ca|~|≈|"
    "just over|just under|un peu plus de|un peu moins de|a little over|a little under",
}
_BOUNDS = {
    bound: re.compile(rf"(?<!\w)(?:{words}) ?(?:(?:les?|la|the|an?|une?|us|u\.s\.) )*[€$£¥₹]?$")
    for bound, words in sorted(_BEFORE.items())
}
_BOUND_AFTER: dict[Bound, re.Pattern[str]] = {
    "about": re.compile(r" (?:environ|or so)\b"),
    "more": re.compile(r"\+(?!\d)| (?:ou plus|et plus|or more|and more)\b"),
    "less": re.compile(r" (?:ou moins|or less|or fewer)\b"),
}


def bound_of(text: str, start: int, end: int) -> Bound:
    """How exact a quantity at a span is said to be: "" exactly, about, more or less than it."""
    for bound, pattern in _BOUNDS.items():  # about first: "just over" is no "over"
        if pattern.search(text, max(0, start - 24), start):
            return bound
    return next((bound for bound, pattern in _BOUND_AFTER.items() if pattern.match(text, end)), "")
