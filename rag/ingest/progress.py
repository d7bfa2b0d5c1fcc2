"""What an ingest tells of itself while it runs, and what it reports at its end."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rag.ingest.read.problem import Problem  # whose package brings along every reader


class Progress(Protocol):
    """Told of an ingest as it goes. Called from the ingesting thread."""

    def begin(self, files: int, size: int) -> None:
        """How much there is to read: files, and bytes in them."""

    def expect(self, passages: int) -> None:
        """So many passages more are to be embedded."""

    def advance(self, size: int, documents: int, passages: int) -> None:
        """Counts up: bytes of files, documents, passages embedded."""

    def note(self, kind: str, detail: str = "") -> None:
        """Something worth a line: "busy" (who holds the index), "file" (which is begun) or "published"."""


class Silent:
    """Tells nobody."""

    def begin(self, files: int, size: int) -> None:
        """Does nothing."""

    def expect(self, passages: int) -> None:
        """Does nothing."""

    def advance(self, size: int, documents: int, passages: int) -> None:
        """Does nothing."""

    def note(self, kind: str, detail: str = "") -> None:
        """Does nothing."""


@dataclass(slots=True)
class Report:
    """What an ingest did. `skipped` counts files in folders that are of no kind that is read."""

    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    removed: int = 0
    passages: int = 0
    skipped: int = 0
    seconds: float = 0.0
    interrupted: bool = False
    failed: list[Problem] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether the index is another one than before."""
        return bool(self.added or self.replaced or self.removed)
