"""Files into an index, incrementally: what has not changed costs a hash, what has gone goes when asked to."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from rag.errors import DocumentError
from rag.ingest.batch import BATCH_PASSAGES, Batch
from rag.ingest.disk import file_hash, is_gone, name_of, size_of
from rag.ingest.identify import apart, to_document
from rag.ingest.progress import Progress, Report, Silent
from rag.ingest.read import FoundFile, ReadLimits, find_files, read_file
from rag.ingest.read.find import printable
from rag.ingest.read.problem import Problem
from rag.ingest.removing import drop
from rag.ports import Chunker, Embedder, Stop
from rag.store.catalogue import Catalogue
from rag.store.index import IndexWriter
from rag.types import Document, Vectors

PUBLISH_EVERY = 120.0
"""Seconds of work that an interruption can cost at most."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What an ingest works with. `step`: passages that are embedded at once, after which `stop` is heard.

    `clock` gives seconds.
    """

    embedder: Embedder
    chunker: Chunker
    limits: ReadLimits
    progress: Progress = field(default_factory=Silent)
    clock: Callable[[], float] = time.monotonic
    stop: Stop = lambda: False
    step: int = BATCH_PASSAGES


class _Stopped(Exception):  # noqa: N818 - nothing is wrong
    """Whoever watches has had enough."""


class Ingest:
    """One run over one index that is held for writing."""

    def __init__(self, writer: IndexWriter, parts: Parts) -> None:
        self._writer = writer
        self._parts = parts
        self._batch = Batch(parts.step)
        self._new = 0  # documents of the batch that are not in the index yet
        self._done: list[tuple[str, str]] = []  # files read in full, whose documents may still wait in the batch
        self._published = parts.clock()
        self._present: set[str] = set()  # the files of this run
        self._dirty = False
        self._whole = False
        self.report = Report()

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
            for found in files:
                self._heed()
                self._parts.progress.note("file", printable(found.path.name))
                self._file(found)
            if prune:
                self._prune(paths)
            self._flush()
        except (KeyboardInterrupt, _Stopped):
            self.report.interrupted = True
            if whole:
                return self.report
        self._dirty = self._dirty or whole
        self._publish()
        self.report.seconds = self._parts.clock() - start
        return self.report

    def again(self, catalogue: Catalogue) -> Report:
        """Cuts and embeds all documents of another catalogue into this index, which must be fresh."""
        start = self._parts.clock()
        documents, _ = catalogue.counts()
        self._parts.progress.begin(documents, sum(info.characters for info in catalogue.info()))
        for document, file in catalogue.documents():
            self._line_up(document, file)
            self._new += 1
            if self._batch.full:
                self._flush()
            self._parts.progress.advance(len(document.text), 1, 0)
        self._flush()
        with self._writer.change():
            for origin, content in catalogue.files():
                self._writer.catalogue.put_file(origin, content)
        # Published once, when all is there: until then the old index stays, whole.
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

    def _file(self, found: FoundFile) -> None:
        origin = name_of(found.path)
        size = size_of(found.path)
        try:
            content = file_hash(found.path)
        except OSError as error:
            self._fail(Problem(origin, DocumentError("file_unreadable", reason=error.strerror or error)))
            return
        before = self._writer.catalogue.documents_of_file(origin)
        if self._writer.catalogue.file_hash(origin) == content:
            self.report.unchanged += len(before)
            self._parts.progress.advance(size, len(before), 0)
            return
        self._writer.catalogue.forget_file(origin)  # until it was read in full, it is not as it was
        seen: set[str] = set()
        failed = spent = 0
        for item in read_file(found.path, self._parts.limits):
            if isinstance(item, Problem):
                self._fail(item)
                failed += 1
                continue
            share = min(len(item.text), size - spent)
            spent += share
            document = to_document(item, Path(origin), found.relative)
            if document.origin in seen:
                self.report.unchanged += 1  # the same article twice in one file
            else:
                self._article(document, origin, before)
            seen.add(document.origin)
            self._parts.progress.advance(share, 1, 0)
        self._parts.progress.advance(size - spent, 0, 0)
        if failed:
            return  # read again next time, so that it is reported again; what it held before stays
        for gone in before.keys() - seen:
            self._forget(before[gone][0])
        self._done.append((origin, content))

    def _article(self, document: Document, file: str, before: dict[str, tuple[str, str]]) -> None:
        known = before.get(document.origin)
        document = replace(document, id=known[0] if known else self._free_id(document))
        if known and known[1] == document.content_hash:
            self.report.unchanged += 1
            return
        self._line_up(document, file)
        self._new += not known
        self._flush_when_full()

    def _free_id(self, document: Document) -> str:
        """The id it wants, unless that belongs to a document whose file is still there."""
        if document.id in self._batch.origins:
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

    def _line_up(self, document: Document, file: str) -> None:
        passages = self._parts.chunker(document)
        self._parts.progress.expect(len(passages))
        self._batch.put(document, file, passages)

    def _heed(self) -> None:
        """Ends the run where it was stopped, with what was read in full."""
        if self._parts.stop():
            self._flush()
            raise _Stopped

    def _flush_when_full(self) -> None:
        if self._batch.full:
            self._flush()
            self._heed()
            if not self._whole and self._parts.clock() - self._published >= PUBLISH_EVERY:
                self._publish()

    def _flush(self) -> None:
        if documents := len(self._batch.documents):
            self.report.passages += self._batch.write(self._writer, self._embedded)
            self.report.added += self._new
            self.report.replaced += documents - self._new
            self._new = 0
            self._dirty = True
        with self._writer.change():
            for origin, content in self._done:
                self._writer.catalogue.put_file(origin, content)
                self._dirty = True
        self._done = []

    def _embedded(self, texts: Sequence[str]) -> Vectors:
        """`(n, dim)`. A long document is embedded step by step, so that it can be stopped."""
        parts: list[Vectors] = []
        for start in range(0, len(texts), self._parts.step):
            if start and self._parts.stop():
                raise _Stopped
            parts.append(self._parts.embedder.embed_passages(texts[start : start + self._parts.step]))
            self._parts.progress.advance(0, 0, len(parts[-1]))
        return np.concatenate(parts) if parts else self._parts.embedder.embed_passages(texts)

    def _publish(self) -> None:
        if self._dirty and self._writer.is_consistent():
            self._writer.publish()
            self._dirty = False
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
