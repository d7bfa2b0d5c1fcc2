"""Whether a pronoun stands for something in its own question: « Combien Meta compte-t-elle investir ? »."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.chat.lexicon import AUXILIARIES, BEFORE_VERB, DETERMINERS, FUNCTION, PLURAL, PREPOSITIONS, TIME_NOUNS, words
from rag.chat.reading import Read, Token, is_person

_CLAUSE = re.compile(
    r"(?:\b(?:that|because|when|who|which|if|while|after|before|although|since|and|but|whether|why|how|what|qui|que|"
    r"parce|quand|si|lorsque|pendant|apres|avant|et|mais|pourquoi|comment)\b|qu'|[,:;])"
)
_SENTENCE = re.compile(r"[.?!]\s")
_BEFORE_ITS_CLAUSE = re.compile(
    r"^(?:when|after|before|if|as|while|since|although|in (?:his|her|its|their)|quand|lorsqu|apres|avant|si|depuis qu|"
    r"pendant qu|dans (?:son|sa|ses|leur))\b[^,?]*,"
)
_ENOUGH = 3
_LONG = 6
"""Content words."""
_WHICH = re.compile(r"^(?:and |et )?(?:\w+ )?(?:what|which|whose|how many|how much|quel(?:le)?s?|combien d(?:e |'))")
_ASKING = words("quel quelle quels quelles which what")
_EITHER = words("the which what")
"""Determiners of one thing or of many."""
_ANYONE = words("a an each every no")
"""Of one thing, which "they" may stand for as well: "when a person …, they …"."""
_DOES = words("do does did will would can could should may might must has have had")
_MANY = re.compile(r"\b(?:(?!(?:does|was|this|has|its|his|times)\b)[a-z]{2,}[^s\W]s|people|men|women|children)\b")


def is_bound(read: Read, start: int, end: int, form: str, role: str) -> bool:
    """Whether the pronoun at a place has its antecedent in the question itself."""
    return _told_before(read, start) or _is_bound(read, start, end, form, role)


def _is_bound(read: Read, start: int, end: int, form: str, role: str) -> bool:
    if form == "noun":
        if read.low[start:end].startswith(("the ", "l'", "le ", "la ")):  # it needs none where more is said
            return bool(read.names)
        return any(name.end <= start or name.start - end <= 1 for name in read.names)
    if role == "said":
        return _said_before(read, start)
    first = read.tokens[0].end
    apart = form == "object" or (form == "loose" and read.language == "fr")
    if _name_before(read, start, role, apart=apart) or _name_after(read, start):
        return True
    if _is_of_who(read, start, form):
        return True
    near = form in {"subject", "possessive"} or (form == "object" and _CLAUSE.search(read.low[first:start]))
    return bool(near) and _noun_before(read, start, form, role)


def _told_before(read: Read, start: int) -> bool:
    """Whether a sentence of its own comes before that of the pronoun: "What about X? How is it …?"."""
    ended = [m.end() for m in _SENTENCE.finditer(read.low[:start])]
    return bool(ended) and _content(read, 0, ended[-1]) >= 1 + (not read.names)


def _said_before(read: Read, start: int) -> bool:
    """Whether what « cela » stands for may come before it in the question: "If two … , what is this called?"."""
    before = max(read.low.rfind(mark, 0, start) for mark in ",;:")
    if before > 0 and _content(read, 0, before) >= _ENOUGH:
        return True
    asked = re.match(r"(?:lequel|laquelle|lesquels|which|who) (?:de|of) (?:ces|these|those)\b", read.low)
    if asked and read.names:
        return True
    return bool(_CLAUSE.search(read.low[:start])) and any(name.end <= start for name in read.names)


def _content(read: Read, start: int, end: int) -> int:
    """How many words with a meaning of their own stand there."""
    return sum(start <= t.start < end and t.low not in FUNCTION and t.kind == "word" for t in read.tokens)


_WHO_SAYS = re.compile(
    r"^(?:and |et )?(?:who|qui) (?!(?:is|was|are|were|do|does|did|has|have|had|can|will|would|est|sont|a|ont)\b)"
    r"\w+(?: (?:out|up|on))?(?: that| qu(?:e|'))? ?$"
)
_WHO_DOES = re.compile(
    r"^(?:and |et )?(?:who|whose \w+|qui|quel(?:le)?s? \w+|which \w+) "
    r"(?!(?:is|was|are|were|est|sont|etait|etaient|did|does|do|a-t)\b)"
)


def _is_of_who(read: Read, start: int, form: str) -> bool:
    """Whether the pronoun is that of who is asked for: "Who stated he wanted …?", "Who deployed its army into …?".

    A short question, "Who took his place?", asks for somebody else.
    """
    if form == "subject":
        return bool(_WHO_SAYS.match(read.low[:start]))
    if form != "possessive" or not _WHO_DOES.match(read.low):
        return False
    return bool(read.names) or _content(read, 0, len(read.text)) >= _LONG


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
    before = [t for t in read.tokens if t.end <= start]
    asked = _WHICH.match(read.low)
    if many and read.language == "en" and _MANY.search(read.low, _asked_end(before, asked), start):
        return True
    if many and asked and form == "possessive" and read.language == "fr" and len(before) > 3:
        return True  # « Combien de gens ont perdu leur emploi ? »
    if form == "subject" and read.language == "fr" and _bare_subject(read, start):
        return True
    for index, token in enumerate(before[:-1]):
        if not _begins_noun(read, before[index : index + 3]):
            continue
        if (token.low in PLURAL) != many and token.low not in _EITHER and not (many and token.low in _ANYONE):
            continue
        if asked and token.start < asked.end() and _is_asked_apart(read, before[index + 2 :], form):
            continue
        acts = index > 0 and before[index - 1].low in _DOES
        if form == "possessive" and not acts and _holds(read, before[index + 1 :]):
            continue
        return True
    return False


def _asked_end(before: Sequence[Token], asked: re.Match[str] | None) -> int:
    """Where the noun ends that is asked for: "How many products do they sell?"."""
    if asked is None:
        return 0
    return next((t.start for t in before if t.low in AUXILIARIES["en"]), asked.end())


_BARE = re.compile(
    r"^(?:et |mais )?(?:(?:ou|quand|comment|pourquoi|combien|que|qui)\b\s+|qu')"
    r"(?!d[e']|est-ce|donc\b|alors\b|exactement\b|encore\b|aussi\b)"
)


def _bare_subject(read: Read, start: int) -> bool:
    """Whether a word without an article is the subject: « Où peirce donnait-il … ? », « « foo » n’est-il … ? »."""
    if read.text[start : start + 1] != "-":
        return False
    verb = max((i for i, t in enumerate(read.tokens) if t.end <= start), default=0)
    while verb and read.tokens[verb - 1].low in BEFORE_VERB:
        verb -= 1
    asked = _BARE.match(read.low)
    between = [t for t in read.tokens[:verb] if t.start >= (asked.end() if asked else 0)]
    if asked or not between:
        return bool(between)
    return not _WHICH.match(read.low) and between[0].low not in PREPOSITIONS["fr"] | {"et", "mais"}


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
    if AUXILIARIES[read.language].intersection(low) - {"a"} or any(t.kind == "enclitic" for t in after):
        return False
    return 2 <= len(low) <= 4 and low[-1] in prepositions and not prepositions.intersection(low[:-1])
