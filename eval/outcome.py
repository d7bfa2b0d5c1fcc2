"""What came of one question: all that the figures and the report are made from, in a form that can be saved."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import TypeAdapter

from eval.fold import fold
from eval.sets import Case


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A passage that the search returned; `text` is its beginning, `gold` whether it counts as relevant."""

    document_id: str
    title: str
    start: int
    end: int
    text: str
    score: float
    gold: bool


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation of the answer; `statement` counts from 0; `gold` are the numbers of the items that it is of."""

    statement: int
    document_id: str
    title: str
    start: int
    end: int
    quote: str
    gold: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """The answer. `latency_ms` is what asking took, in milliseconds; None where the question was not taken.

    `short`: the words that answer; None where the answerer points at none.
    """

    text: str
    abstained: bool
    confidence: float
    latency_ms: float | None
    citations: tuple[Cited, ...] = ()
    short: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question, asked and searched for.

    Items of gold go by their number in the case's `gold`, from 0. `ranked`: the distinct items retrieved, best
    first, those of no gold by the name of the document or passage; None where there is nothing to retrieve.
    `given`: None where only the retrieval was run. `missing`: the items that the index does not hold. `error`: why
    the question was not taken, in English and in French.
    """

    case: Case
    direction: str = ""
    ranked: tuple[int | str, ...] | None = None
    retrieved: tuple[Retrieved, ...] = ()
    given: Given | None = None
    missing: tuple[int, ...] = ()
    error: tuple[str, str] | None = None


OUTCOME: TypeAdapter[Outcome] = TypeAdapter(Outcome)
"""Outcomes to lines of JSON and back."""


def quoted_within(outcome: Outcome, statements: int) -> bool:
    """Whether an answer string stands in a quotation of one of the first statements."""
    if outcome.given is None:
        return False
    quotes = [fold(c.quote) for c in outcome.given.citations if c.statement < statements]
    wanted = [text for answer in outcome.case.answers if (text := fold(answer))]
    return any(text in quote for text in wanted for quote in quotes)


def is_right(outcome: Outcome, *, retrieval_only: bool = False) -> bool | None:
    """Whether a question went as wanted; None where nothing tells.

    Without an answer: there was an abstention. With answer strings: one stands in the first three quotations. With
    gold alone: some of it is cited. With neither: there was an answer. Where only the retrieval was run: some gold
    is among the first ten items.
    """
    case, given = outcome.case, outcome.given
    if retrieval_only or given is None:
        return None if outcome.ranked is None else any(isinstance(item, int) for item in outcome.ranked[:10])
    if outcome.error:
        return False
    if not case.answerable or given.abstained:
        return given.abstained and not case.answerable
    if case.answers:
        return quoted_within(outcome, 3)
    return any(c.gold for c in given.citations) if case.gold else True
