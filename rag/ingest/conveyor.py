"""Articles on their way into the index: cut, gathered, embedded and written, in the order in which they came.

Each step may be under way for many of them at a time; what comes out is the same as if it were done for one after the
other.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rag.errors import ClusterError, DocumentError
from rag.ingest.batch import BATCH_PASSAGES, Batch
from rag.ingest.progress import Progress, Report
from rag.ingest.read import Problem
from rag.ingest.read.find import printable
from rag.ingest.under_way import Coming, Finished, Group, Part
from rag.ingest.work import Cut, Embed, Embedded, Pool, Stopped, TaskKills, Tools
from rag.ports import Stop
from rag.store.index import IndexWriter
from rag.types import Document, Passage

GROUP_EVENTS = 32
GROUP_CHARACTERS = 64_000
"""Articles, and ends of files, that are cut together where that is done elsewhere: less to send to and fro."""
GROUPS_AHEAD = 16
"""For each piece of embedding that is under way."""


@dataclass(frozen=True, slots=True)
class Means:
    """What a conveyor works with. `step`: passages that are embedded at once."""

    pool: Pool
    tools: Tools
    progress: Progress
    stop: Stop = lambda: False
    step: int = BATCH_PASSAGES


class Conveyor:
    """From articles to what is in the index. It counts in `report`; `written` is called after each full batch."""

    def __init__(self, writer: IndexWriter, means: Means, report: Report, written: Callable[[], None]) -> None:
        self._writer = writer
        self._means = means
        self._report = report
        self._written = written
        self._group = Group()
        self._cutting: deque[Group] = deque()
        self._batch = Batch(means.step)
        self._embedding: deque[tuple[Batch, list[Part]]] = deque()
        self._claimed: set[str] = set()
        self._given_up: set[str] = set()  # files of which an article could not be cut
        self.changed = False

    def holds(self, document_id: str) -> bool:
        """Whether a document of that id is under way, and not in the catalogue yet."""
        return document_id in self._claimed

    def put(self, article: Coming) -> None:
        """Takes an article; it replaces the one of the same id when it is written."""
        self._claimed.add(article.document.id)
        self._group.events.append(article)
        self._group.characters += len(article.document.text)
        here = not self._means.pool.width
        if here or len(self._group.events) >= GROUP_EVENTS or self._group.characters >= GROUP_CHARACTERS:
            self._cut()
            self._gather(self._means.pool.width * GROUPS_AHEAD)

    def finish(self, origin: str, content: str) -> None:
        """Takes note that everything of a file was put."""
        if self._group.events or self._cutting:
            self._group.events.append(Finished(origin, content))
        else:
            self._batch.files.append((origin, content))

    def flush(self) -> None:
        """Waits until all of it is written."""
        self._cut()
        self._gather(0)
        self._embed()
        self._write(0)

    def settle(self) -> None:
        """Waits until all full batches are written, as they are at any time where nothing is under way."""
        self._cut()
        self._gather(0)
        self._write(0)

    def salvage(self) -> None:
        """Writes what is finished and leaves the rest, since nobody wants to wait any more."""
        while self._embedding and self._is_ready() and self._writer.is_consistent():
            batch, parts = self._embedding.popleft()
            try:
                self._store(batch, [part.result() for part in parts])
            except (TaskKills, ClusterError):
                return  # what was finished elsewhere can no longer be had

    def break_off(self) -> None:
        """Writes what can be written soon: all that was put where nothing else is under way, else what is finished."""
        if self._means.pool.width:
            self.salvage()
        else:
            self.flush()

    # cutting

    def _cut(self) -> None:
        if documents := self._group.documents:
            self._group.passages = self._means.pool.submit(Cut(documents))
        if self._group.events:
            self._cutting.append(self._group)
            self._group = Group()

    def _gather(self, most: int) -> None:
        """Into batches, until at most so many groups are left whose passages are not there."""
        while self._cutting and (len(self._cutting) > most or self._cutting[0].ready):
            group = self._cutting[0]
            passages = iter(self._passages(group))
            self._cutting.popleft()
            for event in group.events:
                if isinstance(event, Coming):
                    self._line_up(event, next(passages))
                elif event.origin not in self._given_up:  # so that it is read again next time, and reported again
                    self._batch.files.append((event.origin, event.content))

    def _passages(self, group: Group) -> Sequence[list[Passage] | None]:
        """Of each article; None for one that cannot be cut."""
        if group.passages is None:
            return []
        try:
            return group.passages.result()
        except TaskKills:
            return self._alone(group.documents)

    def _alone(self, documents: tuple[Document, ...]) -> list[list[Passage] | None]:
        """Of articles that were being cut each time when a worker ended, which need not be the fault of any."""
        try:
            return [*self._means.pool.alone(Cut(documents))]
        except TaskKills:
            return [None] if len(documents) == 1 else [self._alone((document,))[0] for document in documents]

    def _line_up(self, article: Coming, passages: list[Passage] | None) -> None:
        if passages is None:
            name = printable(Path(article.document.origin).name)
            self._report.failed.append(Problem(name, DocumentError("file_kills")))
            self._given_up.add(article.file)
            self._claimed.discard(article.document.id)
            return
        self._means.progress.expect(len(passages))
        self._batch.put(article.document, article.file, passages)
        self._batch.new += article.new
        if self._batch.full:
            self._embed()
            self._write(self._means.pool.width)

    # embedding and writing

    def _embed(self) -> None:
        batch, step = self._batch, self._means.step
        if not (batch.documents or batch.files):
            return
        texts, languages = batch.texts()
        tasks = [Embed(texts[at : at + step], languages[at : at + step]) for at in range(0, len(texts), step)]
        self._embedding.append((batch, [Part(task, self._means.pool.submit(task)) for task in tasks]))
        self._batch = Batch(step)

    def _write(self, most: int) -> None:
        """Until at most so many pieces are being embedded."""
        while self._embedding:
            under_way = sum(len(parts) for _, parts in self._embedding)
            if under_way <= most and not self._is_ready():
                return
            batch, parts = self._embedding[0]
            found = self._found(parts)
            self._embedding.popleft()
            self._store(batch, found)
            if batch.full:
                self._written()

    def _is_ready(self) -> bool:
        """Whether the next batch can be written without a wait."""
        return all(part.ready for part in self._embedding[0][1])

    def _found(self, parts: Sequence[Part]) -> list[Embedded]:
        """Of all parts. A long document is embedded part by part, so that it can be stopped."""
        found: list[Embedded] = []
        for part in parts:
            if found and self._means.stop():
                raise Stopped
            found.append(self._of(part))
            self._means.progress.advance(0, 0, len(found[-1].vectors))
        return found

    def _of(self, part: Part) -> Embedded:
        try:
            return part.result()
        except TaskKills:
            return part.task(self._means.tools)  # as it would be without workers

    def _store(self, batch: Batch, found: Sequence[Embedded]) -> None:
        nothing = np.empty((0, self._means.tools.embedder.dimension), np.float32)
        vectors = np.concatenate([one.vectors for one in found]) if found else nothing
        batch.store(self._writer, vectors, [terms for one in found for terms in one.terms])
        self._claimed.difference_update(document.id for document, _, _ in batch.documents)
        self._report.passages += batch.waiting
        self._report.added += batch.new
        self._report.replaced += len(batch.documents) - batch.new
        self.changed = True
