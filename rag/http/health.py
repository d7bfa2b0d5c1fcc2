"""What those ask who run a server: whether it is there, whether it can be asked, and what it has counted."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from rag.build import Sourcier
from rag.errors import SourcierError, UsageError
from rag.http.metrics import CONTENT_TYPE, Metrics

PROBES = "/healthz", "/readyz"
"""They show nothing of the articles, and are answered to everybody."""
METRICS = "/metrics"
_PATIENCE = 1.0
"""Seconds that who asks whether it is ready may wait: those who do so give up soon."""
_LOG = logging.getLogger("sourcier.http")


class Readiness:
    """Whether a question would find a model and an index. For one event loop.

    `look` opens what is not open, as a question would, and raises SourcierError; `opened` says whether anything is.
    """

    def __init__(self, look: Callable[[], Coroutine[Any, Any, Sourcier]], opened: Callable[[], bool]) -> None:
        self._look = look
        self._opened = opened
        self._looking: asyncio.Future[Sourcier] | None = None
        self._told = ""

    async def check(self) -> None:
        """Raises SourcierError where nothing can be asked, or not so soon."""
        if self._looking is None or self._looking.done():
            self._looking = asyncio.ensure_future(self._look())
            self._looking.add_done_callback(_heard)
        await asyncio.wait([self._looking], timeout=_PATIENCE)
        if self._looking.done():
            self._result()
        elif not self._opened():  # while a newer one is opened, the one before it is asked
            raise UsageError("serve_loading")

    def _result(self) -> None:
        """Where files lie is for the log: whoever reaches this server is shown the kind of error alone."""
        assert self._looking is not None
        try:
            self._looking.result()
        except SourcierError as error:
            if error.key != self._told:
                _LOG.warning("not ready: %s", error)
            self._told = error.key
            raise UsageError("serve_not_ready", reason=error.key) from error
        self._told = ""


def _heard(looking: asyncio.Future[Sourcier]) -> None:
    """Of an error that nobody waited for."""
    if not looking.cancelled():
        looking.exception()


def health(readiness: Readiness, metrics: Metrics) -> list[Route]:
    """`/healthz`, `/readyz` and `/metrics`. The application that has them answers SourcierErrors."""

    async def alive(_: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def ready(_: Request) -> Response:
        await readiness.check()
        return PlainTextResponse("ready\n")

    def counted(_: Request) -> Response:
        return Response(metrics.text(), media_type=CONTENT_TYPE)

    answers = alive, ready, counted
    return [Route(path, answer) for path, answer in zip((*PROBES, METRICS), answers, strict=True)]
