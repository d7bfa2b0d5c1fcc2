"""How often the fact stands in a quoted sentence, and how often a question without an answer is refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from eval.questions import QuestionCase
from rag.types import Answer, Question


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question asked. `rank` is that of the first quoted sentence with the fact, from 1, or None."""

    case: QuestionCase
    answer: Answer
    rank: int | None

    @property
    def right(self) -> bool:
        """The fact was quoted; or, for a question without an answer, there was an abstention."""
        return self.rank is not None if self.case.answerable else self.answer.abstained


def run(cases: Sequence[QuestionCase], ask: Callable[[Question], Answer]) -> list[Outcome]:
    """Asks every question."""
    outcomes = []
    for case in cases:
        answer = ask(case.question)
        outcomes.append(Outcome(case, answer, _rank(case, answer)))
    return outcomes


def share(outcomes: Sequence[Outcome], keep: Callable[[Outcome], bool]) -> float | None:
    """The share of those kept that are right; None where there are none."""
    kept = [outcome.right for outcome in outcomes if keep(outcome)]
    return sum(kept) / len(kept) if kept else None


def _rank(case: QuestionCase, answer: Answer) -> int | None:
    wanted = [_plain(a) for a in case.answers]
    for rank, statement in enumerate(answer.statements, 1):
        quotes = [_plain(c.quote) for c in statement.citations]
        if any(want in quote for want in wanted for quote in quotes):
            return rank
    return None


def _plain(text: str) -> str:
    """Case and kinds of spaces do not matter."""
    return " ".join(text.casefold().split())
