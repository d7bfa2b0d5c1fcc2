"""What is kept of conversations. All values are frozen; two with the same content are equal."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Literal

from rag.types import Answer, Citation, Filter, Statement

Rating = Literal["up", "down"]

MOST_OF_A_NAME = 120
"""Characters of a name that somebody gives."""

_MOST_OF_A_FIRST_NAME = 60
"""Characters of a first question that name its conversation."""


_BREAKS = re.compile(r"[^\S\u00a0\u202f]+")
"""White space, but for the spaces that French sets before its signs."""


def on_one_line(text: str) -> str:
    """The text with a space for each run of white space, its non-breaking spaces kept."""
    return _BREAKS.sub(" ", text).strip()


def now() -> dt.datetime:
    """The time, in UTC."""
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True, slots=True)
class KeptExchange:
    """A question with its answer, or a text with its checked statements; one of the two is None.

    `stopped`: not the whole text was checked. `asked` is in UTC, and is when what came of it was kept.
    """

    question: str
    answer: Answer | None = None
    checked: tuple[Statement, ...] | None = None
    where: Filter = field(default_factory=Filter)
    rating: Rating | None = None
    comment: str = ""
    asked: dt.datetime = field(default_factory=now)
    stopped: bool = False

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Those of the answer or of the text."""
        if self.checked is not None:
            return self.checked
        return self.answer.statements if self.answer is not None else ()

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The citations of all statements, each once, in the order of their first appearance."""
        return tuple(dict.fromkeys(citation for statement in self.statements for citation in statement.citations))


@dataclass(frozen=True, slots=True)
class RatedExchange:
    """An exchange that its reader has rated, and where it stands: the id of its conversation, its position from 0."""

    conversation: str
    position: int
    exchange: KeptExchange


@dataclass(frozen=True, slots=True)
class Summary:
    """What is shown of a conversation in a list. `changed`: when its last exchange was kept. Times are in UTC."""

    id: str
    name: str
    begun: dt.datetime
    changed: dt.datetime
    exchanges: int


def first_name(question: str) -> str:
    """What a conversation is called until somebody names it: its first question, cut at a word where it is long."""
    line = on_one_line(question)
    if len(line) <= _MOST_OF_A_FIRST_NAME:
        return line
    start = line[: _MOST_OF_A_FIRST_NAME + 1]
    return (start.rpartition(" ")[0] or start[:-1]).rstrip(" ,;:.–—-") + " …"


def clean_name(name: str) -> str:
    """A name on one line and not too long; "" where there is nothing in it."""
    return on_one_line("".join(c for c in name if c.isprintable() or c.isspace()))[:MOST_OF_A_NAME].rstrip()
