"""An ingest's progress in the terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, SpinnerColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from rag.cli.terminal import Terminal


class _Rate(ProgressColumn):
    """Passages embedded, and how many a second."""

    def __init__(self, label: Callable[[str], str]) -> None:
        super().__init__()
        self._label = label

    def render(self, task: Task) -> Text:
        documents, passages = task.fields["documents"], task.fields["passages"]
        rate = passages / task.elapsed if task.elapsed and passages else 0.0
        counts = f"{documents} {self._label('documents')}, {passages} {self._label('passages')}"
        return Text(counts + (f", {rate:.1f}/s" if rate else ""))


class BarProgress:
    """An ingest's progress as a bar with a rate and the time left. Shows nothing where stderr is no terminal."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._bar = Progress(
            SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"),
            _Rate(terminal.say), TimeRemainingColumn(), console=Console(stderr=True), transient=True,
            disable=not sys.stderr.isatty(),
        )  # fmt: skip
        self._task = self._bar.add_task(terminal.say("indexing"), total=None, documents=0, passages=0)

    def __enter__(self) -> BarProgress:
        self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._bar.stop()

    def begin(self, files: int, size: int) -> None:  # noqa: ARG002 - the port tells both
        """Starts the bar over `size` bytes."""
        self._bar.update(self._task, total=max(size, 1))

    def expect(self, passages: int) -> None:
        """Does nothing: the bar is one of bytes."""

    def advance(self, size: int, documents: int, passages: int) -> None:
        """Moves the bar."""
        fields = self._bar.tasks[0].fields
        self._bar.update(
            self._task, advance=size,
            documents=fields["documents"] + documents, passages=fields["passages"] + passages,
        )  # fmt: skip

    def note(self, kind: str, detail: str = "") -> None:
        """Says who is waited for and who works, terminal or not: a silent wait looks like a hang."""
        if kind in {"busy", "workers", "worker_lost", "no_workers"}:
            self._terminal.warn(kind, detail=detail)
