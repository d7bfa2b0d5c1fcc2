"""The server over the standard streams, which belong to the protocol alone."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable
from typing import Any, TextIO, cast

import anyio
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.shared.message import SessionMessage

from rag.mcp.owed import Message, Owed

_CHUNK = 1 << 16


def serve_stdio(server: Server[Any]) -> None:
    """Serves one client until it closes the standard input, and then answers what it has asked still.

    Told to end (SIGTERM, Ctrl-C) it does so at once. Whatever anything else prints from now on goes to stderr.
    """
    if os.name == "posix":
        anyio.run(_serve, server, *_take_streams())
    else:
        anyio.run(_serve_plainly, server)
    if threading.active_count() > 1:
        # Threads that load a model or compute for a client that has gone cannot be called back, and change nothing.
        sys.stderr.flush()
        os._exit(0)


def _take_streams() -> tuple[int, TextIO]:
    """Both streams under other numbers, so that no library and no child process can write into the protocol."""
    sys.stdout.flush()
    incoming, outgoing = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return incoming, os.fdopen(outgoing, "w", encoding="utf-8", newline="\n")


async def _serve(server: Server[Any], incoming: int, outgoing: TextIO) -> None:
    try:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_end_when_told, tasks.cancel_scope)
            lines = cast("anyio.AsyncFile[str]", Lines(incoming))  # of which only the lines are asked for
            async with stdio_server(lines, anyio.wrap_file(outgoing)) as (read, write), write:
                await _answer(server, read, write.send)
            tasks.cancel_scope.cancel()
    except* (BrokenPipeError, ConnectionResetError):
        pass  # the client has gone without closing our input first


async def _serve_plainly(server: Server[Any]) -> None:
    async with stdio_server() as (read, write), write:
        await _answer(server, read, write.send)


async def _answer(
    server: Server[Any], read: AsyncIterable[Message], write: Callable[[SessionMessage], Awaitable[None]]
) -> None:
    owed = Owed()
    asked_in, asked = anyio.create_memory_object_stream[Message]()
    told, told_out = anyio.create_memory_object_stream[SessionMessage]()
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(owed.take, read, asked_in)
        tasks.start_soon(owed.give, told_out, write)
        await server.run(asked, told, server.create_initialization_options())


async def _end_when_told(scope: anyio.CancelScope) -> None:
    with anyio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:
        async for _ in signals:
            scope.cancel()
            return


class Lines:
    """The lines of a descriptor, waited for without a thread: one that reads could not be called back."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    async def __aiter__(self) -> AsyncIterator[str]:
        begun: list[bytes] = []
        while chunk := await self._read():
            *ended, rest = chunk.split(b"\n")
            for line in ended:
                yield b"".join([*begun, line]).decode("utf-8", "replace")
                begun.clear()
            begun.append(rest)
        if last := b"".join(begun):
            yield last.decode("utf-8", "replace")

    async def _read(self) -> bytes:
        try:
            await anyio.wait_readable(self._descriptor)
        except PermissionError:
            await anyio.lowlevel.checkpoint()  # a file can always be read, and is not to be waited for
        return os.read(self._descriptor, _CHUNK)
