"""What one reader's session holds: the conversation so far, what is being asked, what is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from rag.answer.extractive import whole
from rag.errors import SourcierError
from rag.history.values import Rating
from rag.messages import Language
from rag.render import short_text
from rag.types import Answer, Citation, Filter, Statement, Turn
from rag.ui.chat.work import Checked, Outcome, Work
from rag.ui.markup import Html

Manner = Literal["quotations", "model", "strict", "check"]
"""Who answers: quotations, a chat model, the same without what nothing supports; or: a text is checked."""


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
    """A question that is yet to be answered or a text that is yet to be checked, and what was set when it came."""

    question: str
    where: Filter = field(default_factory=Filter)
    manner: Manner = "quotations"


@dataclass(frozen=True, slots=True)
class Kept:
    """An exchange as it is kept: its position there, and what the reader makes of it."""

    position: int
    rating: Rating | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question or a text, and what came of it. `kept` is None as long as it is not."""

    question: str
    outcome: Outcome
    where: Filter = field(default_factory=Filter)
    kept: Kept | None = None

    @property
    def citations(self) -> tuple[Citation, ...]:
        """What can be opened: the citations of an answer or the nearest passages of an abstention, then what was found.

        Of a text that was checked, what its statements were judged by.
        """
        if isinstance(self.outcome, Checked):
            return cited(self.outcome.statements)
        if not isinstance(self.outcome, Answer):
            return ()
        shown = self.outcome.nearest if self.outcome.abstained else self.outcome.citations
        return (*shown, *(whole(hit, rank) for rank, hit in enumerate(self.outcome.hits, 1)))


def cited(statements: Sequence[Statement]) -> tuple[Citation, ...]:
    """The citations of statements, each once, in the order of their first appearance."""
    return tuple(dict.fromkeys(citation for statement in statements for citation in statement.citations))


def _said(answer: Answer) -> str:
    """The answer as it is shown: the words that answer on a line of their own, then the statements."""
    return "\n".join(part for part in (short_text(answer), answer.text) if part)


@dataclass(slots=True)
class Conversation:
    """One conversation. `pending` are the questions that are yet to be answered, in their order; `work` does the first.

    `number` counts the conversations before it: what is drawn of one must not be taken for another's. `id` is what it
    is kept under, None as long as it is not, and `trouble` is why it cannot be. `rated` is the turn rated last.
    `drawn`: turns as HTML and their references, of which exchange and in which language.
    """

    number: int = 0
    exchanges: list[Exchange] = field(default_factory=list)
    pending: list[Asked] = field(default_factory=list)
    opened: Place | None = None
    work: Work | None = None
    id: str | None = None
    trouble: SourcierError | None = None
    rated: int | None = None
    drawn: dict[int, tuple[Exchange, Language, Html, Mapping[str, str]]] = field(default_factory=dict)

    def ask(self, question: str, where: Filter | None = None, manner: Manner = "quotations") -> None:
        """Notes a question or a text for the next drawing of the page."""
        self.pending.append(Asked(question, where or Filter(), manner))

    def begin(self, work: Work) -> Work:
        """Keeps what is going on for the first of the pending."""
        self.work = work
        return work

    def settle(self) -> None:
        """Ends the first of the pending with what came of it, where it has. What was opened meanwhile stays open."""
        if self.work is None or not self.work.is_over:
            return
        asked, before = self.pending.pop(0), self.citation(self.opened)
        self.exchanges.append(Exchange(asked.question, self.work.outcome, asked.where))
        self.work = None
        turn = len(self.exchanges) - 1
        if before is not None and self.opened is not None and self.opened.turn == turn:
            same = [i for i, c in enumerate(self.exchanges[turn].citations) if _place(c) == _place(before)]
            self.opened = Place(turn, same[0]) if same else None

    def leave(self) -> None:
        """Ends it, since another one is begun or resumed. What goes on in it ends soon, with what there is by then."""
        del self.pending[1:]
        if self.work is None:
            self.pending.clear()
        else:
            self.work.stop()

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
        """The citation in a place, if there is one; also in what is being written."""
        if place is None:
            return None
        citations: tuple[Citation, ...] = ()
        if place.turn < len(self.exchanges):
            citations = self.exchanges[place.turn].citations
        elif place.turn == len(self.exchanges) and self.work is not None:
            citations = cited(self.work.shown.settled)
        return citations[place.citation] if place.citation < len(citations) else None


def _place(citation: Citation) -> tuple[str, int, int]:
    return citation.document_id, citation.start, citation.end
