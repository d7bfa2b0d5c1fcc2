"""A short soak of both servers, and that it would find what it looks for."""

from __future__ import annotations

import subprocess
import sys
import threading
from typing import Any

import httpx
import pytest

from eval.soak.changes import REGISTER, numbers
from eval.soak.people import Seen, SenseError, TurnedAwayError, World, _check_answer, _good
from eval.soak.servers import _is_error
from tests.conftest import ROOT


def world() -> World:
    return World("", "", [], {"a.md": "One two three."}, Seen(), threading.Event())


def answer(quote: str = "two", start: int = 4, verdict: str = "supported", *, abstained: bool = False) -> Any:
    citation = {"document_id": "a.md", "start": start, "end": start + len(quote), "quote": quote}
    return {"abstained": abstained, "statements": [{"verdict": verdict, "citations": [citation]}]}


def test_an_answer_that_cannot_be_is_found() -> None:
    _check_answer(world(), answer())
    _check_answer(world(), {"abstained": True, "statements": []})
    for wrong in (answer("four"), answer(start=5), answer(verdict="weak"), answer(abstained=True)):
        with pytest.raises(SenseError):
            _check_answer(world(), wrong)
    with pytest.raises(SenseError):
        _check_answer(world(), {"abstained": False, "statements": []})


def test_of_all_statuses_but_200_a_503_that_says_to_come_again_alone_is_no_error() -> None:
    assert _good(httpx.Response(200))
    with pytest.raises(TurnedAwayError):
        _good(httpx.Response(503, json={"code": "serve_busy"}))
    for status, code in ((503, "index_missing"), (500, "serve_internal"), (422, "serve_invalid")):
        with pytest.raises(SenseError):
            _good(httpx.Response(status, json={"code": code}))


def test_two_states_in_one_answer_are_found() -> None:
    left, right = REGISTER.values()
    same = [{"text": left.format(number=7)}, {"text": right.format(number=7)}]
    assert numbers(same) == {"7"}
    assert numbers([same[0], {"text": right.format(number=8)}]) == {"7", "8"}


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ('{"level": "error", "message": ""}', True),
        ('{"level": "info", "message": "an ERROR that was asked for"}', False),
        ("Traceback (most recent call last):", True),
        ("You can now view your Streamlit app in your browser.", False),
    ],
)
def test_errors_are_found_in_the_logs(line: str, error: bool) -> None:
    assert _is_error(line) is error


def test_a_short_soak_ends_without_an_error() -> None:
    command = [sys.executable, "-m", "eval.soak", "--minutes", "0.1", "--users", "5", "--pause", "0.5"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    assert "| page, asked |" in done.stdout
    assert "| /readyz |" in done.stdout
    assert done.stdout.rstrip().endswith("no error")
