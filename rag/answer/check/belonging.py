"""Whether a fact that a passage has is there in the place that a statement gives it, or another one is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from rag.answer.check.facts import Fact, dates, numbers
from rag.answer.check.name_facts import names
from rag.answer.check.places import nearness
from rag.answer.check.weights import DOUBTFUL, IN_PLACE, OTHERWISE, PLACE
from rag.answer.check.window import Window


def found(whole: Window) -> list[Fact]:
    """The facts of a statement as a passage has them, before it is asked whether they are in their places."""
    return [*numbers(whole), *dates(whole), *names(whole)]


def placed(fact: Fact) -> Fact:
    """The fact, `otherwise` or `doubtful` where by the words around it another is in its place."""
    if fact.state == "otherwise":
        if evidence(fact)["rival"] >= IN_PLACE:
            return fact
        return replace(fact, state="doubtful" if fact.soft else "absent")
    if not asks(fact):
        return fact
    odds = PLACE.log_odds(evidence(fact))
    if odds < OTHERWISE:
        return replace(fact, state="otherwise")
    return replace(fact, state="doubtful") if odds < DOUBTFUL else fact


def asks(fact: Fact) -> bool:
    """Whether the passage has a fact, and another that it could be confused with; not where wording says it all."""
    return fact.state in {"held", "doubtful"} and not fact.sure and bool(fact.held) and bool(fact.rivals)


def evidence(fact: Fact) -> Mapping[str, float]:
    """What speaks for its place; see `nearness`."""
    return nearness(fact.span, fact.held, fact.rivals)
