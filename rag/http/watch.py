"""Around everything else: each request has an id, is counted, and is told of in the log; an error inside once."""

from __future__ import annotations

import logging
import re
import secrets
import time
from typing import Any, Protocol

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.errors import SourcierError
from rag.http.gate import guarded
from rag.http.logs import REQUEST_ID, ToldError
from rag.http.problems import language_of, problem
from rag.settings import Settings

HEADER = "x-request-id"
LEFT = 499
"""The status of what nobody waits for any more: it is not sent."""
_TOKEN = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
_LOG = logging.getLogger("sourcier.http")
_REQUESTS = logging.getLogger("sourcier.access")


class Counting(Protocol):
    """Who wants to know of requests. It is told in the server's loop: it is to take no time to speak of."""

    def begun(self) -> None:
        """One has come."""

    def ended(self, scope: Scope, status: int, seconds: float) -> None:
        """It is answered, or nobody waits for it any more."""


class Watch:
    """Wraps an ASGI application. `probes`: paths that are asked so often that only what is wrong with them is told."""

    def __init__(self, app: ASGIApp, settings: Settings, counting: Counting, probes: tuple[str, ...] = ()) -> None:
        self._app = app
        self._settings = settings
        self._counting = counting
        self._probes = probes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI. Raises ToldError where a response breaks off."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        response = _Response(send, _id_of(headers))
        before = REQUEST_ID.set(response.id)
        self._counting.begun()
        start = time.perf_counter()
        try:
            await self._app(scope, receive, response.send)
        except Exception as error:
            _LOG.error("%s %s", scope["method"], scope["path"], exc_info=True, extra={"event": "error"})
            if response.status and not response.whole:
                raise ToldError from error
            if not response.status:
                internal = SourcierError("serve_internal", kind=type(error).__name__)
                told = problem(internal, language_of(headers, self._settings), scope["path"])
                await told(scope, receive, guarded(response.send))
        finally:
            seconds = time.perf_counter() - start
            self._counting.ended(scope, response.status or LEFT, seconds)
            self._tell(scope, response, seconds)
            REQUEST_ID.reset(before)

    def _tell(self, scope: Scope, response: _Response, seconds: float) -> None:
        level = logging.DEBUG if scope["path"] in self._probes and response.status < 400 else logging.INFO
        if not _REQUESTS.isEnabledFor(level):
            return
        caller: Any = scope.get("state", {}).get("caller")
        facts = {
            "method": scope["method"],
            "path": scope["path"],  # what is asked may stand in the query, which is left out
            "status": response.status or LEFT,
            "ms": round(1000 * seconds, 1),
            "caller": caller.id if caller else "",
            "bytes": response.bytes,
        }
        said = f"{facts['method']} {facts['path']} {facts['status']}"
        _REQUESTS.log(level, "%s", said, extra={"event": "request", "facts": facts})


class _Response:
    """What is sent, on its way."""

    def __init__(self, send: Send, request_id: str) -> None:
        self.id = request_id
        self.status = 0
        self.bytes = 0
        self.whole = False
        self._send = send

    async def send(self, message: Message) -> None:
        """See ASGI."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            MutableHeaders(scope=message)[HEADER] = self.id
        elif message["type"] == "http.response.body":
            self.bytes += len(message.get("body", b""))
            self.whole = not message.get("more_body", False)
        await self._send(message)


def _id_of(headers: Headers) -> str:
    given = headers.get(HEADER, "")
    return given if _TOKEN.fullmatch(given) else secrets.token_hex(8)
