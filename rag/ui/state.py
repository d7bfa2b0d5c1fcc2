"""What one reader's session holds: the conversation so far, what is being asked, what is open."""

from __future__ import annotations

from dataclasses import dataclass, field

from rag.errors import SourcierError
from rag.render import short_text
from rag.types import Answer, Citation, Filter, Turn


@dataclass(frozen=True, slots=True)
class Place:
    """One citation of one exchange, by position. It travels through the browser as `turn.citation`."""

    turn: int
    citation: int

    def __str__(self) -> str:
        return f"{self.turn}.{self.citation}"

    @classmethod
    def parse(cls, text: str) -> Place | None:
        """The place that a browser sent; None for anything that is not one."""
        turn, dot, citation = text.partition(".")
        if dot and turn.isdecimal() and citation.isdecimal() and len(text) < 20:
            return cls(int(turn), int(citation))
        return None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that is yet to be answered, and the filter that was set when it was asked."""

    question: str
    where: Filter = field(default_factory=Filter)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what came of it. None is an internal failure, which the log tells more about."""

    question: str
    outcome: Answer | SourcierError | None
    where: Filter = field(default_factory=Filter)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """What can be opened: the citations of an answer, or the nearest passages of an abstention."""
        if not isinstance(self.outcome, Answer):
            return ()
        return self.outcome.nearest if self.outcome.abstained else self.outcome.citations


def _said(answer: Answer) -> str:
    """The answer as it is shown: the words that answer on a line of their own, then the statements."""
    return "\n".join(part for part in (short_text(answer), answer.text) if part)


@dataclass(slots=True)
class Conversation:
    """One conversation. `pending` are the questions that are yet to be answered, in their order.

    `number` counts the conversations before it: what is drawn of one must not be taken for another's.
    """

    number: int = 0
    exchanges: list[Exchange] = field(default_factory=list)
    pending: list[Asked] = field(default_factory=list)
    opened: Place | None = None

    def ask(self, question: str, where: Filter | None = None) -> None:
        """Notes a question for the next drawing of the page."""
        self.pending.append(Asked(question, where or Filter()))

    def settle(self, turn: int, outcome: Answer | SourcierError | None) -> None:
        """Ends the question of that turn with what came of it.

        Only once: a reader who types while a question is being answered starts a second drawing, which asks it too.
        """
        if self.pending and len(self.exchanges) == turn:
            asked = self.pending.pop(0)
            self.exchanges.append(Exchange(asked.question, outcome, asked.where))

    def turns(self, question: str) -> list[Turn]:
        """What was asked and answered so far, and the question. What ended in an error was never part of it."""
        turns: list[Turn] = []
        for exchange in self.exchanges:
            if isinstance(exchange.outcome, Answer):
                turns += [Turn("user", exchange.question), Turn("assistant", _said(exchange.outcome))]
        return [*turns, Turn("user", question)]

    def open(self, place: Place | None) -> None:
        """Opens a citation, or closes the open one with None. A place that does not exist changes nothing."""
        if place is None or self.citation(place) is not None:
            self.opened = place

    def citation(self, place: Place | None) -> Citation | None:
        """The citation in a place, if there is one."""
        if place is None or place.turn >= len(self.exchanges):
            return None
        citations = self.exchanges[place.turn].citations
        return citations[place.citation] if place.citation < len(citations) else None
