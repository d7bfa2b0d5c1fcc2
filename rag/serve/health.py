"""What those ask who run it: whether it is there, whether it can be asked, and what it has counted."""

from __future__ import annotations

import asyncio
import logging

from fastapi import FastAPI
from starlette.responses import PlainTextResponse, Response

from rag.build import Sourcier
from rag.errors import SourcierError, UsageError
from rag.serve.answerers import Answerers
from rag.serve.metrics import CONTENT_TYPE

PROBES = "/healthz", "/readyz"
"""They show nothing of the articles, and are answered to everybody."""
METRICS = "/metrics"
_PATIENCE = 1.0
"""Seconds that who asks whether it is ready may wait: those who do so give up soon."""
_LOG = logging.getLogger("sourcier.serve")


class Readiness:
    """Whether a question would find a model and an index. For one event loop."""

    def __init__(self, answerers: Answerers) -> None:
        self._answerers = answerers
        self._looking: asyncio.Future[Sourcier] | None = None
        self._told = ""

    async def check(self) -> None:
        """Opens what is not open, as a question would. Raises SourcierError where it cannot be, or not so soon."""
        if self._looking is None or self._looking.done():
            self._looking = asyncio.ensure_future(self._answerers.looking.run(self._answerers.current))
            self._looking.add_done_callback(_heard)
        await asyncio.wait([self._looking], timeout=_PATIENCE)
        if self._looking.done():
            self._result()
        elif not self._answerers.opened:  # while a newer one is opened, the one before it is asked
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


def health(app: FastAPI, answerers: Answerers) -> None:
    """`/healthz`, `/readyz` and `/metrics`."""
    readiness = Readiness(answerers)

    @app.get("/healthz", include_in_schema=False)
    async def alive() -> Response:
        return PlainTextResponse("ok\n")

    @app.get("/readyz", include_in_schema=False)
    async def ready() -> Response:
        await readiness.check()
        return PlainTextResponse("ready\n")

    @app.get(METRICS, include_in_schema=False)
    def counted() -> Response:
        return Response(answerers.metrics.text(), media_type=CONTENT_TYPE)
