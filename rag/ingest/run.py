"""Files into an index, incrementally: what has not changed costs a hash, what has gone goes when asked to."""

from __future__ import annotations

import time
import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from rag.errors import ClusterError
from rag.ingest.batch import BATCH_PASSAGES
from rag.ingest.conveyor import Conveyor, Means
from rag.ingest.disk import is_gone, name_of, size_of
from rag.ingest.identify import apart, to_document
from rag.ingest.progress import Progress, Report, Silent
from rag.ingest.read import FoundFile, ReadLimits, find_files
from rag.ingest.read.find import printable
from rag.ingest.read.problem import Problem
from rag.ingest.reading import Look, Reading
from rag.ingest.removing import drop
from rag.ingest.under_way import Coming
from rag.ingest.work import Here, Pool, Stopped, Tools
from rag.ports import Chunker, Embedder, Stop
from rag.store.catalogue import Catalogue
from rag.store.index import IndexWriter
from rag.types import Document

PUBLISH_EVERY = 120.0
"""Seconds of work that an interruption can cost at most."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What an ingest works with. `step`: passages that are embedded at once, after which `stop` is heard.

    `clock` gives seconds. `pool`: where files are read, cut and embedded; None for this process.
    """

    embedder: Embedder
    chunker: Chunker
    limits: ReadLimits
    progress: Progress = field(default_factory=Silent)
    clock: Callable[[], float] = time.monotonic
    stop: Stop = lambda: False
    step: int = BATCH_PASSAGES
    pool: Pool | None = None


class Ingest:
    """One run over one index that is held for writing."""

    def __init__(self, writer: IndexWriter, parts: Parts) -> None:
        self._writer = writer
        self._parts = parts
        self.report = Report()
        tools = Tools(parts.embedder, parts.chunker, parts.limits)
        pool = parts.pool or Here(tools)
        means = Means(pool, tools, parts.progress, parts.stop, parts.step)
        self._conveyor = Conveyor(writer, means, self.report, _loosely(self._written))
        self._reading = Reading(pool, parts.limits, writer.catalogue.file_hash)
        self._published = parts.clock()
        self._present: set[str] = set()  # the files of this run
        self._dirty = False
        self._whole = False

    def run(self, paths: Sequence[Path], *, prune: bool = False, whole: bool = False) -> Report:
        """Reads files and folders into the index and publishes it.

        An interruption (KeyboardInterrupt, `Parts.stop`) publishes what is finished and says so in the report; with
        `whole` nothing is published before the end, so that half an index never takes the place of a full one.
        Nothing that a file holds stops the run: it is in `report.failed`.
        """
        self._whole = whole
        start = self._parts.clock()
        files = self._find(paths)
        self._parts.progress.begin(len(files), sum(size_of(f.path) for f in files))
        try:
            self._read(files)
            if prune:
                self._conveyor.settle()
                self._prune(paths)
            self._conveyor.flush()
        except (KeyboardInterrupt, Stopped):
            self.report.interrupted = True
            if whole:
                return self.report
            self._conveyor.salvage()
        except ClusterError:
            if not whole:
                self._conveyor.salvage()
                self._publish()
            raise
        self._dirty = self._dirty or whole
        self._publish()
        self.report.seconds = self._parts.clock() - start
        return self.report

    def again(self, catalogue: Catalogue) -> Report:
        """Cuts and embeds all documents of another catalogue into this index, which must be fresh."""
        start = self._parts.clock()
        self._whole = True  # published once, when all is there: until then the old index stays, whole
        documents, _ = catalogue.counts()
        self._parts.progress.begin(documents, sum(info.characters for info in catalogue.info()))
        for document, file in catalogue.documents():
            self._conveyor.put(Coming(document, file, new=True))
            self._parts.progress.advance(len(document.text), 1, 0)
        self._conveyor.flush()
        with self._writer.change():
            for origin, content in catalogue.files():
                self._writer.catalogue.put_file(origin, content)
        self._dirty = True
        self._publish()
        self.report.seconds = self._parts.clock() - start
        return self.report

    # one file

    def _find(self, paths: Sequence[Path]) -> list[FoundFile]:
        found: list[FoundFile] = []
        search = find_files(paths)
        for item in search:
            if isinstance(item, FoundFile):
                found.append(item)
            else:
                self.report.failed.append(item)
        self.report.skipped = search.skipped
        self._present = {name_of(f.path) for f in found}
        return found

    def _read(self, files: Sequence[FoundFile]) -> None:
        self._reading.begin(files)
        for found in files:
            self._heed()
            self._parts.progress.note("file", printable(found.path.name))
            self._file(self._reading.next())

    def _file(self, look: Look) -> None:
        if isinstance(look.content, Problem):
            self._fail(look.content)
            return
        before = self._writer.catalogue.documents_of_file(look.origin)
        if self._writer.catalogue.file_hash(look.origin) == look.content:
            self.report.unchanged += len(before)
            self._parts.progress.advance(look.size, len(before), 0)
            return
        self._writer.catalogue.forget_file(look.origin)  # until it was read in full, it is not as it was
        seen: set[str] = set()
        failed = spent = 0
        for item in self._reading.articles(look):
            if isinstance(item, Problem):
                self._fail(item)
                failed += 1
                continue
            share = min(len(item.text), look.size - spent)
            spent += share
            document = to_document(item, Path(look.origin), look.found.relative)
            if document.origin in seen:
                self.report.unchanged += 1  # the same article twice in one file
            else:
                self._article(document, look.origin, before)
            seen.add(document.origin)
            self._parts.progress.advance(share, 1, 0)
        self._parts.progress.advance(look.size - spent, 0, 0)
        if failed:
            return  # read again next time, so that it is reported again; what it held before stays
        for gone in before.keys() - seen:
            self._forget(before[gone][0])
        self._conveyor.finish(look.origin, look.content)

    def _article(self, document: Document, file: str, before: dict[str, tuple[str, str]]) -> None:
        known = before.get(document.origin)
        document = replace(document, id=known[0] if known else self._free_id(document))
        if known and known[1] == document.content_hash:
            self.report.unchanged += 1
            return
        self._conveyor.put(Coming(document, file, new=not known))

    def _free_id(self, document: Document) -> str:
        """The id it wants, unless that belongs to a document whose file is still there."""
        if self._conveyor.holds(document.id):
            return apart(document.id, document.origin)
        file = self._writer.catalogue.file_of(document.id)
        if file is None:
            return document.id
        if file in self._present or not is_gone(file):
            return apart(document.id, document.origin)
        # The file was moved: this is the same document in its new place. Should it move back, it is read again.
        self._writer.catalogue.forget_file(file)
        return document.id

    # writing

    def _heed(self) -> None:
        """Ends the run where it was stopped, with what was read in full."""
        if self._parts.stop():
            self._conveyor.break_off()
            raise Stopped

    def _written(self) -> None:
        """Something was, and more is to come."""
        self._heed()
        if not self._whole and self._parts.clock() - self._published >= PUBLISH_EVERY:
            self._publish()

    def _publish(self) -> None:
        if (self._dirty or self._conveyor.changed) and self._writer.is_consistent():
            self._writer.publish()
            self._dirty = self._conveyor.changed = False
            self._parts.progress.note("published")
        self._published = self._parts.clock()

    def _prune(self, paths: Sequence[Path]) -> None:
        for folder in (p.resolve() for p in paths if p.is_dir()):
            for origin in self._writer.catalogue.files_below(name_of(folder)):
                if origin not in self._present and is_gone(origin):
                    self._writer.catalogue.forget_file(origin)
                    for name, _ in self._writer.catalogue.documents_of_file(origin).values():
                        self._forget(name)

    def _forget(self, document_id: str) -> None:
        drop(self._writer, document_id)
        self.report.removed += 1
        self._dirty = True

    def _fail(self, problem: Problem) -> None:
        self.report.failed.append(problem)


def _loosely(call: Callable[[], None]) -> Callable[[], None]:
    """The same method, without a ring, which would keep the index open after the run until it is collected."""
    held = weakref.WeakMethod(call)

    def called() -> None:
        if (found := held()) is not None:
            found()

    return called
