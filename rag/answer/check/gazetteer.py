"""Places, peoples, institutions and persons that French and English call by different names.

Countries and most capitals come from the CLDR (by Babel); the rest is the table `names.tsv` beside this file.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from rag.answer.check.flat import flat
from rag.types import Span

_WORD = re.compile(r"[^\W\d_]+")
_LANGUAGES = ("fr", "en")
_WITHIN = {"EN": "GB", "SC": "GB", "WA": "GB", "NI": "GB"}
_SHORTEST = 3
"""Letters of an acronym above which it may be written like a word."""
_SHARED_IDS = frozenset({"country", "people", "continent", "river"})
"""Classes whose second column is the id itself: « Chine », « chinois » are one. Of the others it is a country."""


@dataclass(frozen=True, slots=True)
class Concept:
    """What a name stands for. `within` is the country of a city, a region or an institution, or ""."""

    id: str
    kind: str
    within: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A name of the gazetteer at its place in a text. `kind` is that of the form: a people is a country too."""

    span: Span
    concept: Concept
    kind: str


@dataclass(frozen=True, slots=True)
class _Form:
    """A way to write a name: its words as `flat` makes them. `exact` has them as they must be written, or ""."""

    words: tuple[str, ...]
    concept: Concept
    kind: str
    capital: bool
    exact: str


def known_names(text: str, language: str) -> list[Known]:
    """The names of the gazetteer in a text, longest first where they overlap, in their order."""
    forms = _forms(language if language in _LANGUAGES else "en")
    words = [(m.group(), m.span()) for m in _WORD.finditer(text)]
    plain = [flat(word) for word, _ in words]
    found: list[Known] = []
    place = 0
    while place < len(words):
        form = next((f for f in forms.get(plain[place], ()) if _stands(f, words, plain, place, text)), None)
        if form is None:
            place += 1
            continue
        last = place + len(form.words)
        found.append(Known(Span(words[place][1][0], words[last - 1][1][1]), form.concept, form.kind))
        place = last
    return found


def _stands(form: _Form, words: list[tuple[str, tuple[int, int]]], plain: list[str], place: int, text: str) -> bool:
    last = place + len(form.words)
    own = plain[place:last]
    if len(own) < len(form.words) or not all(_same(w, f, form) for w, f in zip(own, form.words, strict=True)):
        return False
    if form.exact:
        written = "".join(word for word, _ in words[place:last])
        return written == form.exact or (_pronounced(form) and written == form.exact.capitalize())
    if form.capital and not words[place][0][0].isupper():
        return False
    gaps = (text[words[i][1][1] : words[i + 1][1][0]] for i in range(place, last - 1))
    return all(len(gap) <= 2 and "\n" not in gap for gap in gaps)


def _pronounced(form: _Form) -> bool:
    """Whether an acronym may be written as a word: « Otan », "Unesco"; "Who" is another word."""
    return len(form.exact) > _SHORTEST and len(form.words) == 1


def _same(word: str, wanted: str, form: _Form) -> bool:
    return word == wanted or (form.kind == "people" and word in {wanted + "s", wanted + "es"})


@cache
def _forms(language: str) -> dict[str, tuple[_Form, ...]]:
    """The forms by their first word, those of most words first."""
    table: dict[str, list[_Form]] = defaultdict(list)
    for kind, concept, names in _rows(language):
        for name in names:
            form = _form(name, concept, kind, language)
            keys = [form.words[0]]
            if kind == "people" and len(form.words) == 1:
                keys += [form.words[0] + "s", form.words[0] + "es"]
            for key in keys:
                table[key].append(form)
    return {key: tuple(sorted(forms, key=lambda f: -len(f.words))) for key, forms in table.items()}


def _form(name: str, concept: Concept, kind: str, language: str) -> _Form:
    words = tuple(_WORD.findall(name))
    joined = "".join(words)
    exact = joined if joined.isupper() else ""
    small = name[0].islower() or (kind == "people" and language == "fr")
    return _Form(tuple(map(flat, words)), concept, kind, not small, exact)


def _rows(language: str) -> Iterator[tuple[str, Concept, list[str]]]:
    column = 2 + _LANGUAGES.index(language)
    text = resources.files(__package__).joinpath("names.tsv").read_text(encoding="utf-8")
    named = set()
    for number, line in enumerate(text.splitlines()):
        if line and not line.startswith(("#", "word\t")):
            cells = line.split("\t")
            kind, where, names = cells[0], cells[1], cells[column].split("|")
            if kind in _SHARED_IDS:
                concept = Concept(where, "country" if kind == "people" else kind, _WITHIN.get(where, ""))
                named.add(where)
            else:
                concept = Concept(f"{kind} {number}", kind, where)
            yield kind, concept, names
    yield from _of_cldr(language)


@cache
def _same_words() -> dict[str, str]:
    text = resources.files(__package__).joinpath("names.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t")[2:] for line in text.splitlines() if line.startswith("word\t")]
    return {flat(form): flat(row[1].split("|")[0]) for row in rows for cell in row for form in cell.split("|")}


def one_spelling(word: str) -> str:
    """A word of a name, as `flat` makes it, in the spelling that stands for all of them: « poutine » is "putin"."""
    return _same_words().get(word, word)


def _of_cldr(language: str) -> Iterator[tuple[str, Concept, list[str]]]:
    from babel import Locale
    from babel.core import get_global

    locale = Locale(language)
    for code, name in locale.territories.items():
        if len(code) == 2 and code.isalpha() and code not in {"EU", "UN", "ZZ", "EZ"}:
            concept = Concept(code, "country", _WITHIN.get(code, ""))
            yield "country", concept, [name.removeprefix("R.A.S. chinoise de ")]
    for zone, country in get_global("zone_territories").items():
        if "/" in zone and not zone.startswith(("Etc/", "Antarctica/")) and len(country) == 2:
            # A locale names only those cities that it does not call by the zone's own name.
            city = locale.time_zones.get(zone, {}).get("city") or zone.rpartition("/")[2].replace("_", " ")
            yield "city", Concept(f"zone {zone}", "city", country), [city]
