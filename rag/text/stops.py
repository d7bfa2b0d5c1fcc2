"""Whether a run of terminators ends a sentence: by the word before it and by what follows the white space after it."""

from __future__ import annotations

import re
from typing import NamedTuple

from rag.text.abbreviations import PARTICLES, STARTERS, kind_of

_OPENERS = re.compile(r"[«‹“„\"‘'(\[{¿¡*_`\s–—•-]{0,8}+")
_WORD = re.compile(r"[^\W\d_]+")
_QUOTES = frozenset('«‹“„"')
_APOSTROPHES = frozenset("'’")
_OPENING = frozenset('([{«“"‘')
_LISTING = frozenset(":;(")
_ELIDED = frozenset("LDCJSNMT")  # starters only with an apostrophe
_CONTINUES = frozenset(",;:)]}»›%.!?…")  # what no sentence begins with

_TOKEN_EXTRA = frozenset(".-‑'’°")
_TOKEN_MAX = 24
_NAME_BEFORE = frozenset("/@&=#_+-\\")  # "H&M.", "/etc.", "-A": part of a name or an option, no abbreviation

_IN_NAMES = str.maketrans("", "", ".-‑'’")

_ENUMERATOR = re.compile(r"\W{0,4}(?:\d{1,3}(?:\.\d{1,3}){0,4}|[IVXLC]{1,6}|[A-Za-z])")
_LABEL = re.compile(  # "Table 10.9. List of", "Article 3. Le juge": the number of what follows
    r"(?:Table|Tableau|Figure|Fig\.|Example|Exemple|Chapter|Chapitre|Section|Article|Annexe|Appendix|Step|Étape|Part|Partie)"
    r"[ \u00a0\u202f](?:\d{1,4}|[A-Z])(?:[.-]\d{1,4}){0,4}"
)
_ACRONYM = re.compile(r"(?:[^\W\d_]\.[-‑]?)+[^\W\d_]|Ph\.D")
_NUMERAL = re.compile(r"\d|[ivxIVXLC]+\b|[A-Z](?:\.|\d|\b)")
_NUMBER_NEXT = re.compile(r"\d{1,2}\.?[ \u00a0\u202f]?\d")
_UNIT_NUMBER = re.compile(r"\d[ \u00a0\u202f]?\Z")
_ERA = re.compile(r"\b(?:av|apr|avant|après)[.\s]+\Z")


class Stop(NamedTuple):
    """A run of terminators `text[start:end]` in the sentence that begins at `sentence`; `after` follows its quotes."""

    text: str
    sentence: int
    start: int
    end: int
    after: int


def ends_sentence(stop: Stop, following: int, limit: int) -> bool:
    """Whether the sentence ends there; `following` is where the next ink stands, `limit` where the block ends."""
    text = stop.text
    if following >= limit or text[following] in _CONTINUES or _aside(stop):
        return False
    openers = _OPENERS.match(text, following, limit)
    begin = openers.end() if openers else following
    if begin >= limit:
        return False
    quoted = not _QUOTES.isdisjoint(text[following:begin])
    low = _small(text, begin)
    run = text[stop.start : stop.end]
    if run == ".":
        return _full_stop_ends(stop, following, begin) and (not low or quoted or _ends_before_low(stop, begin))
    if "…" in run or ".." in run:
        return text[begin].isalpha() and not low
    return not low or quoted


def _small(text: str, begin: int) -> bool:
    """Whether a word in small letters stands here; "iOS" and "macOS" begin sentences too."""
    return text[begin].islower() and not any(map(str.isupper, text[begin : begin + 4].split(" ", maxsplit=1)[0]))


def _aside(stop: Stop) -> bool:
    """A terminator alone in brackets or quotes: "(!)", "[…]", "« ... »"."""
    if stop.after == stop.end:
        return False
    before = stop.text[max(stop.sentence, stop.start - 2) : stop.start].rstrip()
    return before[-1:] in _OPENING


def _full_stop_ends(stop: Stop, following: int, begin: int) -> bool:
    """Whether one full stop, which white space follows, is more than the mark of an abbreviation or a number."""
    text = stop.text
    if stop.start - stop.sentence <= _TOKEN_MAX and _numbered(text, stop.sentence, stop.start):
        return False
    at, word = _word_before(stop)
    if not word or text[max(0, at - 1) : at] in _NAME_BEFORE:
        return True
    if word.isdigit():
        return not _number_goes_on(text, at, word, begin)
    gap = text[stop.after : following]
    if gap in {"\u00a0", "\u202f"} and len(word) <= 4 and not _starter(text, begin):
        return False  # nobody keeps a sentence and the next from parting, but an abbreviation and its name
    return _word_ends(text, at, word, begin)


def _ends_before_low(stop: Stop, begin: int) -> bool:
    """Whether the stop ends a sentence though a small letter follows: "…the package. dpkg then reads it".

    It does after a word too long for an abbreviation, and at a line end after any word that is none; not after a
    closing quotation mark: `"Je pars." dit-il`.
    """
    _, word = _word_before(stop)
    if stop.after > stop.end or not word.translate(_IN_NAMES).isalpha():
        return False
    shortest = 3 if "\n" in stop.text[stop.after : min(begin, stop.after + 4)] else 5
    return len(word) >= shortest and begin - stop.after < 8


def _numbered(text: str, start: int, end: int) -> bool:
    """Whether all before the stop is a number, or a label with its number."""
    return bool(_ENUMERATOR.fullmatch(text, start, end) or _LABEL.fullmatch(text, start, end))


def _word_before(stop: Stop) -> tuple[int, str]:
    """Where the word before the stop begins and the word, without an elided article: "l’art" gives "art"."""
    text, at = stop.text, stop.start
    floor = max(stop.sentence, stop.start - _TOKEN_MAX)
    while at > floor and (text[at - 1].isalnum() or text[at - 1] in _TOKEN_EXTRA):
        at -= 1
    for place in range(stop.start - 1, at - 1, -1):
        if text[place] in _APOSTROPHES and stop.start - place > 3:  # "today’s", "don’t" are words as they stand
            return place + 1, text[place + 1 : stop.start]
    word = text[at : stop.start].lstrip(".-‑")
    return stop.start - len(word), word


def _number_goes_on(text: str, at: int, word: str, begin: int) -> bool:
    """The number of an item in a line ("ainsi : 1. Lire"), or the day of a spaced date ("30. 04. 2025")."""
    if len(word) > 2:
        return False
    listed = text[max(0, at - 3) : at].rstrip()[-1:] in _LISTING
    return listed or _NUMBER_NEXT.match(text, begin) is not None


def _word_ends(text: str, at: int, word: str, begin: int) -> bool:
    """Whether the sentence ends after the word at `at`, which may be an abbreviation."""
    match kind_of(word):
        case "title" | "inner":
            ends = word == "M" and _unit(text, at) and _starter(text, begin)
        case "etc":
            ends = not text[begin].isdigit() or text[begin - 1] == "["  # the number of a note comes next
        case "reference":
            ends = _NUMERAL.match(text, begin) is None
        case "either":
            ends = _starter(text, begin)
        case "word" if len(word) == 1 and word.isalpha():
            ends = _initial_ends(text, at, word, begin)
        case "word" if _ACRONYM.fullmatch(word):
            ends = _acronym_ends(text, at, word, begin)
        case "word":
            ends = True
    return ends


def _acronym_ends(text: str, at: int, word: str, begin: int) -> bool:
    if word.endswith(("J.-C", "J.C")) and _ERA.search(text, max(0, at - 8), at):
        return not text[begin].isdigit()
    return _starter(text, begin) and not ("-" in word and _surname(text, begin))


def _initial_ends(text: str, at: int, letter: str, begin: int) -> bool:
    """Whether one letter ends a sentence ("vitamine C. Elle", "10 h. Paris") or begins a name ("J. R. R. Tolkien")."""
    if letter.islower() and _unit(text, at):
        return not text[begin].isdigit()
    return _starter(text, begin) and not (letter.isupper() and _surname(text, begin))


def _unit(text: str, at: int) -> bool:
    return _UNIT_NUMBER.search(text, max(0, at - 2), at) is not None


def _starter(text: str, begin: int) -> bool:
    """Whether a word that often begins sentences stands here."""
    word = _WORD.match(text, begin)
    if not word or word.group() not in STARTERS:
        return False
    after = text[word.end() : word.end() + 1]
    if word.group() in _ELIDED:
        return after in _APOSTROPHES
    return after not in {".", "-", "‑"}


def _surname(text: str, begin: int) -> bool:
    """Whether a particle and a capital stand here: "Le Goff", "L’Hermite"."""
    word = _WORD.match(text, begin)
    return bool(word and word.group() in PARTICLES and text[word.end() + 1 : word.end() + 2].isupper())
