"""Only so much is begun at once, and only so many wait."""

from __future__ import annotations

import asyncio
import threading

import pytest

from rag.errors import UsageError
from rag.http.problems import problem
from rag.http.work import Work


def test_one_more_than_may_wait_is_told_to_come_again() -> None:
    going, begun = threading.Event(), threading.Semaphore(0)

    def task() -> int:
        begun.release()
        going.wait()
        return 1

    async def scene() -> None:
        work = Work(threads=1, waiting=2)
        asked = [asyncio.ensure_future(work.run(task)) for _ in range(3)]
        await asyncio.to_thread(begun.acquire)
        with pytest.raises(UsageError) as refused:
            await work.run(task)
        response = problem(refused.value, "en", "/api/ask")
        assert (response.status_code, response.headers["retry-after"]) == (503, "5")
        going.set()
        assert await asyncio.gather(*asked) == [1, 1, 1]
        assert await work.run(task) == 1  # there is room again
        work.close()

    asyncio.run(scene())


def test_an_error_makes_room_too() -> None:
    async def scene() -> None:
        work = Work(threads=1, waiting=0)
        for _ in range(3):
            with pytest.raises(ZeroDivisionError):
                await work.run(lambda: 1 // 0)
        work.close()

    asyncio.run(scene())


def test_what_was_begun_ends_before_it_is_closed() -> None:
    done: list[int] = []

    async def scene() -> None:
        work = Work(threads=1, waiting=5)
        asked = [asyncio.ensure_future(work.run(lambda: done.append(1))) for _ in range(5)]
        await asyncio.sleep(0)  # they are begun
        work.close()
        await asyncio.gather(*asked)

    asyncio.run(scene())
    assert done == [1] * 5
