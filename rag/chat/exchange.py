"""A question of the conversation with its answer, and what the two name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from rag.chat.lexicon import ARTICLES, AUXILIARIES, FUNCTION, OPENING_VERBS, flat
from rag.chat.reading import Name, Read, is_no_person, is_person

_MOST_WORDS = 10
"""Content words of a question without a name that are carried over."""

_WHO = re.compile(
    r"\b(?:who|whom|whose|qui|par qui|a qui)\b|"
    r"\b(?:which|what|quel(?:le)?s?|name|cite|nomme)\s(?:(?:is|was|est|etait|are|were|the|le|la|l'|of|de|des)\s)*"
    r"(?:[\w']+\s){0,2}?(?:person|man|woman|people|executive|ceo|boss|head|chief|founder|leader|director|president|minister|"
    r"author|analyst|researcher|engineer|name|patronne|patron|pdg|dirigeante?|directeur|directrice|fondat\w+|president\w*|"
    r"ministre|auteur\w*|analyste|chercheu\w+|ingenieur\w*|nom|homme|femme|personne|responsable|chef)\b"
)
_WHICH = re.compile(
    r"^(?:and |et )?(?:\w+ )?(?:which|what|quel(?:le)?s?|lequel|laquelle|qu'|que|comment s'appelle|name|cite)\b|^qu'"
)
_NOUN_ASKED = re.compile(
    r"^(?:and |et )?(?:\w+ )?(?:which|what|quel(?:le)?s?) "
    r"(?!(?:is|are|was|were|will|does|do|did|has|have|had|can|could|would|should|est|sont|etait|etaient|fut|a|ont|made|makes|\w+ed)\b)"
)
_WHERE = re.compile(
    r"\b(?:where|ou|quel(?:le)? (?:ville|pays|lieu|endroit)|(?:which|what) (?:city|country|place|town))\b"
)
_WHAT_IS = re.compile(
    r"(?:(?:what|who)(?: is| are| was| were|'s)|qui (?:est|sont|etait|etaient)|qu'est-ce qu(?:e |')(?:c'est que )?|"
    r"c'est (?:qui|quoi)|what do you know about|tell me about|parle[zr]?-moi de|que sais-tu de|que savez-vous de)"
    r"\s*(?:the |le |la |les |l'|d'|de )?"
)
_PLURAL_NOUN = re.compile(
    r"\b(?:les|des|aux|ces|ses|leurs|the|these|those|its|their|his|her|how many|which|what|quels|quelles|combien de) "
    r"(?:[a-z-]+ )?(?!(?:does|is|was|has|its|his|this|results|news)\b)[a-z-]{3,}[^\Ws](?:s|x|aux)\b"
)
_SENTENCE = re.compile(r"(?<=[^\s.][.!?])\s+(?=[^\s\d])|\n")
_AND = frozenset({"et", "and", ",", "ou", "or"})
_OWNS = frozenset({"of", "at", "in", "de", "d'", "du", "chez", "a"})


@dataclass(frozen=True)
class Exchange:
    """A question, made standalone, and what was said to it (an empty text where nothing was)."""

    question: Read
    answer: Read

    @cached_property
    def first(self) -> Read:
        """The first sentence of the answer that has a name; the first where none has."""
        sentences = [self._sentence(text) for text in _SENTENCE.split(self.answer.text)]
        return next((read for read in sentences if read.names), sentences[0])

    def _sentence(self, text: str) -> Read:
        read = replace(self.answer, text=text)
        if len(read.tokens) > 1 and (self.asks_who or self.asks_which):
            one, other = read.tokens[:2]
            goes_on = other.low in {"who", "which", "qui"} and read.gap(1).startswith(",")
            if one.has_capital and (goes_on or other.low in AUXILIARIES[read.language]):  # "Jupiter is …"
                return replace(read, known=read.known | {one.low})
        return read

    @cached_property
    def defines(self) -> bool:
        """Whether the question only names what it is about: "Who is Maya?", « Qu’est-ce que LlamaCon ? »."""
        asked = _WHAT_IS.match(self.question.low)
        if asked is None or len(self.names) != 1:
            return False
        return self.question.low[asked.end() :].strip(" ?") == flat(self.names[0])

    @cached_property
    def asks_who(self) -> bool:
        """Whether a person, or the name of something, was asked for."""
        return not self.defines and bool(_WHO.search(self.question.low))

    @cached_property
    def asks_which(self) -> bool:
        """Whether a thing was asked for that the answer may name."""
        return not self.defines and bool(_WHICH.search(self.question.low))

    @cached_property
    def asks_of_kind(self) -> bool:
        """Whether one of a kind was asked for, which the answer names: "Which model …?", « Quel casque … ? »."""
        return self.asks_which and bool(_NOUN_ASKED.match(self.question.low))

    @cached_property
    def asks_where(self) -> bool:
        """Whether a place was asked for."""
        return bool(_WHERE.search(self.question.low))

    @cached_property
    def speaks_of_many(self) -> bool:
        """Whether the question has a noun of which there are several."""
        return bool(_PLURAL_NOUN.search(self.question.low))

    @cached_property
    def names(self) -> list[str]:
        """The question's own names."""
        return distinct(n.text for n in self.question.names)

    @cached_property
    def brought(self) -> list[str]:
        """Names of the answer's first sentence that the question does not have."""
        asked = self.question.low
        return distinct(n.text for n in self.first.names if flat(n.text).split()[-1] not in asked)

    def may_be_person(self, name: str) -> bool:
        """Whether nothing about a name says that it is no person's."""
        return self.is_person(name) or not (self._with_article(name) or is_no_person(name))

    def is_person(self, name: str) -> bool:
        """Whether a name is a person's, as far as the conversation tells: "the World Cup" is not."""
        return is_person(name, self.question.people) and not self._with_article(name)

    def _with_article(self, name: str) -> bool:
        reads = (self.question, self.first)
        return any(article(found, read) for read in reads for found in read.names if found.text == name)

    def shown(self, name: str, language: str) -> str:
        """A name with its article, where the question has one in the same language: "the World Cup", « la France »."""
        for found in self.question.names:
            if found.text == name and self.question.language == language:
                return f"{article(found, self.question)}{name}"
        return name

    def owns(self, name: str) -> bool:
        """Whether the question's name says whose or where something is: "the CEO of Groq", "Groq's CEO"."""
        found = next(n for n in self.question.names if n.text == name)
        tokens = self.question.tokens
        around = (*tokens[max(0, found.first - 1) : found.first], *tokens[found.last + 1 : found.last + 2])
        return any(t.low in _OWNS or t.kind == "clitic" for t in around)

    @cached_property
    def joined(self) -> str:
        """Names that the question joins: « Temu et Shein »; "" where it joins none."""
        read, found = self.question, ""
        start = -1
        for one, other in pairwise(read.names):
            if read.low[one.end : other.start].strip() in _AND:
                start = one.start if start < 0 else start
                found = read.text[start : other.end]
            elif found:
                break
        return found


def article(name: Name, read: Read) -> str:
    """The article before a name, as the name takes it along: "the ", « la », "" where there is none."""
    before = read.tokens[name.first - 1].low if name.first else ""
    if before == "the":
        return "the "
    return ARTICLES.get(before, "") if read.language == "fr" else ""


_GENDERS = {"le": "m", "un": "m", "du": "m", "au": "m", "la": "f", "une": "f"}


def gender_of(name: Name, read: Read) -> str:
    """By the pronoun after its verb, « Meta compte-t-elle », or by its article: "f", "m" or ""."""
    if read.language != "fr":
        return ""
    for token in read.tokens[name.last + 1 : name.last + 4]:
        if token.kind == "enclitic" and token.low.endswith(("elle", "il")):
            return "f" if token.low.endswith("elle") else "m"
    return _GENDERS.get(read.tokens[name.first - 1].low, "") if name.first else ""


def content(read: Read) -> str:
    """The words of a question that mean something by themselves, in their order, without what opens it."""
    kept = []
    for index, token in enumerate(read.tokens):
        empty = token.low in FUNCTION or token.low in AUXILIARIES[read.language] or token.low in OPENING_VERBS
        named = token.has_capital and not read.begins(index)
        if token.kind in {"word", "number"} and (named or not empty):
            kept.append(token.text)
    return " ".join(kept[:_MOST_WORDS])


def distinct(texts: Iterable[str]) -> list[str]:
    """In their order, each once, and no part of one that came before."""
    found: list[str] = []
    for text in texts:
        if not any(flat(text) in flat(other) for other in found):
            found.append(text)
    return found
