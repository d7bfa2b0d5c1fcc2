"""The parts of an ingest that can be done anywhere: reading a file, cutting articles, embedding texts.

A task is a value. It can be sent to another machine, where it is done with that machine's tools.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Generic, Protocol, TypeVar

from rag.ingest.article import Article
from rag.ingest.read import Problem, ReadLimits, read_data
from rag.ports import Chunker, Embedder
from rag.text.words import terms
from rag.types import Document, Passage, Vectors

T = TypeVar("T")
Got_co = TypeVar("Got_co", covariant=True)


class Stopped(Exception):  # noqa: N818 - nothing is wrong
    """Whoever watches has had enough."""


class TaskKills(Exception):  # noqa: N818 - said of the task, which is not what raises it
    """A process that does this task is ended by it, wherever that is tried."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What tasks are done with."""

    embedder: Embedder
    chunker: Chunker
    limits: ReadLimits


class Task(Protocol[Got_co]):
    """Something to do. `urgency`: of tasks that wait, the one with more of it comes first."""

    @property
    def urgency(self) -> int:
        """What others wait for is more urgent than what nobody waits for."""

    def __call__(self, tools: Tools) -> Got_co:
        """Does it."""


class Pending(Protocol[Got_co]):
    """What a task will give."""

    @property
    def ready(self) -> bool:
        """Whether `result` gives it without a wait."""

    def result(self) -> Got_co:
        """Waits for it. Raises Stopped, TaskKills, or what the task has raised."""


class Pool(Protocol):
    """Where tasks are done. `width`: how many texts are worth having under way at a time; 0 where nothing is done
    before it is asked for.
    """

    @property
    def width(self) -> int:
        """In pieces of `Parts.step` texts. It may change as workers come and go."""

    def submit(self, task: Task[T]) -> Pending[T]:
        """Has it done."""

    def alone(self, task: Task[T]) -> T:
        """Does a task that is under suspicion, where it harms nothing else. Raises TaskKills where that is right."""


class Here:
    """A Pool that does everything in this process, each task when its result is asked for."""

    width = 0

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def submit(self, task: Task[T]) -> Pending[T]:
        """Puts it off."""
        return _Later(lambda: task(self._tools))

    def alone(self, task: Task[T]) -> T:
        """Does it."""
        return task(self._tools)


class _Later(Generic[T]):
    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._done: list[T] = []

    @property
    def ready(self) -> bool:
        return bool(self._done)

    def result(self) -> T:
        if not self._done:
            self._done.append(self._work())
        return self._done[0]


@dataclass(frozen=True, slots=True)
class Read:
    """A file's bytes to its articles; `name` is its own, without a folder."""

    name: str
    data: bytes
    urgency: int = 1

    def __call__(self, tools: Tools) -> list[Article | Problem]:
        """As `read_file` gives them."""
        return list(read_data(PurePosixPath(self.name), self.data, tools.limits))


@dataclass(frozen=True, slots=True)
class Cut:
    """Articles to passages."""

    documents: tuple[Document, ...]
    urgency: int = 2

    def __call__(self, tools: Tools) -> list[list[Passage]]:
        """Those of each."""
        return [tools.chunker(document) for document in self.documents]


@dataclass(frozen=True, slots=True)
class Embedded:
    """Of texts: their vectors, `(n, dim)`, and the terms of each for the lexical leg."""

    vectors: Vectors
    terms: list[list[str]]


@dataclass(frozen=True, slots=True)
class Embed:
    """Texts, each in its language, to what the index keeps of them."""

    texts: Sequence[str]
    languages: Sequence[str]
    urgency: int = 0

    def __call__(self, tools: Tools) -> Embedded:
        """All in one go."""
        found = [
            [t.stem for t in terms(text, language)]
            for text, language in zip(self.texts, self.languages, strict=True)
        ]  # fmt: skip
        return Embedded(tools.embedder.embed_passages(self.texts), found)
