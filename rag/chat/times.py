"""Years and periods in questions: « en 2023 », "the year before", « au deuxième trimestre »."""

from __future__ import annotations

import re
from typing import NamedTuple

from rag.chat.lexicon import words
from rag.chat.reading import Read

_COUNTS = {
    "un": 1, "une": 1, "a": 1, "one": 1, "deux": 2, "two": 2, "trois": 3, "three": 3, "quatre": 4, "four": 4, "cinq": 5,
    "five": 5, "six": 6, "dix": 10, "ten": 10,
}  # fmt: skip
_COUNT = rf"(?P<count>{'|'.join(_COUNTS)}|\d{{1,2}})"
_BEFORE = (
    r"l'(?:annee|an|exercice) (?:d'avant|precedente?)|the (?:year|one) (?:before|prior)(?: that)?|"
    r"the (?:previous|prior|preceding) year"
)
_AFTER = r"l'(?:annee|an) (?:d'apres|suivante?)|the year after(?: that)?|the (?:following|next) year"
_SAME = r"cette annee-la|la meme annee|the same year|that (?:same )?year"
_LAST = r"l'an(?:nee)? (?:dernier|derniere|passee?)|(?:the )?(?:last|past) year"
_NEXT = r"l'an(?:nee)? (?:prochain|prochaine)|next year"
_RELATIVE = re.compile(
    rf"\b(?:(?P<before>{_BEFORE})|(?P<after>{_AFTER})|(?P<same>{_SAME})|(?P<last>{_LAST})|(?P<next>{_NEXT})|"
    rf"{_COUNT} (?:ans?|annees?|years?) (?:(?P<earlier>plus tot|avant|auparavant|earlier|before|prior)|"
    r"(?P<later>plus tard|apres|later|after)))\b"
)
_ORDINALS = (
    r"premier|premiere|1er|1re|deuxieme|second|seconde|2e|troisieme|3e|quatrieme|4e|dernier|derniere|first|third|fourth|"
    r"last|1st|2nd|3rd|4th"
)
_PERIOD = re.compile(
    rf"\b(?:(?:{_ORDINALS}) (?:trimestre|semestre|quarter|half|moitie)|"
    r"(?:trimestre|semestre) (?:suivant|precedent|d'avant|d'apres)|(?:following|next|previous|prior|same) quarter|"
    r"quarter (?:before|after)|[qts][1-4])\b"
)
_ADVERB = re.compile(
    r"(?:et |and )?(?:(?:juste |right |just )?(?:avant|apres|before|after)(?: (?:cela|ca|that|this|then))?|ensuite|"
    r"depuis(?: (?:lors|cela))?|maintenant|aujourd'hui|actuellement|plus tard|puis|enfin|plus tot|afterwards?|then|"
    r"later|now|today|currently|since(?: then)?|next|earlier|previously|recently|recemment|hier|demain|yesterday|"
    r"tomorrow)"
)
_DAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
_MONTHS = (
    "january|february|april|june|july|august|september|october|november|december|janvier|fevrier|avril|juin|juillet|aout|"
    "septembre|octobre|novembre|decembre|(?<=in )(?:march|may)|(?<=en )(?:mars|mai)|(?<=\\d )(?:mars|mai|march|may)"
)
_CALENDAR = re.compile(rf"\b(?:(?P<day>(?:{_DAYS})s?)|(?P<month>{_MONTHS}))\b")


def calendar(low: str) -> list[tuple[int, int, str]]:
    """Days of the week and months by name, with which of the two each is."""
    return [(*match.span(), match.lastgroup or "") for match in _CALENDAR.finditer(low)]


EARLY = words("debut fin mi milieu early late mid beginning end start")
"""Before a year: « début 2024 »."""


class Relative(NamedTuple):
    """A year that is told by another. `offset`: years after that one; `from_now`: said of the present, if alone."""

    start: int
    end: int
    offset: int
    from_now: bool


def relatives(low: str) -> list[Relative]:
    """The relative years of a text, as `flat` writes it."""
    found = []
    for match in _RELATIVE.finditer(low):
        count = match["count"]
        many = 1 if count is None else _COUNTS.get(count) or int(count)
        back = any(match[name] for name in ("before", "last", "earlier"))
        offset = 0 if match["same"] else -many if back else many
        found.append(Relative(*match.span(), offset, bool(match["last"] or match["next"])))
    return found


def base_year(question: Read, answer: Read) -> int | None:
    """The year that is spoken of: the last of the question, else the first of the answer."""
    if question.years:
        return int(question.years[-1].text)
    return int(answer.years[0].text) if answer.years else None


def said_year(read: Read) -> str:
    """The last year of a text with what is said of it: "early 2024", « fin 2023 »; "" where there is none."""
    if not read.years:
        return ""
    year = read.years[-1]
    index = read.tokens.index(year)
    start = read.tokens[index - 1].start if index and read.tokens[index - 1].low in EARLY else year.start
    return read.text[start : year.end]


def periods(low: str) -> list[tuple[int, int]]:
    """Quarters and halves of years, without the words before them."""
    return [match.span() for match in _PERIOD.finditer(low)]


def is_adverb(low: str) -> bool:
    """Whether a text is a word of time alone: « ensuite », "before that"."""
    return bool(_ADVERB.fullmatch(low))


def time_spans(read: Read) -> list[tuple[int, int]]:
    """Everything in a text that says a time, in order, each without the preposition before it."""
    found = [(start, end) for start, end, _ in calendar(read.low)]
    found += [
        *periods(read.low),
        *((r.start, r.end) for r in relatives(read.low)),
        *((t.start, t.end) for t in read.years),
    ]
    return sorted(found)


def said_times(read: Read) -> str:
    """The periods and years of a question as it writes them: « premier trimestre 2025 »."""
    return " ".join(read.text[start:end] for start, end in time_spans(read))
