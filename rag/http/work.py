"""Work that takes its time, in threads of its own: the server's loop goes on, and only so much is begun at once."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import AsyncGenerator, Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any, TypeVar

from rag.errors import UsageError

_T = TypeVar("_T")
_END = object()

AT_ONCE = max(2, os.cpu_count() or 2)
"""Questions that are computed at once: more would only wait for each other within the interpreter."""
WRITING = 32
"""Answers that chat models write at once: they wait for a server elsewhere."""
WAITING = 256
"""Requests that may wait for their turn. One more is told to come again."""


class Work:
    """`threads` at once, in the order in which they came, for one event loop."""

    def __init__(self, threads: int = AT_ONCE, waiting: int = WAITING) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="sourcier")
        self._most = threads + waiting
        self._held = 0

    async def run(self, task: Callable[[], _T]) -> _T:
        """What the task returns or raises. Raises UsageError (`serve_busy`) when too many wait already."""
        if self._held >= self._most:
            raise UsageError("serve_busy")
        self._held += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, task)
        finally:
            self._held -= 1

    async def each(self, make: Callable[[Callable[[], bool]], Generator[_T]]) -> AsyncGenerator[_T]:
        """What a generator gives, as it comes: one task from its beginning to its end. Raises what `run` or it does.

        `make` is given what turns true when whoever asked has left. It is closed then, and nobody waits for that.
        """
        loop, left = asyncio.get_running_loop(), threading.Event()
        given: asyncio.Queue[Any] = asyncio.Queue()

        def task() -> None:
            if left.is_set():
                return
            with closing(make(left.is_set)) as steps:
                for step in steps:
                    if left.is_set():
                        return
                    loop.call_soon_threadsafe(given.put_nowait, step)

        def ended(running: asyncio.Future[None]) -> None:
            if not running.cancelled():
                running.exception()  # which nobody may be there to hear
            given.put_nowait(_END)

        running = asyncio.ensure_future(self.run(task))
        running.add_done_callback(ended)
        try:
            while (step := await given.get()) is not _END:
                yield step
            await running
        finally:
            left.set()

    def close(self) -> None:
        """Ends once all that was begun has ended."""
        self._pool.shutdown(wait=True)
