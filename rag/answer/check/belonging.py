"""Whether a fact that a passage has is there in the place that a statement gives it, or another one is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from rag.answer.check.cloze import Reading, cloze, reading
from rag.answer.check.facts import Fact, dates, numbers
from rag.answer.check.name_facts import names
from rag.answer.check.places import nearness
from rag.answer.check.weights import (
    DOUBTFUL,
    FOUND_ELSEWHERE,
    IN_PLACE,
    IN_PLACE_BY_WORDS,
    OTHERWISE,
    READ,
    SILENT,
    UNREAD,
)
from rag.answer.check.window import Window
from rag.ports import PassageReader


class Belonging:
    """With a reader it asks the passage; without one it goes by the words around the fact."""

    def __init__(self, reader: PassageReader | None) -> None:
        self._reader = reader

    def facts(self, whole: Window) -> list[Fact]:
        """The facts of the statement as a passage has them, in its places: `otherwise` and `doubtful` where not."""
        return [self._placed(fact, whole) for fact in self.found(whole)]

    def found(self, whole: Window) -> list[Fact]:
        """The same, before it is asked whether they are in their places."""
        return [*numbers(whole), *dates(whole), *names(whole)]

    def _placed(self, fact: Fact, whole: Window) -> Fact:
        if fact.state == "otherwise":
            return fact if self._replaced(fact, whole) else replace(fact, state="absent")
        if not self.asks(fact):
            return fact
        evidence = self.evidence(fact, whole)
        odds = (UNREAD if self._reader is None else READ).log_odds(evidence)
        # Where a reader finds neither the fact nor another, a subject that was named before is the likeliest reason.
        silent = self._reader is not None and evidence["read"] > SILENT
        if (odds < OTHERWISE and not silent) or evidence["read"] < FOUND_ELSEWHERE:
            return replace(fact, state="otherwise")
        return replace(fact, state="doubtful") if odds < DOUBTFUL else fact

    def _replaced(self, fact: Fact, whole: Window) -> bool:
        """Whether another is in the place of a fact that the passage does not have, and not only somewhere in it."""
        near = nearness(fact.span, (), fact.rivals)["rival"]
        return near >= IN_PLACE_BY_WORDS or self._read(fact, whole).rival >= IN_PLACE

    def asks(self, fact: Fact) -> bool:
        """Whether the passage has a fact, and another that it could be confused with.

        Without a reader not where wording says already that it is in its place, which is not always so.
        """
        known = fact.sure and self._reader is None
        return fact.state in {"held", "doubtful"} and not known and bool(fact.held) and bool(fact.rivals)

    def evidence(self, fact: Fact, whole: Window) -> Mapping[str, float]:
        """What speaks for its place: that of `nearness`, and of the reader `read` and `found` (see Reading)."""
        read = self._read(fact, whole)
        return {**nearness(fact.span, fact.held, fact.rivals), "read": read.odds, "found": read.held}

    def _read(self, fact: Fact, whole: Window) -> Reading:
        if self._reader is None:
            return Reading()
        statement = whole.statement
        (read,) = self._reader.read(cloze(statement.text, statement.language, fact), [whole.hit])
        return reading(fact, whole, read)
