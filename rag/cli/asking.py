"""`sourcier ask`: an answer, shown while it is written where a chat model writes it and somebody watches."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import FrameType, TracebackType
from typing import TYPE_CHECKING

import click

from rag.cli.filters import filter_options
from rag.cli.starting import Writing, index_option, json_option, ready, writing_options
from rag.cli.terminal import EXIT_ABSTAINED, EXIT_STOPPED, printable
from rag.filtering import Wanted

if TYPE_CHECKING:
    from rag.build import Sourcier
    from rag.events import Event
    from rag.messages import Language
    from rag.types import Answer, Filter


@click.command()
@click.argument("question")
@filter_options
@writing_options
@index_option
@json_option
def ask(question: str, wanted: Wanted, writing: Writing, index: Path | None, as_json: bool) -> int:
    """Answer a question from the articles, in sentences that are quoted from them or, with a chat model, checked.

    Exit status 3: nothing in the articles answers it.
    """
    from rag.render import answer_text
    from rag.render_json import answer_json

    sourcier, where, terminal = ready(question, wanted, index, writing)
    writes = sourcier.settings.model is not None
    watched = writes and not as_json and sys.stdout.isatty()
    with _stopping(writes=writes) as stop, Screen(terminal.language) if watched else nullcontext() as screen:
        answer = _answer(sourcier, question, where, stop, screen)
    if as_json:
        terminal.show_json(answer_json(answer))
    else:
        terminal.show(answer_text(answer, where))
    if any(note.kind == "stopped" for note in answer.notes):
        return EXIT_STOPPED
    return EXIT_ABSTAINED if answer.abstained else 0


def _answer(sourcier: Sourcier, question: str, where: Filter | None, stop: Stopping, screen: Screen | None) -> Answer:
    """What comes of a question, shown on `screen` while it does. Raises QuestionError."""
    from rag.events import Answered

    for event in sourcier.stream(question, where, stop):
        if isinstance(event, Answered):
            return event.answer
        if screen is not None:
            screen.show(event)
    raise AssertionError("a question ends with its answer")


class Stopping:
    """Whether Ctrl-C was pressed. The first time ends the writing and keeps what is there, the second ends it all."""

    def __init__(self) -> None:
        self._pressed = False

    def __call__(self) -> bool:
        """See Stop."""
        return self._pressed

    def press(self, _: int, __: FrameType | None) -> None:
        """The handler of the signal."""
        if self._pressed:
            raise KeyboardInterrupt
        self._pressed = True


@contextmanager
def _stopping(*, writes: bool) -> Iterator[Stopping]:
    """Where nobody `writes` there is nothing to keep, and Ctrl-C ends the program as ever."""
    stopping = Stopping()
    if not writes:
        yield stopping
        return
    before = signal.signal(signal.SIGINT, stopping.press)
    try:
        yield stopping
    finally:
        signal.signal(signal.SIGINT, before)


class Screen:
    """The text that is being written, drawn again with each piece and gone when the checked answer takes its place."""

    def __init__(self, language: Language) -> None:
        from rich.console import Console
        from rich.live import Live

        from rag.watching import Shown

        self._language = language
        self._shown = Shown()
        self._live = Live(console=Console(), transient=True, auto_refresh=False, vertical_overflow="visible")

    def __enter__(self) -> Screen:
        self._live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._live.stop()

    def show(self, event: Event) -> None:
        """Words as they come, and above them the sentences that are checked, with their markers and verdicts."""
        from rich.text import Text  # as it is: nothing in an article or an answer is markup

        from rag.notes import note_text
        from rag.render import statement_text

        self._shown = shown = self._shown.after(event)
        note = shown.note
        told = note_text(note, self._language, begins_again=note.kind != "fallback") if note else ""
        parts = [told, *(statement_text(statement, self._language) for statement in shown.settled), shown.text]
        self._live.update(Text(printable("\n".join(part for part in parts if part))), refresh=True)
