"""A question taken apart: its words, its names, its years."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from rag.chat.lexicon import AUXILIARIES, FUNCTION, MONTHS, NOT_NAMES, NOT_PEOPLE, OPENING_VERBS, ROLES, flat
from rag.messages import Language

_ENCLITIC = r"-(?:t-)?(?:ils?|elles?|on|ce|je|tu|nous|vous|y|en|lui|leur|les?|la|moi)\b"
_TOKEN = re.compile(
    rf"""
    (?P<word>[^\W_]+n['’]t\b | aujourd['’]hui)
  | (?P<elided>\b(?:[cdjlmnst]|qu|lorsqu|puisqu|jusqu|quoiqu)['’](?=\w))
  | (?P<enclitic>(?<=\w){_ENCLITIC})
  | (?P<clitic>(?<=\w)['’](?:s|re|ve|ll|d|m)\b | (?<=s)['’](?=\s|$))
  | (?P<number>\d+(?:[.,]\d+)*(?![^\W_]))
  | (?P<plain>[^\W_]+(?:(?!{_ENCLITIC})[-‑.·&+][^\W_]+)*)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_MOST_OF_A_NAME = 6
"""Words; a longer run of capitals is a title or a headline."""
_SHOUTED = 3
"""Words; capitals alone say nothing in a text that has more of them and no small letter."""


class Token(NamedTuple):
    """A word with its place; `low` is as `flat` writes it. `kind`: word, elided, enclitic, clitic or number."""

    text: str
    low: str
    start: int
    end: int
    kind: str

    @property
    def is_year(self) -> bool:
        """A number that can be a year."""
        return self.kind == "number" and bool(_YEAR.fullmatch(self.text))

    @property
    def has_capital(self) -> bool:
        """Written like a name: "Meta", "iPhone", "LlamaCon"."""
        return self.kind == "word" and any(c.isupper() for c in self.text)

    @property
    def is_marked(self) -> bool:
        """Written like a name even where a sentence begins: "LlamaCon", "SDXL", "R2"."""
        inner = self.text[1:]
        return self.kind == "word" and any(c.isupper() or c.isdigit() for c in inner)


class Name(NamedTuple):
    """A name: its text, its tokens `first` to `last`, its characters."""

    text: str
    first: int
    last: int
    start: int
    end: int


@dataclass(frozen=True)
class Read:
    """A text with its words and names.

    `known`: the first words of names elsewhere in the conversation; `people`: the surnames of people in it.
    """

    text: str
    language: Language
    known: frozenset[str] = field(default=frozenset())
    people: frozenset[str] = field(default=frozenset())

    @cached_property
    def low(self) -> str:
        """The text as `flat` writes it; places are the same."""
        return flat(self.text)

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Its words in their order."""
        found = []
        for match in _TOKEN.finditer(self.text):
            kind = match.lastgroup or "word"
            kind = "word" if kind == "plain" else kind
            found.append(Token(match.group(), self.low[match.start() : match.end()], *match.span(), kind))
        return tuple(found)

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """Its names in their order. A longer text all in capitals has none that can be told."""
        if len(self.tokens) > _SHOUTED and not any(c.islower() for c in self.text):
            return ()
        found: list[Name] = []
        at = 0
        while at < len(self.tokens):
            end = self._name_end(at)
            if end > at:
                found.append(self._name(at, end))
            at = max(end, at + 1)
        return tuple(found)

    @property
    def years(self) -> tuple[Token, ...]:
        """Its years that are no part of a name."""
        return tuple(t for t in self.tokens if t.is_year)

    def gap(self, index: int) -> str:
        """What stands between a token and the one before it."""
        return self.text[self.tokens[index - 1].end if index else 0 : self.tokens[index].start]

    def begins(self, index: int) -> bool:
        """Whether a sentence begins with the token, so that its capital says nothing."""
        if index and self.tokens[index - 1].kind == "elided":
            return False
        return not index or any(c in self.gap(index) for c in ".?!:\n")

    def _name(self, at: int, end: int) -> Name:
        start, stop = self.tokens[at].start, self.tokens[end - 1].end
        return Name(self.text[start:stop], at, end - 1, start, stop)

    def _name_end(self, at: int) -> int:
        """Where the name that begins at a token ends; `at` where none does."""
        end = at
        while end < len(self.tokens) and end - at < _MOST_OF_A_NAME and self._goes_on(at, end):
            end += 1
        if end == at or self.tokens[at].low in ROLES:
            return at
        words = [t.low for t in self.tokens[at:end]]
        if all(word in NOT_NAMES or word in FUNCTION for word in words):
            return at
        return at if self.begins(at) and not self._is_name_at_beginning(at, end) else end

    def _goes_on(self, at: int, index: int) -> bool:
        token = self.tokens[index]
        if index > at and self.gap(index).strip("-‑ \u00a0") != "":
            return False
        if token.kind == "number":
            return index > at and not token.is_year and len(token.text) <= 4
        if not token.has_capital or token.low in MONTHS:
            return False
        if (token.low in FUNCTION or token.low in OPENING_VERBS) and not self._is_acronym(
            token
        ):  # "The Information" is a name, "The" is none
            following = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
            return not self.begins(index) and len(token.text) > 1 and bool(following and following.has_capital)
        initial = index + 1 < len(self.tokens) and self.tokens[index + 1].has_capital  # "R Street"
        return len(token.text) > 1 or index > at or initial

    @staticmethod
    def _is_acronym(token: Token) -> bool:
        """Such as "AI", though « ai » is a verb."""
        return len(token.text) > 1 and token.text.isupper()

    def _is_name_at_beginning(self, at: int, end: int) -> bool:
        token = self.tokens[at]
        if token.low in FUNCTION or token.low in OPENING_VERBS or token.low in AUXILIARIES[self.language]:
            return False
        if token.is_marked or end - at > 1 or token.low in self.known or end == len(self.tokens):
            return True
        after = self.tokens[end : end + 2]
        if after[0].low in {"et", "and"} or self.gap(end).startswith(","):
            return after[-1].has_capital
        return after[0].kind == "clitic" or any(t.kind == "enclitic" for t in after)  # « Meta a-t-elle … »


def is_person(name: str, known: Collection[str] = ()) -> bool:
    """Whether a name looks like a person's: a first name and a surname. `known`: surnames of people."""
    words = flat(name).split()
    if len(words) == 1:
        return words[0] in known
    parts = name.split()
    return (
        2 <= len(parts) <= 3
        and words[0] not in FUNCTION
        and not NOT_PEOPLE.intersection(words)
        and all(_is_plain_word(p) for p in parts)
    )


def is_no_person(name: str) -> bool:
    """Whether a name looks like that of an organisation or a product: "Meta AI", "FTC", "Llama 4"."""
    parts = name.split()
    return bool(NOT_PEOPLE.intersection(flat(name).split())) or not all(_is_plain_word(part) for part in parts)


def _is_plain_word(word: str) -> bool:
    letters = word.replace("-", "").replace("’", "").replace("'", "")
    return letters.isalpha() and word[0].isupper() and not letters[1:].isupper() and len(letters) > 1


def surnames(names: Collection[Name]) -> frozenset[str]:
    """The last words of names that look like people's."""
    return frozenset(flat(n.text).split()[-1] for n in names if is_person(n.text))
