"""What a reader is shown of an answer while it is written."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rag.events import Answered, Event, Found, Piece, Settled
from rag.types import Note, Statement

_CLOSING = " \u00a0\u202f.!?…»”\"'*_`)\n"
"""What ends a sentence, and emphasis, which is not part of a statement."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The checked sentences, and behind them the words that came after.

    `searched`: what was searched for, "" until that has ended; `note`: why what was written before is void;
    `expected`: how many statements there will be, 0 where nobody knows.
    """

    searched: str = ""
    note: Note | None = None
    settled: tuple[Statement, ...] = ()
    text: str = ""
    expected: int = 0

    def after(self, event: Event) -> Shown:
        """The same after the event."""
        if isinstance(event, Answered):
            return self
        if isinstance(event, Found):
            return replace(self, searched=event.searched)
        if isinstance(event, Piece):
            return replace(self, text=self.text + event.text)
        if isinstance(event, Settled):
            text = behind(self.text, event.statement.text)
            return replace(self, settled=(*self.settled, event.statement), text=text)
        return Shown(searched=self.searched, note=event.note)


def behind(text: str, sentence: str) -> str:
    """What was written after a sentence; spaces and emphasis differ between what was written and the statement."""
    words = sum(c.isalnum() for c in sentence)
    closing = sentence[max((i for i, c in enumerate(sentence) if c.isalnum()), default=0) + 1 :] + _CLOSING
    for place, character in enumerate(text):
        words -= character.isalnum()
        if words == 0 and character.isalnum():
            return text[place + 1 :].lstrip(closing)
    return ""
