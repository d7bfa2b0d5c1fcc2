"""What is under way into an index: articles and ends of files, groups that are cut, pieces that are embedded."""

from __future__ import annotations

from dataclasses import dataclass, field

from rag.ingest.work import Embed, Embedded, Pending
from rag.types import Document, Passage


@dataclass(frozen=True, slots=True)
class Coming:
    """An article with the file that it is from; `new`: the index does not have it."""

    document: Document
    file: str
    new: bool


@dataclass(frozen=True, slots=True)
class Finished:
    """A file of which everything is on its way."""

    origin: str
    content: str


@dataclass(slots=True)
class Group:
    """What came in a row, with the passages of its articles when they are there."""

    events: list[Coming | Finished] = field(default_factory=list)
    characters: int = 0
    passages: Pending[list[list[Passage]]] | None = None

    @property
    def documents(self) -> tuple[Document, ...]:
        """Of its articles."""
        return tuple(event.document for event in self.events if isinstance(event, Coming))

    @property
    def ready(self) -> bool:
        """Whether nothing need be waited for."""
        return self.passages is None or self.passages.ready


@dataclass(frozen=True, slots=True)
class Part:
    """Passages of a batch that are being embedded."""

    task: Embed
    pending: Pending[Embedded]

    @property
    def ready(self) -> bool:
        """Whether nothing need be waited for."""
        return self.pending.ready

    def result(self) -> Embedded:
        """See Pending."""
        return self.pending.result()
