"""Whether a pronoun stands for something in its own question: « Combien Meta compte-t-elle investir ? »."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.chat.lexicon import AUXILIARIES, DETERMINERS, PLURAL, PREPOSITIONS, TIME_NOUNS, words
from rag.chat.reading import Read, Token, is_person

_CLAUSE = re.compile(
    r"(?:\b(?:that|because|when|who|which|if|while|after|before|although|since|and|but|whether|why|how|what|qui|que|"
    r"parce|quand|si|lorsque|pendant|apres|avant|et|mais|pourquoi|comment)\b|qu'|,)"
)
_BEFORE_ITS_CLAUSE = re.compile(
    r"^(?:when|after|before|if|as|while|since|although|in (?:his|her|its|their)|quand|lorsqu|apres|avant|si|depuis qu|"
    r"pendant qu|dans (?:son|sa|ses|leur))\b[^,?]*,"
)
_WHICH = re.compile(r"^(?:and |et )?(?:\w+ )?(?:what|which|whose|how many|how much|quel(?:le)?s?|combien d(?:e |'))")
_ASKING = words("quel quelle quels quelles which what")
_EITHER = words("the which what")
"""Determiners of one thing or of many."""
_DOES = words("do does did will would can could should may might must has have had")
_MANY = re.compile(
    r"\b(?:do|did|are|were|have|will|can|should|would|could|how|why) (?:\w+ )?"
    r"(?:[a-z]{2,}[^s\W]s|people|men|women|children)\b"
)


def is_bound(read: Read, start: int, end: int, form: str, role: str) -> bool:
    """Whether the pronoun at a place has its antecedent in the question itself."""
    if form == "noun":
        if read.low[start:end].startswith(("the ", "l'", "le ", "la ")):  # it needs none where more is said
            return bool(read.names)
        return any(name.end <= start or name.start - end <= 1 for name in read.names)
    if role == "said":
        return bool(_CLAUSE.search(read.low[:start])) and any(name.end <= start for name in read.names)
    apart = form == "object" or (form == "loose" and read.language == "fr")
    if _name_before(read, start, role, apart=apart) or _name_after(read, start):
        return True
    return form in {"subject", "possessive"} and _noun_before(read, start, form, role)


def _name_before(read: Read, start: int, role: str, *, apart: bool) -> bool:
    """Whether a name before it can be what it stands for; `apart`: only one of another clause."""
    if apart and not _CLAUSE.search(read.low[read.tokens[0].end : start]):
        return False
    return any(n.end <= start and not (role == "thing" and is_person(n.text, read.people)) for n in read.names)


def _name_after(read: Read, start: int) -> bool:
    """Whether a name follows in the main clause: "When it launched the API, what did Meta say?"."""
    first = _BEFORE_ITS_CLAUSE.match(read.low)
    return first is not None and start < first.end() and any(n.start >= first.end() for n in read.names)


def _noun_before(read: Read, start: int, form: str, role: str) -> bool:
    """Whether a noun with its article stands before the pronoun and can be what it stands for."""
    many = role == "many"
    if many and read.language == "en" and _MANY.search(read.low[:start]):
        return True
    before = [t for t in read.tokens if t.end <= start]
    asked = _WHICH.match(read.low)
    for index, token in enumerate(before[:-1]):
        if not _begins_noun(read, before[index : index + 3]):
            continue
        if (token.low in PLURAL) != many and token.low not in _EITHER:
            continue
        if asked and token.start < asked.end() and _is_asked_apart(read, before[index + 2 :], form):
            continue
        acts = index > 0 and before[index - 1].low in _DOES
        if form == "possessive" and not acts and _holds(read, before[index + 1 :]):
            continue
        return True
    return False


def _begins_noun(read: Read, three: Sequence[Token]) -> bool:
    """Whether an article begins a noun, and not a time: « le premier trimestre »."""
    determiner, *noun = [t.low for t in three]
    if determiner not in DETERMINERS[read.language] and determiner not in _ASKING:
        return False
    return not TIME_NOUNS.intersection(noun) and noun[0] not in AUXILIARIES[read.language]


def _is_asked_apart(read: Read, after: Sequence[Token], form: str) -> bool:
    """Whether what is asked for is not what the pronoun is: "Which firm did it buy?", "What price was its offer?"."""
    if form == "subject" or not after:
        return True
    return len(after) == 1 and after[0].low in AUXILIARIES[read.language]


def _holds(read: Read, after: Sequence[Token]) -> bool:
    """Whether the noun is of what the pronoun begins: « le nom de son patron », "the reason for his departure"."""
    low = [token.low for token in after]
    prepositions = PREPOSITIONS[read.language]
    return 2 <= len(low) <= 4 and low[-1] in prepositions and not prepositions.intersection(low[:-1])
