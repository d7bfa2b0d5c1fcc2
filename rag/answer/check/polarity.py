"""What a text denies, and which of two opposites it speaks of: negations and antonyms in French and in English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from rag.answer.check.flat import flat
from rag.types import Span

_FRENCH_NEGATION = re.compile(
    r"\b(?:ne |n')(?P<verb>(?:[a-z']+[ -]){1,5}?)(?P<second>pas|plus|jamais|aucune?s?|rien|personne|guere|point|"
    r"nulle?s?|ni|"
    r"que\b|qu')"
)
_AFTER_NE = re.compile(r"\b(?:aucune?|personne|rien|nul|nulle|jamais) (?:[a-z']+ ){0,6}?(?:ne |n')")
_NEGATION = re.compile(
    r"\b(?:not|never|no longer|nobody|nothing|neither|nor|without|cannot|none|sans|aucune?|"
    r"no(?= [a-z])|pas(?= de\b| d'| encore| du tout| [a-z]+ement)|non(?= [a-z]))\b|n't\b"
)
_NO_NEGATION = re.compile(
    r"\b(?:not (?:[a-z]+ ){1,6}until|n't (?:[a-z]+ ){1,6}until|not (?:only|just|merely|simply|least|until)|"
    r"not least|no (?:less|fewer|more|later|doubt|matter|sooner)|"
    r"(?:sans|without) (?:doute|doubt|cesse|precedent)|non (?:seulement|sans)|pas (?:seulement|moins|plus)|"
    r"et non(?: plus| pas)?|"
    r"(?:and|but) not|rather than|plutot que|au lieu d[e']|instead of|"
    r"plus que jamais|more than ever|whether or not|if not|or not|ou non|pourquoi pas|why not)\b"
)
_IMPLICIT = re.compile(
    r"\b(?:refus\w*|echou\w*|manqu\w*|rat(?:e|ee|es|er)|renonc\w*|ni(?:e|ent|er|ait)|dement\w*|incapables?|impossibles?|"
    r"declin\w*|interdi\w*|empech\w*|absen\w*|faute de|depourvu\w*|cess\w*|exclu\w*|rejet\w*|evit\w*|"
    r"abandonn\w*|dout\w*|"
    r"defaut|peu|rare\w*|ignor\w*|fail\w*|den(?:y|ies|ied|ying)|reject\w*|unable|lack\w*|avoid\w*|prevent\w*|"
    r"prohibit\w*|ban(?:s|ned)?|stop\w*|cease\w*|miss(?:ed|es|ing)?|rul\w+ out|unlikely|hardly|barely|scarcely|few|"
    r"free of|troubl\w*|difficult\w*|difficil\w*|peine|struggl\w*|doubt\w*|little|rarely|seldom|instead|plutot|"
    r"sauf|except|hors|hormis|encore|"
    r"yet|still|toujours|loin d[e']|far (?:from|short))\b"
)
"""What can say the same without a negation: "declined to comment", « reste à payer »."""


@dataclass(frozen=True, slots=True)
class Negation:
    """A negation at its place. `scope` is where what it denies begins, and about where that ends."""

    span: Span
    scope: Span


_SCOPE = 40
"""Characters after a negation in which stands what it denies."""
_CLAUSE_END = re.compile(
    r"[,;:.!?()]| (?:mais|but|et|and|car|because|while|alors que|tandis que|que|that|who|which|qui) "
)


def negations(text: str) -> list[Negation]:
    """Those of a text in their order; « ne … que » and "not only" deny nothing."""
    plain = flat(text)
    spared = [Span(*m.span()) for m in _NO_NEGATION.finditer(plain)]
    found: list[Negation] = []
    for span in sorted(_cues(plain)):
        inside = any(span.start < s.end and s.start < span.end for s in spared)
        again = found and (span.start < found[-1].span.end or _within(found[-1], span))
        if not inside and not again:
            found.append(Negation(span, Span(span.start, _scope_end(plain, span.end))))
    return found


def _within(before: Negation, span: Span) -> bool:
    return span.start - before.span.end < 4


def _cues(plain: str) -> Iterator[Span]:
    for match in _FRENCH_NEGATION.finditer(plain):
        if not match["second"].startswith("qu"):
            yield Span(*match.span())
    yield from (Span(*m.span()) for m in _AFTER_NE.finditer(plain))
    yield from (Span(*m.span()) for m in _NEGATION.finditer(plain))


def _scope_end(plain: str, end: int) -> int:
    stop = _CLAUSE_END.search(plain, end, end + _SCOPE)
    return stop.start() if stop else min(len(plain), end + _SCOPE)


def implied_negations(text: str) -> list[Span]:
    """Words that may deny something, or say as much, without being negations."""
    return [Span(*m.span()) for m in _IMPLICIT.finditer(flat(text))]


_PREFIXED = re.compile(r"(?:un|in|im|ir|il|dis|non-?|me|mal|de|des)([a-z]{4,})$")


def denied_root(word: str) -> str:
    """What a word denies by its prefix, as `flat` makes it: "paid" of "unpaid"; "" for another word."""
    match = _PREFIXED.match(word)
    return match[1] if match else ""


# opposites


@dataclass(frozen=True, slots=True)
class Side:
    """A word of a pair of opposites at its place: which pair, and which side of it (0 or 1)."""

    span: Span
    pair: int
    side: int


def sides(text: str) -> list[Side]:
    """The words of a text that have an opposite, in their order; a word may be of several pairs."""
    plain = flat(text)
    return [
        Side(Span(*match.span()), pair, side)
        for match in _WORD.finditer(plain)
        for pair, side in _pairs_of(match.group())
    ]


_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")


@lru_cache(maxsize=65536)
def _pairs_of(word: str) -> tuple[tuple[int, int], ...]:
    exact, stems = _table()
    found = {pair for base in _bases(word) for pair in exact.get(base, ())}
    for length in range(3, len(word) + 1):
        found |= set(stems.get(word[:length], ()))
    return tuple(sorted(found))


_COMPARED = re.compile(r"([a-z]{2,}?)(?:([a-z])\2)?(?:er|est)$")


def _bases(word: str) -> Iterator[str]:
    """A word, and what it may compare: "hottest" compares "hot", "closer" « close »."""
    yield word
    if match := _COMPARED.fullmatch(word):
        stem = match[1] + (match[2] or "")
        yield from (stem, stem + "e", stem.removesuffix("i") + "y")


@cache
def _table() -> tuple[dict[str, list[tuple[int, int]]], dict[str, list[tuple[int, int]]]]:
    """Whole words, and beginnings of words, with the pairs that they are of."""
    exact: dict[str, list[tuple[int, int]]] = {}
    stems: dict[str, list[tuple[int, int]]] = {}
    text = resources.files(__package__).joinpath("opposites.tsv").read_text(encoding="utf-8")
    for pair, line in enumerate(line for line in text.splitlines() if line and not line.startswith("#")):
        for side, cell in enumerate(line.split("\t")):
            for form in cell.split():
                table, key = (stems, form[:-1]) if form.endswith("~") else (exact, form)
                table.setdefault(key, []).append((pair, side))
    return exact, stems
