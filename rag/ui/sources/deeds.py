"""What a click does to the articles. Each asks the jobs, which refuse one who may not, and keeps what they say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from rag import curating
from rag.errors import SourcierError, UsageError
from rag.ingest.progress import Report
from rag.ingest.shelf import Staged
from rag.ui.person import Person
from rag.ui.sources.holdings import Library
from rag.ui.sources.jobs import Kind, Work
from rag.ui.sources.state import Browsing

if TYPE_CHECKING:
    from rag.curating import Addition, Hands


@dataclass(frozen=True, slots=True)
class Given:
    """A file that somebody hands over, and the name that it is to be kept under. `instead`: see `Addition`."""

    name: str
    data: bytes
    place: str
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Deeds:
    """What one reader may do."""

    library: Library
    person: Person
    browsing: Browsing

    def add(self, files: Sequence[Given], kind: Kind = "add") -> bool:
        """Hands files over and begins to index them. Whether that was possible; if not, `browsing.error` says why."""
        shelf, staged = self.library.shelf, list[Staged]()
        try:
            self._check()
            staged += (shelf.stage(file.name, file.data) for file in files)
            additions = [
                curating.Addition(one, file.place, file.instead) for one, file in zip(staged, files, strict=True)
            ]
        except SourcierError as error:
            for one in staged:
                shelf.discard(one)
            self.browsing.error = error
            return False
        if self._start(kind, partial(_added, self.library, additions)):
            return True
        for one in staged:
            shelf.discard(one)
        return False

    def delete(self, names: Iterable[str]) -> None:
        """Takes articles out, so that it can be undone."""
        ids = sorted(names)
        if ids and self._start("delete", partial(_deleted, self.library, ids)):
            self.browsing.picked -= set(ids)
            if self.browsing.opened in ids:
                self.browsing.open(None)

    def undo(self) -> None:
        """Puts back what was deleted last."""
        self._start("undo", partial(curating.undo, self.library.settings))

    def reindex(self, folder: Path, *, prune: bool) -> bool:
        """Reads a folder again."""
        return self._start("reindex", partial(_reindexed, self.library, folder, prune))

    def stop(self) -> None:
        """Ends what is going on. Whoever may change the articles may, whoever has begun it."""
        job = self.library.jobs.running
        if job is not None and self.person.may_edit:
            job.stop()

    def dismiss(self) -> None:
        """Takes the message of the last job away."""
        self.library.jobs.dismiss(self.person)

    def _check(self) -> None:
        """Before anything is written: what `_start` would refuse. Raises UsageError."""
        if not self.person.may_edit:
            raise UsageError("not_editor")
        if self.library.jobs.running is not None:
            raise UsageError("job_running")

    def _start(self, kind: Kind, work: Work) -> bool:
        try:
            self.library.jobs.start(self.person, kind, work)
        except SourcierError as error:
            self.browsing.error = error
            return False
        self.browsing.error = None
        return True


def _added(library: Library, additions: Sequence[Addition], hands: Hands) -> Report:
    return curating.add(library.settings, additions, hands)


def _deleted(library: Library, ids: Sequence[str], _: Hands) -> Report:
    return Report(removed=len(curating.delete(library.settings, ids).kept))


def _reindexed(library: Library, folder: Path, prune: bool, hands: Hands) -> Report:
    return curating.reindex(library.settings, folder, hands, prune=prune)
