"""Who asks may leave before there is an answer: then nobody goes on with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import TypeVar

from starlette.requests import Request

_T = TypeVar("_T")


async def first_for(request: Request, told: AsyncGenerator[_T]) -> _T | None:
    """The first that is told; None where whoever asked has left before, and `told` has been closed.

    The body of the request has been read. Raises what `told` raises.
    """
    first = asyncio.ensure_future(anext(told))
    leaving = asyncio.ensure_future(_left(request))
    try:
        await asyncio.wait((first, leaving), return_when=asyncio.FIRST_COMPLETED)
        if first.done():
            return first.result()
    finally:
        leaving.cancel()
        first.cancel()
    await asyncio.wait((first,))
    await told.aclose()
    return None


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
