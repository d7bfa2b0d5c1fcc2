"""No request holds a thread for ever: its time ends, or whoever asked leaves, and both end what was going on."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Generator, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from rag.errors import UsageError
from rag.http.work import Work
from rag.llm import make
from tests.chat_models import Reply, ScriptedModel
from tests.serve.conftest import Small, Starter
from tests.serve.problem import check_problem
from tests.shelves import QUESTIONS

LIMIT = 1.5
ASKED = {"question": QUESTIONS[1]}


@pytest.fixture
def hanging() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


def test_whose_turn_does_not_come_in_time_is_told_so_and_what_has_begun_ends(hanging: threading.Event) -> None:
    async def scene() -> None:
        work, begun, done = Work(threads=1, seconds=0.05), threading.Event(), list[int]()

        def task() -> int:
            begun.set()
            hanging.wait()
            return 1

        going = asyncio.ensure_future(work.run(task))
        await asyncio.to_thread(begun.wait)
        with pytest.raises(UsageError) as late:
            await work.run(lambda: done.append(1))
        assert late.value.key == "serve_late"
        assert not going.done()
        assert work.waiting == 0
        hanging.set()
        assert await going == 1
        work.close()
        assert done == []  # what was given up is not begun any more

    asyncio.run(scene())


def test_who_waits_is_counted(hanging: threading.Event) -> None:
    async def scene() -> None:
        work = Work(threads=2)
        going = [asyncio.ensure_future(work.run(hanging.wait)) for _ in range(5)]
        await asyncio.sleep(0)
        assert work.waiting == 3
        hanging.set()
        await asyncio.gather(*going)
        assert work.waiting == 0
        work.close()

    asyncio.run(scene())


def test_what_is_told_piece_by_piece_is_ended_when_its_time_is_over() -> None:
    async def scene() -> None:
        work, closed = Work(threads=1, seconds=0.05), threading.Event()

        def make_steps(left: Callable[[], bool]) -> Generator[int]:
            try:
                yield 1
                while not left():
                    pass
                yield 2
            finally:
                closed.set()

        told: list[int | str] = []
        try:
            async for step in work.each(make_steps):
                told.append(step)
        except UsageError as late:
            told.append(late.key)
        assert told == [1, "serve_late"]
        assert await asyncio.to_thread(closed.wait, 10)
        assert await work.run(lambda: 3) == 3  # the thread is free again
        work.close()

    asyncio.run(scene())


@pytest.fixture
def writing(monkeypatch: pytest.MonkeyPatch) -> ScriptedModel:
    """A chat model that writes on and on, word after word."""
    text = " ".join(f"The mayor closed road {n} of the {n + 7} that lead to bridge {3 * n} [1]." for n in range(9_000))
    model = ScriptedModel(replies=[Reply(text, pause=0.001)], again=True)
    monkeypatch.setattr(make, "make_chat_model", lambda _: model)
    return model


@pytest.mark.parametrize("path", ["/api/ask", "/v1/chat/completions"])
def test_a_chat_model_that_takes_too_long_is_given_up(start: Starter, writing: ScriptedModel, path: str) -> None:
    small = start(model="one:endless", request_seconds=LIMIT)
    small.service.open(lambda _: None)  # so that the time is the writing's
    body: dict[str, Any] = {"model": "sourcier", "messages": [{"role": "user", "content": ASKED["question"]}]}
    given = small.client.post(path, json=ASKED if path == "/api/ask" else body)
    check_problem(given, 503, "serve_late", limit="1.5")
    assert int(given.headers["retry-after"]) > 0
    _until_closed(writing)


def test_a_stream_says_that_its_time_is_over(start: Starter, writing: ScriptedModel) -> None:
    small = start(model="one:endless", request_seconds=LIMIT)
    small.service.open(lambda _: None)
    body = {"model": "sourcier", "messages": [{"role": "user", "content": ASKED["question"]}], "stream": True}
    with small.client.stream("POST", "/v1/chat/completions", json=body) as given:
        lines = [line for line in given.iter_lines() if line]
    assert given.status_code == 200
    assert '"serve_late"' in lines[-1]
    _until_closed(writing)


def test_who_leaves_api_ask_ends_the_writing(start: Starter, writing: ScriptedModel) -> None:
    small = start(model="one:endless")
    _leave(small, b'{"question": "Who closed the road?"}', lambda: bool(writing.given))
    _until_closed(writing)
    found = small.client.post("/api/search", json=ASKED)
    assert found.status_code == 200


def _leave(small: Small, body: bytes, begun: Callable[[], bool]) -> None:
    """Asks, and closes the connection once the model writes."""
    place = urlsplit(small.address)
    assert place.hostname
    assert place.port
    with socket.create_connection((place.hostname, place.port), 60) as asking:
        head = "POST /api/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        asking.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        while not begun():
            pass


def _until_closed(model: ScriptedModel) -> None:
    """The test's own time ends it where that never comes."""
    while not model.closed:
        pass
