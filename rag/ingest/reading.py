"""Files on their way to being read: looked at in their order, and where others do the reading, some of them ahead."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from rag.errors import DocumentError
from rag.ingest.article import Article
from rag.ingest.disk import file_hash, name_of, size_of
from rag.ingest.read import FoundFile, Problem, ReadLimits, is_streamed, read_bytes, read_file
from rag.ingest.read.find import printable
from rag.ingest.work import Pending, Pool, Read, TaskKills

AHEAD_FILES = 64
"""For each piece of embedding that is under way: reading waits for a worker that is embedding, so there must be enough
to embed in what was read before.
"""
AHEAD_BYTES = 64 * 1024 * 1024
"""Of files that are sent to be read; one larger than that is sent by itself."""


@dataclass(slots=True)
class Look:
    """A file whose turn comes. `content` is the hash of its bytes, or what went wrong with it.

    `sent`: what will come of it, where it is read by others.
    """

    found: FoundFile
    origin: str
    size: int
    content: str | Problem
    sent: Pending[list[Article | Problem]] | None = None


class Reading:
    """The files of a run, one by one. `known` gives the hash under which a file is in the index."""

    def __init__(self, pool: Pool, limits: ReadLimits, known: Callable[[str], str | None]) -> None:
        self._pool = pool
        self._limits = limits
        self._known = known
        self._coming: Iterator[FoundFile] = iter(())
        self._ahead: deque[Look] = deque()
        self._bytes = 0

    def begin(self, files: Iterable[FoundFile]) -> None:
        """These are to be read."""
        self._coming = iter(files)

    def next(self) -> Look:
        """The next of them. StopIteration is not expected: ask as often as there are files."""
        while self._has_room() and (found := next(self._coming, None)) is not None:
            self._ahead.append(self._look(found))
        look = self._ahead.popleft()
        self._bytes -= look.size if look.sent else 0
        return look

    def articles(self, look: Look) -> Iterator[Article | Problem]:
        """What is in it."""
        if look.sent is None:
            yield from read_file(look.found.path, self._limits)
            return
        try:
            yield from look.sent.result()
        except TaskKills:
            yield from self._alone(look.found)

    def _has_room(self) -> bool:
        if not self._ahead:
            return True
        return len(self._ahead) < self._pool.width * AHEAD_FILES and self._bytes < AHEAD_BYTES

    def _look(self, found: FoundFile) -> Look:
        origin, size = name_of(found.path), size_of(found.path)
        try:
            content = file_hash(found.path)
        except OSError as error:
            problem = Problem(origin, DocumentError("file_unreadable", reason=error.strerror or error))
            return Look(found, origin, size, problem)
        look = Look(found, origin, size, content)
        if self._pool.width and not is_streamed(found.path) and self._known(origin) != content:
            look.sent = self._send(found)
            self._bytes += size if look.sent else 0
        return look

    def _send(self, found: FoundFile) -> Pending[list[Article | Problem]] | None:
        """None where its bytes cannot be had: reading it here says why."""
        try:
            return self._pool.submit(Read(found.path.name, read_bytes(found.path, self._limits)))
        except (DocumentError, OSError):
            return None

    def _alone(self, found: FoundFile) -> Iterator[Article | Problem]:
        """A file whose reading was under way each time when a worker ended, which need not be its fault."""
        try:
            yield from self._pool.alone(Read(found.path.name, read_bytes(found.path, self._limits)))
        except TaskKills:
            yield Problem(printable(found.path.name), DocumentError("file_kills"))
        except OSError as error:
            yield Problem(printable(found.path.name), DocumentError("file_unreadable", reason=error.strerror or error))
        except DocumentError as error:
            yield Problem(printable(found.path.name), error)
