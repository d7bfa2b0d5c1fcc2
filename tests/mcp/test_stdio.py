"""The process that a client starts: what it writes, how soon it is there, how it ends."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import anyio
import pytest

from rag.mcp.stdio import Lines
from rag.settings import Settings
from tests.mcp.conftest import PYTHONPATH, command, environment
from tests.mcp.noisy import NOISE


class Process:
    """A server on the other side of three pipes, spoken to without a client."""

    def __init__(self, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, *arguments], env=environment() | PYTHONPATH, text=True, encoding="utf-8",
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        self.greeting = self.ask("initialize", protocolVersion="2025-06-18", capabilities={}, clientInfo=_CLIENT)
        self.tell({"method": "notifications/initialized"})

    def tell(self, message: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"jsonrpc": "2.0"} | message) + "\n")
        self.process.stdin.flush()

    def ask(self, method: str, **params: Any) -> Any:
        self.tell({"id": 1, "method": method, "params": params})
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline())["result"]

    def call(self, name: str, **arguments: Any) -> Any:
        return self.ask("tools/call", name=name, arguments=arguments)

    def end(self) -> tuple[int, str, str]:
        """Exit status, and what was on stdout and stderr still, once its input is closed."""
        out, err = self.process.communicate(timeout=60)
        return self.process.returncode, out, err


_CLIENT = {"name": "test", "version": "1"}


@contextmanager
def started(*arguments: str) -> Iterator[Process]:
    process = Process(*arguments)
    try:
        yield process
    finally:
        process.process.kill()
        process.process.communicate()


def test_nothing_but_the_protocol_is_written(many: Settings) -> None:
    """Each line that was read until the end was a message: what parts of it print has gone to stderr."""
    with started("-m", "tests.mcp.noisy", str(many.index)) as server:
        found = server.call("search", question="Who closed the road?", k=1)
        assert found["structuredContent"]["hits"][0]["document_id"] == "flood.md"
        code, out, err = server.end()
    assert (code, out) == (0, "")
    for noise in NOISE:
        assert noise in err
    assert "EOFError" in err  # its child has read from nothing, not from the client


@pytest.mark.parametrize("how", ["SIGTERM", "SIGINT"])
def test_it_is_there_before_its_model_and_ends_at_once(shipped_index: Path, how: str) -> None:
    """It has only just begun to load the model, which takes seconds, and a question waits for it."""
    with started(*command(shipped_index)) as server:
        assert server.greeting["serverInfo"]["name"] == "sourcier"
        server.tell(_question(2))
        server.process.send_signal(signal.Signals[how])
        assert server.process.wait(timeout=60) == 0
        _, out, err = server.end()
    assert err == ""
    assert all("error" in json.loads(line) for line in out.splitlines())


def test_what_was_asked_is_answered_when_the_client_has_closed_its_end(shipped_index: Path) -> None:
    """As where requests come through a pipe. One that was taken back is not waited for."""
    with started(*command(shipped_index)) as server:
        server.tell({"id": 1, "method": "ping"})
        server.tell(_question(2))
        server.tell(_question("3"))
        server.tell({"method": "notifications/cancelled", "params": {"requestId": "3"}})
        code, out, err = server.end()
    answers = {answer["id"]: answer for answer in map(json.loads, out.splitlines())}
    assert (code, err) == (0, "")
    assert set(answers) == {1, 2}
    assert answers[2]["result"]["structuredContent"]["short_answer"] == "Jonathan Ross"


def _question(number: int | str) -> dict[str, Any]:
    asked = {"name": "ask", "arguments": {"question": "Who is the CEO of Groq?", "languages": ["en"]}}
    return {"id": number, "method": "tools/call", "params": asked}


def test_an_index_that_is_not_there_is_told_to_who_asks(tmp_path: Path) -> None:
    with started(*command(tmp_path / "nothing")) as server:
        failed = server.call("ask", question="Who?")
        code, _, err = server.end()
    assert failed["isError"]
    assert failed["content"][0]["text"].startswith("There is no index in ")
    assert (code, err.count("\n")) == (0, 1)
    assert "There is no index in " in err


def test_lines_are_those_that_were_written(tmp_path: Path) -> None:
    """However they come: from a file, without a last line break, longer than what is read at once."""
    lines = ["", "é" * 200_000, "a", "\u2028"]
    (tmp_path / "lines").write_text("\n".join(lines), "utf-8")

    async def read() -> list[str]:
        with (tmp_path / "lines").open("rb") as file:
            return [line async for line in Lines(file.fileno())]

    assert anyio.run(read) == lines
