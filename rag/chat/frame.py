"""How a question is built: what opens it, the noun that it asks for, and what is left without them."""

from __future__ import annotations

import re

from rag.chat.lexicon import AUXILIARIES, DETERMINERS, PREPOSITIONS, words
from rag.chat.reading import Name, Read, Token

_AND = "(?:(?:and|but|so|et|mais|alors) )?"
_WITH = "(?:(?:in|at|on|for|by|to|with|from|since|of|about|en|a|au|dans|par|pour|avec|chez|depuis|de|sur) )?"
_HOW = r"how(?: much| many| \w+(?= (?:is|are|was|were|do|does|did|can|will)\b))?"
_OPENING = re.compile(
    rf"^{_AND}{_WITH}(?:qu'est-ce qu(?:e |i |')|est-ce qu(?:e |')|qui est-ce qu(?:i |e |')|"
    rf"(?:(?:whose|whom|who|what|which|when|where|why|{_HOW}|qui|quoi|quand|ou|comment|combien|pourquoi|quel(?:le)?s?|"
    r"lequel|laquelle|que)\b|qu'|d'ou\b)(?: est-ce qu(?:e |i |'))?)\s*"
)
_COUNTING = re.compile(rf"^{_AND}(?:\w+ )?(?:how (?:much|many)|combien d(?:e |')|what|which|quel(?:le)?s?)\s*")
_IS = re.compile(
    rf"^{_AND}(?:what(?: is| are| was| were| will be|'s)|who(?: is| are| was| were|'s)|quel(?:le)?s? (?:est|sont|etait|"
    r"etaient|fut|furent|sera|seront|a ete|ont ete)|qui (?:est|sont|etait|etaient|fut))\s+"
)
END = re.compile(r"[\s?!.…]*$")
_MOST_OF_A_NOUN = 5
"""Words."""
_LEADING = words("the a an any some le la les l' un une des")


def asks_what_is(question: Read) -> int:
    """Where what is asked for begins in "What is …?", "Who was …?", « Quel est … ? »; 0 in another question."""
    said = _IS.match(question.low)
    return said.end() if said else 0


def asks_a_noun(question: Read) -> int:
    """Where the noun begins in "How many …?", "Which …?", « Quel … ? »; 0 in another question."""
    said = _COUNTING.match(question.low)
    return said.end() if said else 0


def remainder(question: Read, *, noun: bool = False) -> str:
    """The question without what opens it and closes it; with `noun`, without the noun that it asks for either."""
    begin = _OPENING.match(question.low)
    start = begin.end() if begin else 0
    if noun and (asked := asks_what_is(question) or asks_a_noun(question)):
        start = max(start, noun_end(question, asked))
    end = END.search(question.text)
    left = question.text[start : end.start() if end else None].strip()
    if left and start == 0 and not any(n.start == 0 for n in question.names):
        left = left[0].lower() + left[1:]
    return left


def focus(question: Read, *, owned: bool) -> tuple[int, int] | None:
    """The noun that the question asks for: "What is (the revenue) of Meta?", "How many (people) work there?".

    With `owned` what it is of stays: "What is Meta's (revenue)?".
    """
    start = asks_what_is(question)
    owner = next((n for n in question.names if start and n.start == start and is_owner(question, n)), None)
    if owner is not None:
        behind = question.tokens[owner.last + 1].end + 1
        return (behind if owned else start), noun_end(question, behind)
    start = start or asks_a_noun(question)
    end = noun_end(question, start)
    return (start, end) if 0 < start < end else None


def has_article(text: str) -> bool:
    """Whether a text, as `flat` writes it, begins with an article."""
    return bool(_LEADING.intersection(text.split(" ", maxsplit=1)[:1])) or text.startswith("l'")


def noun_end(question: Read, start: int) -> int:
    """Where the noun that begins there ends: before a verb, a name, or a preposition with a name or an article."""
    tokens = question.tokens
    end = start
    for index, token in enumerate(tokens):
        if token.start < start:
            continue
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        leads = token.start == start and token.low in DETERMINERS[question.language]
        stops = end > start and _stops(question, token, following)
        if _is_verb(question, token, following) or (not leads and (stops or _in_name(question, index))):
            break
        end = token.end
        if len(question.text[start:end].split()) >= _MOST_OF_A_NOUN:
            break
    return end


def _is_verb(question: Read, token: Token, following: Token | None) -> bool:
    if following is not None and following.kind == "enclitic":
        return True
    return token.low in AUXILIARIES[question.language] and token.text != "à"


def _in_name(question: Read, index: int) -> bool:
    return any(n.first <= index <= n.last for n in question.names)


def _stops(question: Read, token: Token, following: Token | None) -> bool:
    """Whether a noun ends before the token. « chiffre d’affaires » goes on."""
    determiners = DETERMINERS[question.language]
    if token.kind == "enclitic" or token.is_year or token.low in determiners - {"d'"}:
        return True
    if token.low not in PREPOSITIONS[question.language]:
        return False
    noun = following is not None and not following.has_capital and following.low not in determiners
    return not (noun and token.low in {"de", "d'"})


def is_owner(question: Read, name: Name) -> bool:
    """Whether a genitive's mark follows the name."""
    after = question.tokens[name.last + 1 : name.last + 2]
    return bool(after) and after[0].kind == "clitic" and after[0].low in {"'s", "'"}


def preposition(read: Read, name: Name) -> str:
    """The preposition before a name and its article; "" where there is none."""
    for token in reversed(read.tokens[max(0, name.first - 2) : name.first]):
        if token.low in PREPOSITIONS[read.language]:
            return token.low
        if token.low not in DETERMINERS[read.language]:
            return ""
    return ""
