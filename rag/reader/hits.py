"""The reader over what a search returned: the port that ranking and answering use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from rag.embed.recent import Recent
from rag.reader.reader import Reader
from rag.reader.spans import Read
from rag.text.context import embedding_text
from rag.types import AnswerSpan, Hit, Span, Stance

T = TypeVar("T")

KEPT = 1000
"""Passages read lately, each with its question: at 200 tokens, 4 MB."""


@dataclass(frozen=True, slots=True)
class ReadHit:
    """A ReadPassage. The passage's text is the document's from `start` on, and what was read from `begins` on."""

    read: Read
    start: int
    begins: int

    @property
    def answers(self) -> float:
        """The log-odds that the passage answers."""
        return self.read.answers

    def best(self, span: Span) -> AnswerSpan | None:
        """The likeliest words within a span of the document; None where it holds none of the passage."""
        found = self.read.best(self._inside(span))
        return found and replace(found, span=_moved(found.span, self.start - self.begins))

    def share(self, span: Span) -> float:
        """How much of all that could be the answer lies within a span of the document, in [0, 1]."""
        return self.read.share(self._inside(span))

    def _inside(self, span: Span) -> Span:
        """Never before the passage itself, where the title and the headings were read."""
        start, end = _moved(span, self.begins - self.start)
        return Span(max(start, self.begins), max(end, self.begins))


class HitReader:
    """A PassageReader: reads each passage under its title and headings. Threads may share it."""

    def __init__(self, reader: Reader, kept: int = KEPT) -> None:
        self._reader = reader
        self._recent: Recent[tuple[str, str], Read] = Recent(kept)
        self._held: Recent[tuple[str, str], Stance] = Recent(kept)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the files of its weights."""
        return self._reader.fingerprint

    def prepare(self) -> None:
        """Begins to load, for who will need it soon and has other things to do first."""
        self._reader.prepare()

    def prepare_statements(self) -> None:
        """The same of what it needs for `stances` alone."""
        self._reader.prepare_statements()

    def read(self, question: str, hits: Sequence[Hit]) -> list[ReadHit]:
        """What it says of each hit, in their order."""
        shown = [embedding_text(hit.document.title, hit.passage) for hit in hits]
        found = _known(self._recent, question, [text for text, _ in shown], self._reader.read)
        return [
            ReadHit(read, hit.passage.start, begins) for hit, read, (_, begins) in zip(hits, found, shown, strict=True)
        ]

    def stances(self, statement: str, hits: Sequence[Hit]) -> list[Stance]:
        """What each hit says of a statement, in their order."""
        texts = [embedding_text(hit.document.title, hit.passage)[0] for hit in hits]
        return _known(self._held, statement, texts, self._reader.stances)


def _known(
    recent: Recent[tuple[str, str], T], asked: str, texts: Sequence[str], read: Callable[[str, Sequence[str]], list[T]]
) -> list[T]:
    """What is `read` of each text, where that was not done lately."""
    held = {text: recent.get((asked, text)) for text in texts}
    known = {text: value for text, value in held.items() if value is not None}
    missing = [text for text in held if text not in known]
    for text, value in zip(missing, read(asked, missing), strict=True):
        known[text] = value
        recent.put((asked, text), value)
    return [known[text] for text in texts]


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)
