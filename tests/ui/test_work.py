"""What goes on in a thread of its own while pages are drawn."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator

import pytest

from rag.build import Sourcier
from rag.errors import QuestionError, UsageError
from rag.ports import Stop
from rag.types import Answer, Statement, Turn
from rag.ui.chat.work import MOST_PASTED, Checked, Work, answering, checking
from rag.watching import Shown
from tests.ui.samples import answer

SAID = Statement("Un.", ())


def test_what_there_is_can_be_seen_before_the_end() -> None:
    go = threading.Event()

    def steps(_: Stop) -> Iterator[Shown | Answer]:
        yield Shown(text="Un")
        go.wait(10)
        yield answer(SAID)

    work = Work(steps)
    while work.look() == Shown():
        time.sleep(0.001)
    assert (work.look(), work.is_over, work.outcome) == (Shown(text="Un"), False, None)
    go.set()
    assert work.wait(10)
    assert work.outcome == answer(SAID)


def until_stopped(stop: Stop) -> Iterator[Shown | Checked]:
    while not stop():
        yield Shown(settled=(SAID,))
        time.sleep(0.001)
    yield Checked((SAID,), stopped=True)


def test_it_ends_when_it_is_stopped() -> None:
    work = Work(until_stopped)
    assert not work.wait(0.05)
    work.stop()
    assert work.is_stopped
    assert work.wait(10)
    assert work.outcome == Checked((SAID,), stopped=True)


def test_it_ends_where_nobody_looks_any_more() -> None:
    work = Work(until_stopped, patience=0.2)
    end = time.monotonic() + 0.5
    while time.monotonic() < end:
        work.look()
        time.sleep(0.01)
    assert not work.is_over
    assert work.wait(10)
    assert not work.is_stopped, "nobody has said so"


def test_an_error_is_an_outcome_and_a_failure_is_one_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    def fails(error: Exception) -> Work:
        def steps(_: Stop) -> Iterator[Shown | Answer]:
            yield Shown()
            raise error

        work = Work(steps)
        assert work.wait(10)
        return work

    error = QuestionError("question_empty")
    assert fails(error).outcome is error
    with caplog.at_level(logging.ERROR):
        assert fails(ZeroDivisionError("why")).outcome is None
    assert "ZeroDivisionError" in caplog.text


def test_a_question_ends_with_its_answer(shipped_sourcier: Sourcier) -> None:
    question = "Where was Stability AI founded?"
    *shown, last = answering(shipped_sourcier.quoting, [Turn("user", question)])(lambda: False)
    assert [step.searched for step in shown if isinstance(step, Shown)] == [question]
    assert isinstance(last, Answer)
    assert last.statements


@pytest.mark.parametrize("text", ["x" * (MOST_PASTED + 1), " \n"])
def test_a_text_that_cannot_be_checked(shipped_sourcier: Sourcier, text: str) -> None:
    with pytest.raises(UsageError):
        list(checking(shipped_sourcier.checker, text, None)(lambda: False))


def test_a_text_is_checked_until_it_is_stopped(shipped_sourcier: Sourcier) -> None:
    text = "# Titre\n\nStability AI a été fondée à Londres en 2020. Elle a été fondée à Paris en 2012."
    steps = checking(shipped_sourcier.checker, text, None)
    first, *_, last = steps(lambda: False)
    assert isinstance(first, Shown)
    assert (first.expected, first.settled) == (2, ())
    assert isinstance(last, Checked)
    assert ([s.verdict for s in last.statements], last.stopped) == (["supported", "unsupported"], False)
    *_, last = steps(lambda: True)
    assert isinstance(last, Checked)
    assert (len(last.statements), last.stopped) == (1, True)
