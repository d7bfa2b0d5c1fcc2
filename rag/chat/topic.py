"""What a pronoun stands for: the names of the question before, or those that its answer brought."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.chat.anaphora import Anaphor
from rag.chat.exchange import Exchange, content, distinct, gender_of
from rag.chat.lexicon import PLURAL, flat

_MOST_NAMES = 3
"""Of several that a plural pronoun stands for."""


@dataclass(frozen=True, slots=True)
class Antecedent:
    """What a pronoun stands for. `also`: what it may stand for as well, to be searched for beside it.

    `phrase`: `text` is no name but the words of a question, which cannot take a pronoun's place.
    """

    text: str
    also: str = ""
    phrase: bool = False


def antecedent(
    anaphor: Anaphor, before: Sequence[Exchange], language: str, besides: Iterable[str] = ()
) -> Antecedent | None:
    """What it stands for in the exchanges before. `besides`: names that it does not mean.

    A person is looked for in all of them, the last first; anything else in the last, whose words stand for it where
    that has no name.
    """
    taken = {flat(name) for name in besides}
    for exchange in reversed(before[-1:] if anaphor.role != "person" else before):
        found = [name for name in _candidates(anaphor, exchange) if flat(name) not in taken]
        found = [exchange.shown(name, language) for name in found]
        if found and _is_list(anaphor, exchange):
            return Antecedent(_listed(found[:_MOST_NAMES], language))
        if found:
            return Antecedent(found[0], found[1] if len(found) > 1 else "")
    words = next((words for exchange in reversed(before) if (words := content(exchange.question))), "")
    named = before[-1].brought[:1] if words and anaphor.role in {"thing", "any"} and before[-1].asks_which else []
    return Antecedent(words, "".join(named), phrase=True) if words else None


@dataclass(frozen=True)
class _Named:
    """The names of an exchange: of the question, and those that the answer's first sentence brought."""

    people: list[str]
    things: list[str]
    new_people: list[str]
    new_things: list[str]

    @classmethod
    def of(cls, exchange: Exchange) -> _Named:
        own, brought = exchange.names, exchange.brought
        return cls(
            [n for n in own if exchange.is_person(n)],
            [n for n in own if not exchange.is_person(n)],
            [n for n in brought if exchange.is_person(n)],
            [n for n in brought if not exchange.is_person(n)],
        )


def _candidates(anaphor: Anaphor, exchange: Exchange) -> list[str]:
    """Names for it, the likeliest first; the second is one that it may just as well be."""
    named = _Named.of(exchange)
    match anaphor.role:
        case "said":
            return []
        case "person":
            return _person(exchange, named)
        case "place":
            where = named.new_things if exchange.asks_where else []
            placed = sorted(named.things, key=lambda n: not exchange.owns(n))
            return distinct([*where, *placed, *named.new_things, *named.people])[:2]
        case "thing":
            return _thing(anaphor, exchange, named)
        case "many":
            return _many(exchange, named)
        case "any":
            return _any(anaphor, exchange, named)


def _person(exchange: Exchange, named: _Named) -> list[str]:
    """Who was asked for; else who was spoken of, or anything that may be a person's surname."""
    if exchange.asks_who and (asked_for := _asked_for(exchange, named)):
        return asked_for
    return (named.people or named.new_people or named.things)[:1]


def _asked_for(exchange: Exchange, named: _Named) -> list[str]:
    """Who answers a question with "who": the first person that the answer names, or the first that may be one."""
    likely = [name for name in exchange.brought if exchange.may_be_person(name)]
    return (named.new_people or likely or exchange.brought)[:1]


def _thing(anaphor: Anaphor, exchange: Exchange, named: _Named) -> list[str]:
    """What the question is about; after "which …?" what the answer named, and that beside it."""
    things = named.things
    if exchange.asks_who or anaphor.form == "noun":  # "Who runs Groq?" is about Groq
        things = sorted(things, key=lambda n: not exchange.owns(n))
    if exchange.asks_which and not exchange.asks_of_kind and not exchange.names:
        return []  # "What caused the crisis?": "it" is the crisis
    if exchange.asks_which and not exchange.asks_who and anaphor.form != "possessive":
        either = [named.new_things[:1], things[:1]]
        return distinct([*(n for some in either[:: 1 if exchange.asks_of_kind else -1] for n in some), *named.people])[
            :2
        ]
    return [*things, *named.new_things, *named.people][:1]


def _many(exchange: Exchange, named: _Named) -> list[str]:
    """All that were asked for, or that the question joins; a company; no name where a plural noun is nearer."""
    if _asks(exchange) and (len(exchange.brought) > 1 or named.new_things):
        return exchange.brought
    if exchange.joined:
        return [exchange.joined]
    return [] if exchange.speaks_of_many else distinct([*named.things[:1], *_several(exchange)])[:2]


def _any(anaphor: Anaphor, exchange: Exchange, named: _Named) -> list[str]:
    """« il », « son »: who or what was asked for, else what the question is about, in the gender that it has there."""
    if anaphor.form == "possessive" and exchange.asks_who:
        things = sorted(named.things, key=lambda n: not exchange.owns(n))
        return distinct([*things[:1], *_asked_for(exchange, named), *exchange.names])[:2]
    if exchange.asks_who and (asked_for := _asked_for(exchange, named)):
        return asked_for
    own = [*named.things, *named.people] if anaphor.gender == "f" else exchange.names
    own = _agreeing(anaphor.gender, exchange, own)
    either = [own[:1], named.new_things[:1] if exchange.asks_which and anaphor.form != "possessive" else []]
    ordered = either[:: -1 if exchange.asks_of_kind else 1]
    return distinct(name for some in ordered for name in some)[:2] or exchange.brought[:1]


def _asks(exchange: Exchange) -> bool:
    return exchange.asks_who or exchange.asks_which


def _is_list(anaphor: Anaphor, exchange: Exchange) -> bool:
    return anaphor.role == "many" and _asks(exchange) and len(exchange.brought) > 1


def _agreeing(gender: str, exchange: Exchange, names: Sequence[str]) -> list[str]:
    """Without those that the question treats as being of the other gender; those of the same gender first."""
    if not gender:
        return list(names)
    found = {n.text: gender_of(n, exchange.question) for n in exchange.question.names}
    fitting = [name for name in names if found.get(name, "") in {"", gender}]
    return sorted(fitting, key=lambda name: found.get(name, "") != gender)


def _several(exchange: Exchange) -> list[str]:
    """Names of the answer that stand for several: « les lunettes Ray-Ban »."""
    read = exchange.first
    return [
        name.text
        for name in read.names
        if (PLURAL - {"the"}).intersection(t.low for t in read.tokens[max(0, name.first - 3) : name.first])
    ]


def _listed(names: Sequence[str], language: str) -> str:
    joined = " et " if language == "fr" else " and "
    return joined.join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]
