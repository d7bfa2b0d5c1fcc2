"""Work that takes its time, in threads of its own: the server's loop goes on, and only so much is begun at once."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

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

    async def each(self, make: Callable[[], Iterator[_T]]) -> AsyncIterator[_T]:
        """What an iterator gives, each step a task of its own. It is closed when whoever asked has left."""
        iterator = await self.run(make)
        try:
            while True:
                step = await self.run(lambda: next(iterator, _END))
                if step is _END:
                    return
                yield step  # type: ignore[misc]
        finally:
            close = getattr(iterator, "close", None)
            if close is not None:
                self._pool.submit(close)  # not waited for: who has left waits for nothing

    def close(self) -> None:
        """Ends once all that was begun has ended."""
        self._pool.shutdown(wait=True)
