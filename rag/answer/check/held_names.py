"""Whether a source holds a name, in whatever spelling."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from rag.answer.check.analysed import Analysed
from rag.answer.check.gazetteer import one_spelling
from rag.answer.check.names import Name
from rag.text.words import FUNCTION_WORDS


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_GENERIC = _set(
    "inc corp corporation group groupe company compagnie limited ltd sa plc llc gmbh ag co holding holdings ai "
    "the club fc party parti university universite ministry ministere street rue river fleuve lake lac mount mont"
)
_WORDS_TOO = frozenset().union(*FUNCTION_WORDS.values())
"""Of acronyms that are words too, "WHO" and "US", the capitals count."""
_CAPITALS = re.compile(r"\b[A-Z]{2,}\b")
_PLACES = frozenset({"country", "city", "region", "continent"})
_LONG = 5
_ALIKE = 0.82
"""Of two spellings of one name: "Zelenskyy" and « Zelenski », "Khamenei" and « Khameneï »."""


def holds_name(name: Name, sources: Sequence[Analysed]) -> bool:
    """Whether one of the sources has the name: by what it stands for, by its words, or by its initials."""
    return any(_holds(name, source) for source in sources)


def _holds(name: Name, source: Analysed) -> bool:
    if name.concept is not None and _by_concept(name, source):
        return True
    if name.acronym and name.words[0] in _WORDS_TOO:
        return name.text in _CAPITALS.findall(source.text)
    words = [one_spelling(word) for word in name.words]
    there = [_has_word(word, source, loosely=name.concept is None) for word in words]
    if all(there):
        return True
    if len(words) > 1 and there[-1] and not _other_first_name(name, source):
        return True
    if len(words) > 1 and there[0] and all(t or w in _GENERIC for w, t in zip(words, there, strict=True)):
        return True
    return _by_initials(name, source)


def _by_concept(name: Name, source: Analysed) -> bool:
    wanted = name.concept
    if wanted is None:
        return False
    for other in source.names:
        concept = other.concept
        if concept is not None and (
            concept.id == wanted.id or (wanted.kind == "country" and concept.within == wanted.id)
        ):
            return True
    return False


def _has_word(word: str, source: Analysed, *, loosely: bool) -> bool:
    held = source.spellings
    if word in held or word.removesuffix("s") in held or word + "s" in held:
        return True
    return loosely and len(word) >= _LONG and any(_alike(word, other) for other in held if other[0] == word[0])


def _alike(word: str, other: str) -> bool:
    if len(other) < _LONG or abs(len(word) - len(other)) > 2 or word[:2] != other[:2]:
        return False
    return SequenceMatcher(None, word, other, autojunk=False).ratio() >= _ALIKE


def _other_first_name(name: Name, source: Analysed) -> bool:
    """Whether the source's bearer of the last name has another first name."""
    last = one_spelling(name.words[-1])
    bearers = [o for o in source.names if o.words and one_spelling(o.words[-1]) == last]
    firsts = {one_spelling(w) for o in bearers for w in o.words[:-1]}
    own = {one_spelling(w) for w in name.words[:-1]}
    alone = any(len(o.words) == 1 for o in bearers) or not bearers
    return bool(firsts) and not alone and not (firsts & own)


def _by_initials(name: Name, source: Analysed) -> bool:
    if _MIXED.fullmatch(name.text) and name.words[0] in _initialisms(source):
        return True
    if name.acronym and len(name.text) >= 2 and name.text.isalpha():
        letters = name.words[0]
        return len(letters) >= 3 and letters in source.initials and _spelled_out(letters, source)
    if len(name.words) >= 3:
        letters = "".join(word[0] for word in name.words)
        return any(other.acronym and other.words == (letters,) for other in source.names)
    return False


_MIXED = re.compile(r"[A-Z][A-Za-z]{0,2}[A-Z]{1,3}")
"""Acronyms: "DfE", "USK"."""
_RUN = re.compile(r"\b[A-Z][\w.]*(?:[ -](?:[a-z]{1,4} ){0,2}[A-Z][\w.]*)+")


def _initialisms(source: Analysed) -> set[str]:
    """What the names in several words may be shortened to, with the small words between them and without."""
    found = set()
    for run in _RUN.finditer(source.text):
        words = re.split(r"[ -]", run.group())
        for kept in (words, [w for w in words if w[0].isupper()]):
            found |= {
                "".join(w if w.isupper() and len(w) < 5 else w[0] for w in kept[i:j]).lower()
                for i in range(len(kept)) for j in range(i + 2, len(kept) + 1)
            }  # fmt: skip
    return found


def _spelled_out(letters: str, source: Analysed) -> bool:
    """Whether the words with these initials are a name, at least the first of them."""
    return any(other.words and other.words[0][0] == letters[0] and len(other.words) > 1 for other in source.names)


def unmatched(source: Sequence[Analysed], statement: Analysed) -> list[Name]:
    """The names of the sources that the statement does not have."""
    return [name for part in source for name in part.names if not name.doubtful and not _holds(name, statement)]


def same_kind(name: Name, other: Name) -> bool:
    """Whether two names are of one kind, as far as is known: two cities, two countries."""
    if name.concept is None or other.concept is None:
        return name.concept is other.concept
    return name.concept.kind == other.concept.kind or {name.concept.kind, other.concept.kind} <= _PLACES
