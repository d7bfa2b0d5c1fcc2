"""Words as they are compared: folded, stemmed, function words left out, in French and in English."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

import Stemmer

from rag.text.fold import fold
from rag.text.numbers import Meaning, numeric, read_numeric, read_word
from rag.types import Span

_FRENCH = """
a à afin ai ainsi alors après as au aucun aucune aussi autre autres aux avait avant avec avez avoir ayant c car ce
ceci cela celle celles celui ces cet cette ceux chaque chez ci comme comment d dans de depuis des dès donc dont du elle
elles en encore entre es est et étaient était étant été être eu eut eux fait faire font furent fut ici il ils j jamais
je jusqu jusque l la là laquelle le lequel les lesquelles lesquels leur leurs lors lorsque lui m ma mais me même mêmes
mes mien moi moins mon n ne ni non nos notre nous on ont or ou où par parce pas pendant peu peut peuvent plus pour
pourquoi puis qu quand que quel quelle quelles quels qui quoi s sa sans se selon sera serait ses si sien son sont sous
suis sur t ta tant te tel telle tels tes toi ton tous tout toute toutes très tu un une va vers vos votre vous y
combien quelqu doit avaient fois
"""
_ENGLISH = """
a about above after again against all also am an and any are as at be because been before being below between both but
by can could d did do does doing don down during each few for from further had has have having he her here hers him his
how i if in into is it its itself just ll m me more most must my myself no nor not now of off on once only or other our
ours out over own re s same shall she should so some such t than that the their theirs them then there these they this
those through to too under until up upon us ve very was we were what when where which while who whom whose why will with
would you your yours many much
"""

_lock = threading.Lock()
_stemmers = {"fr": Stemmer.Stemmer("french"), "en": Stemmer.Stemmer("english")}


FUNCTION_WORDS: dict[str, frozenset[str]] = {
    "fr": frozenset(fold(w) for w in _FRENCH.split()),
    "en": frozenset(fold(w) for w in _ENGLISH.split()),
}
_BOTH = FUNCTION_WORDS["fr"] | FUNCTION_WORDS["en"]


@dataclass(frozen=True, slots=True)
class Term:
    """A content word as it stood, folded, and stemmed in the language of its text. `begins` a text or not.

    Of a number or a month, `folded` and `stem` are its value, which is the same in either language (see `numbers`).
    """

    raw: str
    folded: str
    stem: str
    span: Span
    begins: bool = False
    kind: Literal["word", "number", "month"] = "word"

    @property
    def is_number(self) -> bool:
        """A number, in digits or in words."""
        return self.kind == "number"

    @property
    def is_name(self) -> bool:
        """Written with a capital where a common word would have none, or in capitals."""
        if self.kind != "word":
            return False
        return self.raw[0].isupper() and (not self.begins or (len(self.raw) > 1 and self.raw.isupper()))


@cache
def _tokens(language: str) -> re.Pattern[str]:
    return re.compile(rf"{numeric(language)} | (?P<word> [^\W\d_]+ )", re.VERBOSE)


def terms(text: str, language: str) -> list[Term]:
    """The content words of a text in their order. A language other than fr and en drops the function words of both."""
    skipped = FUNCTION_WORDS.get(language, _BOTH)
    tokens = _tokens(language)
    found: list[Term] = []
    position = 0
    while match := tokens.search(text, position):
        position = match.end()
        if match["word"] is None:
            meanings, position = read_numeric(match, language)
            found += [_meant(text, m) for m in meanings]
            continue
        raw, span = match.group(), Span(*match.span())
        # "L’API": what follows an elision begins a word like any other, and keeps its capital's meaning.
        name = fold(raw)
        if name in skipped:
            continue
        if meaning := read_word(text, span, language):
            found.append(_meant(text, meaning))
            position = meaning.span.end
        else:
            found.append(Term(raw, name, stem(raw, language), span, begins=span.start == 0))
    return found


def _meant(text: str, meaning: Meaning) -> Term:
    raw = text[meaning.span.start : meaning.span.end]
    return Term(raw, meaning.value, meaning.value, meaning.span, kind=meaning.kind)


@lru_cache(maxsize=65536)
def stem(word: str, language: str) -> str:
    """The folded Snowball stem, or the folded word in a language that has no stemmer here.

    Folded last: the French stemmer goes by accents, and without them leaves « licenciés » and « licencier » apart.
    """
    stemmer = _stemmers.get(language)
    if stemmer is None:
        return fold(word)
    with _lock:  # a stemmer keeps state between calls
        return fold(stemmer.stemWord(unicodedata.normalize("NFC", word.casefold())))


def stems(found: Iterable[Term]) -> frozenset[str]:
    """The set of stems, which is what overlap is counted in."""
    return frozenset(t.stem for t in found)
