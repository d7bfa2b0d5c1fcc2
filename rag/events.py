"""What happens while a question is being answered, in the order in which it does, for those who watch."""

from __future__ import annotations

from dataclasses import dataclass

from rag.types import Answer, Draft, Hit, Note, Statement


@dataclass(frozen=True, slots=True)
class Found:
    """The search has ended. `searched` is what was searched for.

    `question` is as it was asked, `language` is that of the answer.
    """

    searched: str
    hits: tuple[Hit, ...]
    question: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Piece:
    """More of the text that a chat model is writing, without its markers. Nothing of it is checked yet."""

    text: str


@dataclass(frozen=True, slots=True)
class Settled:
    """A sentence has ended and is checked. Settled statements come in the order of the text."""

    statement: Statement


@dataclass(frozen=True, slots=True)
class Restarted:
    """What was written so far is void, for the reason given; the text begins again."""

    note: Note


@dataclass(frozen=True, slots=True)
class Drafted:
    """The answerer is done. Always its last event."""

    draft: Draft


@dataclass(frozen=True, slots=True)
class Answered:
    """All is done. Always the last event of a question."""

    answer: Answer


Writing = Piece | Settled | Restarted | Drafted
"""What an answerer that streams tells."""

Event = Found | Piece | Settled | Restarted | Answered
"""What is told of a question."""
