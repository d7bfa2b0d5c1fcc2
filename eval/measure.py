"""How often the fact stands in a quoted sentence, and how often a question without an answer is refused."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.sets import Case, read_set
from rag.build import make_embedder, open_sourcier
from rag.settings import load_settings
from rag.types import Answer, Question


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question asked. `rank` is that of the first quoted sentence with the fact, from 1, or None."""

    case: Case
    answer: Answer
    rank: int | None

    @property
    def right(self) -> bool:
        """The fact was quoted; or, for a question without an answer, there was an abstention."""
        return self.rank is not None if self.case.answerable else self.answer.abstained


def run(cases: Sequence[Case], ask: Callable[[Question], Answer]) -> list[Outcome]:
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


def _rank(case: Case, answer: Answer) -> int | None:
    wanted = [_plain(a) for a in case.answers]
    for rank, statement in enumerate(answer.statements, 1):
        quotes = [_plain(c.quote) for c in statement.citations]
        if any(want in quote for want in wanted for quote in quotes):
            return rank
    return None


def _plain(text: str) -> str:
    """Case and kinds of spaces do not matter."""
    return " ".join(text.casefold().split())


def main(paths: Sequence[str]) -> None:
    """Asks each file's questions of the index in force and prints a table: `python -m eval.measure FILE…`."""
    settings = load_settings()
    sourcier = open_sourcier(settings, make_embedder(settings))
    for path in paths:
        outcomes = run(read_set(Path(path)).cases, sourcier.ask)
        print(path)
        for name, keep in _GROUPS.items():
            kept = [outcome for outcome in outcomes if keep(outcome)]
            if kept:
                print(f"  {name:<46} {sum(o.right for o in kept):3} of {len(kept):3}")
        answerable = [o for o in outcomes if o.case.answerable]
        print(
            f"  {'of these in the first sentence':<46} {sum(o.rank == 1 for o in answerable):3} of {len(answerable):3}"
        )


def _tagged(tag: str) -> Callable[[Outcome], bool]:
    return lambda outcome: tag in outcome.case.tags


_GROUPS: dict[str, Callable[[Outcome], bool]] = {
    "fact in a quoted sentence": lambda o: o.case.answerable,
    "  asked in French": lambda o: o.case.answerable and o.case.language == "fr",
    "  asked in English": lambda o: o.case.answerable and o.case.language == "en",
    "  the article is in the other language": _tagged("cross-lingual"),
    "refused, without an answer in the articles": lambda o: not o.case.answerable,
    "  off the subject of the articles": _tagged("off-topic"),
    "  near the subject of the articles": lambda o: bool({"near-topic", "near-miss"} & set(o.case.tags)),
}


if __name__ == "__main__":
    main(sys.argv[1:])
