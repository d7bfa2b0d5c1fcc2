"""A tool's work: it is ended when nobody waits for it, and what goes wrong in it stays in the log."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from functools import partial
from typing import Any

import anyio
import pytest
from mcp.types import CallToolResult
from pydantic import ValidationError

from rag.http.metrics import Metrics
from rag.http.work import AT_ONCE, WAITING
from rag.mcp.asking import SEARCH
from rag.mcp.reading import LIST_ARTICLES
from rag.mcp.room import Remote, Room
from rag.mcp.tool import Arguments, Told
from rag.mcp.writing import REMOVE_ARTICLE
from rag.ports import Stop
from rag.serve.shapes import SearchGiven
from rag.service import Service
from rag.settings import load_settings
from rag.shapes import MOST_HITS
from tests.doubles import HashEmbedder
from tests.mcp.conftest import text_of


@pytest.fixture
def room() -> Room:
    return Room(Service(load_settings(), HashEmbedder()), "en", lambda _: None)


def test_who_no_longer_waits_has_the_work_stopped(room: Room) -> None:
    begun, ended = threading.Event(), threading.Event()

    def endless(_: Room, __: Arguments, stop: Stop) -> Told:
        begun.set()
        while not stop():
            pass
        ended.set()
        return Told("", {})

    async def left() -> None:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(replace(LIST_ARTICLES, work=endless).call, room, {})
            await anyio.to_thread.run_sync(begun.wait)
            tasks.cancel_scope.cancel()

    anyio.run(left)
    assert ended.wait(timeout=60)


def test_a_failure_is_told_without_what_it_was(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    def fails(*_: Any) -> Told:
        raise ValueError("the secret place")

    async def called() -> CallToolResult:
        return await replace(LIST_ARTICLES, work=fails).call(room, {})

    result = anyio.run(called)
    assert result.is_error
    assert text_of(result) == (
        "list_articles has failed for a reason of its own. What happened is in the log of the server."
    )
    assert "the secret place" in caplog.text


class Waiting:
    """Work that goes on until it is told to end, and how often it has begun."""

    def __init__(self) -> None:
        self.begun = threading.Semaphore(0)
        self.end = threading.Event()

    def __call__(self, _: Room, __: Any, stop: Stop) -> Told:
        self.begun.release()
        while not (stop() or self.end.wait(timeout=0.01)):
            pass
        return Told("done", {"total": 0})


def test_what_computes_waits_for_its_turn_and_what_only_looks_does_not(room: Room) -> None:
    """More questions than processors neither run at once nor keep others from reading an article."""
    computing, looking = Waiting(), Waiting()
    looking.end.set()
    question, article = replace(SEARCH, work=computing), replace(LIST_ARTICLES, work=looking)

    async def asked() -> None:
        async with anyio.create_task_group() as tasks:
            for _ in range(AT_ONCE + 3):
                tasks.start_soon(question.call, room, {"question": "Who?"})
            for _ in range(AT_ONCE):
                assert await anyio.to_thread.run_sync(partial(computing.begun.acquire, timeout=60))
            await anyio.wait_all_tasks_blocked()
            assert room.questions.statistics().tasks_waiting == 3
            assert not computing.begun.acquire(blocking=False)
            assert text_of(await article.call(room, {})) == "done"
            computing.end.set()

    anyio.run(asked)


def test_too_many_that_wait_are_told_so(room: Room) -> None:
    computing = Waiting()
    question = replace(SEARCH, work=computing)

    async def asked() -> CallToolResult:
        async with anyio.create_task_group() as tasks:
            for _ in range(AT_ONCE + WAITING):
                tasks.start_soon(question.call, room, {"question": "Who?"})
            await anyio.wait_all_tasks_blocked()
            refused = await question.call(room, {"question": "Who?"})
            computing.end.set()
        return refused

    assert text_of(anyio.run(asked)) == "Too many requests are waiting. Try again in a moment."


def test_over_http_what_takes_too_long_is_given_up_and_ended(room: Room) -> None:
    room.remote = Remote(Metrics(), seconds=0.2)
    computing = Waiting()

    async def asked() -> CallToolResult:
        return await replace(SEARCH, work=computing).call(room, {"question": "Who?"})

    result = anyio.run(asked)
    assert result.is_error
    assert text_of(result).startswith("The request was not answered within 0.2 s.")


def test_a_change_that_has_begun_is_waited_for(room: Room) -> None:
    room.remote = Remote(Metrics(), seconds=0.1)

    def slowly(*_: Any) -> Told:
        time.sleep(0.5)
        return Told("changed", {"document_id": "x", "title": "x"})

    async def asked() -> CallToolResult:
        return await replace(REMOVE_ARTICLE, work=slowly).call(room, {"document_id": "x"})

    assert text_of(anyio.run(asked)) == "changed"


def test_the_same_number_of_passages_can_be_had_of_all_servers() -> None:
    for model in (SEARCH.takes, SearchGiven):
        assert model.model_validate({"question": "x", "k": MOST_HITS})
        with pytest.raises(ValidationError):
            model.model_validate({"question": "x", "k": MOST_HITS + 1})
