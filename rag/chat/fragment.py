"""Follow-ups that are no sentence: « et en 2023 ? », "what about Microsoft?", « pourquoi ? », "and the losses?"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from rag.chat.anaphora import anaphors
from rag.chat.lexicon import AUXILIARIES, DETERMINERS, FUNCTION, PREPOSITIONS, SUBJECTS, words
from rag.chat.reading import Read, Token
from rag.chat.times import EARLY, is_adverb, time_spans

Kind = Literal["asking", "time", "name", "noun", "pronoun", "more"]

_MOST_TOKENS = 9
_MOST_ALONE = 5
"""Words of a noun that may stand without "and" before it, articles counted."""

_AND = r"(?:(?:and|but|so|or|ok|okay|well|et|mais|alors|donc|bon)\b[, ]*)"
_ABOUT = re.compile(
    rf"^{_AND}*(?:(?:what|how) about|what of|as for|(?:the )?same (?:question |thing )?(?:for|with|about)|and for|"
    r"qu'en (?:est|etait|sera)-il(?: pour| chez| avec)?(?: de| du| des| d')?|quid(?: de| du| des| d')?|"
    r"(?:pareil|idem|(?:la )?meme (?:chose|question)) (?:pour|avec|chez)|en ce qui concerne|concernant|"
    r"s'agissant d[eu]s?|quant (?:a|aux?))(?:\b|(?<='))\s*"
)
_OPENED = re.compile(rf"^{_AND}+")
_CLOSED = re.compile(
    r"[\s,]*(?:\b(?:please|then|alors|donc|too|also|aussi|s'il (?:te|vous) plait|exactly|exactement|precisement)\b)?"
    r"[\s?!.,;:…]*$"
)
_THIS_IS = re.compile(r"^c'(?:est|etait|sera) (?=(?:quand|ou|combien|qui|quoi|pourquoi|comment)$)")
_THE_ONE = re.compile(r"^(?:celui|celle|ceux|celles|that|those) (?=(?:de|du|des|d'|of)\b)")
_MORE = re.compile(
    r"(?:(?:can|could) you )?(?:please )?(?:tell me|give me|say|any)?\s*(?:a (?:bit|little) )?"
    r"more(?: details?| information)?(?: about (?:it|that|this|them|him|her))?|go on|continue[rz]?|elaborate|"
    r"explain(?: that| this| it)?|for example|such as|like what|in what way|"
    r"(?:(?:peux-tu|pouvez-vous|tu peux|vous pouvez) )?(?:m'en dire|dis-m'en|dites-m'en|en dire) (?:un peu )?plus|"
    r"(?:plus|davantage) de (?:details?|precisions?)|developpe[rz]?|explique[rz]?(?:-moi)?|par exemple|comme quoi|"
    r"c'est-a-dire|precise[rz]?|en detail"
)
_ASKING = re.compile(
    r"^(?:(?:in|at|on|for|by|to|with|from|since|until|of|about|under|en|a|au|dans|par|pour|avec|chez|depuis|de|jusqu'|"
    r"d'|sur|sous|vers|contre) ?)?"
    r"(?P<word>who|whom|whose|what|which|when|where|why|how|qui|quoi|quand|ou|comment|combien|pourquoi|quel(?:le)?s?|"
    r"lequel|laquelle|lesquel(?:le)?s)\b\s*(?P<many>many|much|long|often|far|big|old|large|high)?\b\s*"
)
_OF_THEM = re.compile(r"(?:of (?:them|these|those|it)|d'entre (?:eux|elles)|parmi (?:eux|elles))")
_AFTER_ASKING = words("not pas else d'autre autre so come for then ca cela encore next")
_WITH_NOUN = words("what which how combien quel quelle quels quelles")
_PRONOUNS = words("lui elle eux elles him her them he she it they his hers theirs ca cela that ceux celui celle celles")
_POSSESSIVES = words("son sa ses leur leurs his her its their")
_OF = words("de d' of")
_VERB_CLITICS = frozenset({"'re", "'ve", "'ll", "'d", "'m"})
_CLAUSES = words("qui que qu' who which comment pourquoi why combien dont")


@dataclass(frozen=True, slots=True)
class Fragment:
    """A follow-up without a verb. `body`: its words, without « et » before and the question mark behind.

    `owned`: whether it is a noun with a possessive, "and its losses?".
    """

    body: Read
    kind: Kind
    owned: bool = False


def opening(read: Read) -> int:
    """Where the question begins after "and", "but", « et »; 0 without one."""
    found = _OPENED.match(read.low)
    return found.end() if found else 0


def fragment(read: Read) -> Fragment | None:
    """The question as a fragment; None for one that is a sentence, or words that may well stand by themselves."""
    about = _ABOUT.match(read.low)
    opened = about.end() if about else opening(read)
    body = _body(read, opened)
    if not body.tokens:
        return None
    if _MORE.fullmatch(body.low) or is_adverb(body.low):
        return Fragment(body, "more")
    if len(body.tokens) > _MOST_TOKENS:
        return None
    if asking := _ASKING.match(body.low):
        return Fragment(body, "asking") if _is_bare(body, asking) else None
    found = _verbless(body)
    return found if found is not None and (opened or _stands_alone(read, found)) else None


def _body(read: Read, opened: int) -> Read:
    closed = _CLOSED.search(read.low)
    end = max(closed.start(), opened) if closed else len(read.text)
    body = replace(read, text=read.text[opened:end])
    if opened and body.tokens and body.tokens[0].has_capital:  # "And Google …": no sentence begins with it
        body = replace(body, known=body.known | {body.tokens[0].low})
    cut = _THIS_IS.match(body.low) or _THE_ONE.match(body.low)
    return replace(body, text=body.text[cut.end() :]) if cut else body


def _verbless(body: Read) -> Fragment | None:
    """What kind of fragment words are that open with no question word; None for a sentence."""
    low = [t.low for t in body.tokens]
    if _PRONOUNS.intersection(low) and all(t in _PRONOUNS or t in PREPOSITIONS[body.language] for t in low):
        return Fragment(body, "pronoun")
    if _has_verb(body) or any(a.form != "possessive" and a.role != "said" for a in anaphors(body)):
        return None
    return Fragment(body, _kind(body), low[0] in _POSSESSIVES and len(low) > 1)


def _kind(body: Read) -> Kind:
    times = time_spans(body)
    for index, token in enumerate(body.tokens):
        if not (_is_small(token, body) or _within(token, times) or _named(index, body)):
            return "noun"
    return "name" if body.names else "time" if times else "noun"


def _is_small(token: Token, body: Read) -> bool:
    if token.kind == "clitic" or token.low in {"et", "and", "ou", "or", "instead", "plutot"} | EARLY:
        return True
    return token.low in PREPOSITIONS[body.language] or token.low in DETERMINERS[body.language]


def _within(token: Token, spans: list[tuple[int, int]]) -> bool:
    return any(start <= token.start < end for start, end in spans)


def _named(index: int, body: Read) -> bool:
    return any(name.first <= index <= name.last for name in body.names)


def _has_verb(body: Read) -> bool:
    """Whether a verb, or a pronoun that comes with one, shows that this is a sentence."""
    return any(_shows_verb(token, body) for index, token in enumerate(body.tokens) if not _named(index, body))


def _shows_verb(token: Token, body: Read) -> bool:
    if token.kind == "enclitic" or token.low in _VERB_CLITICS or token.low in _CLAUSES:
        return True
    return token.low in SUBJECTS[body.language] or (token.low in AUXILIARIES[body.language] and token.text != "à")


def _is_bare(body: Read, asking: re.Match[str]) -> bool:
    """Whether no verb comes with a question word: "why?", "how many staff?", « dans quel pays ? », « où en 2023 ? »."""
    rest = replace(body, text=body.text[asking.end() :])
    if not rest.tokens or _OF_THEM.fullmatch(rest.low):
        return True
    if _has_verb(rest) or anaphors(rest):
        return False
    low = [t.low for t in rest.tokens]
    if low[0] in _AFTER_ASKING or rest.low.startswith("d'autre"):
        return len(low) <= 3
    times = time_spans(rest)
    if all(_within(t, times) or _is_small(t, rest) for t in rest.tokens):
        return True
    if asking["word"] in _WITH_NOUN and not rest.names:
        return _is_noun(asking, low)
    return low[0] in PREPOSITIONS[body.language] and len(low) <= 3 and bool(rest.names)


def _is_noun(asking: re.Match[str], low: list[str]) -> bool:
    """Whether the words after « combien », "how many", "which" are a noun, and not a sentence that goes on."""
    if asking["word"] == "combien":
        if low[0] not in _OF:
            return False
        low = low[1:]
    elif asking["word"] == "how" and not asking["many"]:
        return False
    if any(word in PREPOSITIONS["fr"] | PREPOSITIONS["en"] and word not in _OF for word in low):
        return False
    content = [word for before, word in pairwise(["", *low]) if word not in FUNCTION and before not in _OF]
    return 1 <= len(content) <= (2 if asking["many"] or asking["word"] == "combien" else 1)


def _stands_alone(read: Read, part: Fragment) -> bool:
    """Whether words without "and" before them are a follow-up all the same, and not a search of their own."""
    body, asked = part.body, read.text.rstrip().endswith("?")
    small = body.tokens[0].low in PREPOSITIONS[read.language] or body.tokens[0].low in DETERMINERS[read.language]
    match part.kind:
        case "time" | "pronoun":
            return True
        case "name":
            return asked and len(body.names) == 1 and not body.years
        case _:
            return asked and small and not body.names and len(body.tokens) <= _MOST_ALONE
