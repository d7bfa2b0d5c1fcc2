"""What goes on while the page is drawn again and again: a question that is answered, a text that is checked."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag.errors import SourcierError, UsageError
from rag.events import Answered
from rag.types import Answer, Filter, Statement, Turn
from rag.watching import Shown

if TYPE_CHECKING:
    from rag.asking import Asking
    from rag.build import Sourcier
    from rag.checking import TextChecker
    from rag.ports import Stop
    from rag.ui.chat.state import Asked

MOST_PASTED = 20_000
"""Characters of a text that is checked in the page, about eight pages: minutes of a server that others use too."""

PATIENCE = 180.0
"""Seconds after which nobody looks any more. A browser's tab in the background still looks once a minute."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a text: its statements, those before somebody stopped."""

    statements: tuple[Statement, ...]
    stopped: bool = False


Outcome = Answer | Checked | SourcierError | None
"""What comes of a question or a text. None is an internal failure, which the log tells more about."""

Steps = Callable[["Stop"], Iterator[Shown | Answer | Checked]]
"""What is to be shown, again and again, and at last the outcome. Ends soon after it is told to stop."""


class Work:
    """Runs the steps in a thread of its own, so that a page that is drawn again neither ends nor repeats them.

    It is stopped where nobody has looked for `patience` seconds: a model that writes for nobody costs money.
    """

    def __init__(self, steps: Steps, patience: float = PATIENCE) -> None:
        self._steps = steps
        self._patience = patience
        self._looked = time.monotonic()
        self._stopped = threading.Event()
        self._over = threading.Event()
        self._shown = Shown()
        self._outcome: Outcome = None
        threading.Thread(target=self._run, name="work", daemon=True).start()

    @property
    def is_over(self) -> bool:
        """Whether there is an outcome."""
        return self._over.is_set()

    @property
    def is_stopped(self) -> bool:
        """Whether a reader has had enough."""
        return self._stopped.is_set()

    @property
    def shown(self) -> Shown:
        """What there is by now."""
        return self._shown

    @property
    def outcome(self) -> Outcome:
        """What came of it, once it is over."""
        return self._outcome

    def look(self) -> Shown:
        """What there is by now, for somebody who is there."""
        self._looked = time.monotonic()
        return self._shown

    def stop(self) -> None:
        """Has it end soon, with what there is by then."""
        self._stopped.set()

    def wait(self, seconds: float | None = None) -> bool:
        """Waits for the end, and says whether it has come."""
        return self._over.wait(seconds)

    def _enough(self) -> bool:
        return self._stopped.is_set() or time.monotonic() - self._looked > self._patience

    def _run(self) -> None:
        try:
            for step in self._steps(self._enough):
                if isinstance(step, Shown):
                    self._shown = step
                else:
                    self._outcome = step
        except SourcierError as error:
            self._outcome = error
        except Exception:
            logging.exception("A question could not be answered, or a text checked.")
        finally:
            self._over.set()


def started(sourcier: Sourcier, turns: Sequence[Turn], asked: Asked) -> Work:
    """Begins the answer to a question that ends those turns, or the check of a text."""
    if asked.manner == "check":
        return Work(checking(sourcier.checker, asked.question, asked.where))
    asking = {"quotations": sourcier.quoting, "model": sourcier.asking, "strict": sourcier.strict}[asked.manner]
    return Work(answering(asking.filtered(asked.where) if asked.where else asking, turns))


def answering(asking: Asking, turns: Sequence[Turn]) -> Steps:
    """The answer to the question that ends a conversation."""

    def steps(stop: Stop) -> Iterator[Shown | Answer]:
        shown = Shown()
        for event in asking.stream(turns, stop):
            if isinstance(event, Answered):
                yield event.answer
            else:
                yield (shown := shown.after(event))

    return steps


def checking(checker: TextChecker, text: str, where: Filter | None) -> Steps:
    """The verdicts on a text that was pasted."""
    from rag.checking import statements_of

    def steps(stop: Stop) -> Iterator[Shown | Checked]:
        if len(text) > MOST_PASTED:
            raise UsageError("check_long", characters=len(text), limit=MOST_PASTED)
        shown = Shown(expected=len(statements_of(text)))
        yield shown
        for statement in checker.each(text, where):
            yield (shown := replace(shown, settled=(*shown.settled, statement)))
            if stop():
                break
        yield Checked(shown.settled, stopped=len(shown.settled) < shown.expected)

    return steps
