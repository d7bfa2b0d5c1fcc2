"""What the commands share: the language, the streams, progress and the exit codes."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, SpinnerColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from rag.cli.texts import TEXTS
from rag.messages import Language
from rag.settings import Settings

EXIT_INTERNAL, EXIT_USAGE, EXIT_ABSTAINED = 1, 2, 3
_UNPRINTABLE = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Terminal:
    """Where the program speaks, and in which language."""

    language: Language

    def say(self, key: str, **values: object) -> str:
        """A text of the terminal in its language."""
        return TEXTS[key][self.language].format(**values)

    def note(self, key: str, **values: object) -> None:
        """On stderr, and only to a person who is watching."""
        if sys.stderr.isatty():
            self.warn(key, **values)

    def warn(self, key: str, **values: object) -> None:
        """On stderr."""
        complain(self.say(key, **values))

    def show(self, text: str) -> None:
        """On stdout, control characters of articles taken out so that they cannot steer the terminal."""
        click.echo("".join(c for c in text if c in "\n\t" or (ord(c) >= 32 and not 127 <= ord(c) < 160)))

    def show_json(self, value: Any) -> None:
        """On stdout."""
        click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def complain(text: str) -> None:
    """On stderr and on one line, whatever the names in it hold."""
    click.echo(_UNPRINTABLE.sub(" ", text).strip(), err=True)


def terminal_for(settings: Settings | None) -> Terminal:
    """In the language that is set, or else in that of the system's locale."""
    if settings is not None and settings.language != "auto":
        return Terminal(settings.language)
    locale = next((v for n in ("LC_ALL", "LC_MESSAGES", "LANG") if (v := os.environ.get(n))), "")
    return Terminal("fr" if locale.lower().startswith("fr") else "en")


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

    def advance(self, size: int, documents: int, passages: int) -> None:
        """Moves the bar."""
        fields = self._bar.tasks[0].fields
        self._bar.update(
            self._task, advance=size,
            documents=fields["documents"] + documents, passages=fields["passages"] + passages,
        )  # fmt: skip

    def note(self, kind: str, detail: str = "") -> None:
        """Says who is waited for, terminal or not: a silent wait looks like a hang."""
        if kind == "busy":
            self._terminal.warn(kind, detail=detail)
