"""Work that takes its time, in threads of its own: the server's loop goes on, and only so much is begun at once."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import AsyncGenerator, Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from contextvars import copy_context
from typing import Any, TypeVar

from rag.errors import UsageError

_T = TypeVar("_T")
_END, _LATE = object(), object()

AT_ONCE = max(2, os.cpu_count() or 2)
"""Questions that are computed at once: more would only wait for each other within the interpreter."""
WRITING = 32
"""Answers that chat models write at once: they wait for a server elsewhere."""
WAITING = 256
"""Requests that may wait for their turn. One more is told to come again."""
SECONDS = 300.0
"""That a request may take, unless it is set otherwise."""


class Work:
    """`threads` at once, in the order in which they came, for one event loop. None waits longer than `seconds`."""

    def __init__(self, threads: int = AT_ONCE, waiting: int = WAITING, seconds: float = SECONDS) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="sourcier")
        self._threads = threads
        self._most = threads + waiting
        self._seconds = seconds
        self._held = 0

    @property
    def waiting(self) -> int:
        """How many wait for their turn."""
        return max(0, self._held - self._threads)

    async def run(self, task: Callable[[], _T]) -> _T:
        """What the task returns or raises. What has begun is let come to its end, whoever waits for it.

        Raises UsageError: `serve_busy` when too many wait already, `serve_late` when its turn does not come in time.
        """
        if self._held >= self._most:
            raise UsageError("serve_busy")
        self._held += 1
        begun = self._pool.submit(copy_context().run, task)
        late = False

        def give_up() -> None:
            nonlocal late
            late = begun.cancel()  # which it is not once it has begun

        clock = asyncio.get_running_loop().call_later(self._seconds, give_up)
        try:
            return await asyncio.wrap_future(begun)
        except asyncio.CancelledError:
            if late:
                raise self._late() from None
            raise
        finally:
            clock.cancel()
            self._held -= 1

    async def each(self, make: Callable[[Callable[[], bool]], Generator[_T]]) -> AsyncGenerator[_T]:
        """What a generator gives, as it comes: one task from its beginning to its end. Raises what `run` or it does.

        `make` is given what turns true when whoever asked has left, or when the time is over (`serve_late`). It is
        closed then, and nobody waits for that.
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
        clock = loop.call_later(self._seconds, given.put_nowait, _LATE)
        try:
            while (step := await given.get()) is not _END:
                if step is _LATE:
                    raise self._late()
                yield step
            await running
        finally:
            clock.cancel()
            left.set()

    def close(self) -> None:
        """Ends once all that was begun has ended."""
        self._pool.shutdown(wait=True)

    def _late(self) -> UsageError:
        return UsageError("serve_late", limit=f"{self._seconds:g}")
