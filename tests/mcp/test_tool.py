"""A tool's work: it is ended when nobody waits for it, and what goes wrong in it stays in the log."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import anyio
import pytest
from mcp.types import CallToolResult

from rag.mcp.reading import LIST_ARTICLES
from rag.mcp.room import Room
from rag.mcp.tool import Arguments, Told
from rag.ports import Stop
from rag.service import Service
from rag.settings import load_settings
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
