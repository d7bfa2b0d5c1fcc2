"""Who is let in, and with how much: before anything of a request is read, and before it is known what it is about."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.access import Role, Tokens
from rag.errors import SourcierError, UsageError
from rag.http.problems import language_of, problem
from rag.people import LOOPBACK, is_loopback
from rag.settings import Settings

_LOG = logging.getLogger("sourcier.http")
_GUESSES = RateLimitItemPerMinute(30)
"""Tokens that are none, from one address. Nobody guesses 256 bits; but a program with an old one is to be told so."""
_CLOSED = (
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cache-control", "no-store"),
    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: the holder of a token or, where there are none, whoever reaches this machine."""

    id: str
    name: str
    role: Role


ANYBODY = Caller("", "", "editor")
"""Where there are no tokens."""
GUEST = Caller("", "", "reader")
"""Without a token where one is needed, at a place that looks for itself."""


@dataclass(frozen=True, slots=True)
class Door:
    """Who is let in.

    `must`: a token is needed even where none was ever made, since others than this machine reach the server. `hosts`:
    names by which it is reached; none: any. `origins`: pages elsewhere whose scripts may ask. `rate`: requests a minute
    with one token; 0: any number. `public`: paths that show nothing of the articles; `guests`: the beginning of those
    that look for themselves at who may see them. `most`: bytes of a request's body, by method and path.
    """

    tokens: Tokens
    must: bool
    hosts: tuple[str, ...]
    origins: tuple[str, ...]
    rate: int
    public: tuple[str, ...]
    guests: str
    most: Callable[[str, str], int]


class Gate:
    """Wraps an ASGI application. `scope["state"]["caller"]` tells it who asks."""

    def __init__(self, app: ASGIApp, door: Door, settings: Settings) -> None:
        self._app = app
        self._door = door
        self._settings = settings
        self._counts = MovingWindowRateLimiter(MemoryStorage())
        self._rate = RateLimitItemPerMinute(door.rate) if door.rate else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI. Of WebSockets there are none here: they are closed."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        headers, path = Headers(scope=scope), scope["path"]
        try:
            caller = self._caller(scope, headers)
            limit = self._door.most(scope["method"], path)
            if int(headers.get("content-length", "0")) > limit:
                raise _too_large(limit)
        except SourcierError as error:
            await problem(_shown(error), language_of(headers, self._settings), path)(scope, receive, guarded(send))
            return
        scope.setdefault("state", {})["caller"] = caller
        body = _Body(receive, guarded(send), limit)
        try:
            await self._app(scope, body.receive, body.send)
        except _TooLargeError:
            if body.answered:
                raise
        if body.is_over and not body.answered:
            await problem(_too_large(limit), language_of(headers, self._settings), path)(scope, receive, guarded(send))

    def _caller(self, scope: Scope, headers: Headers) -> Caller:
        """Raises UsageError for one who is not let in."""
        self._check_place(headers)
        if scope["path"] in self._door.public:
            return GUEST
        address = (scope.get("client") or ("", 0))[0]
        if not (self._door.must or self._door.tokens.needed):
            return ANYBODY
        kind, _, secret = headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer" or not secret.strip():
            if scope["path"].startswith(self._door.guests):
                return GUEST
            raise UsageError("serve_no_token")
        token = self._door.tokens.find(secret.strip())
        if token is None:
            self._count(_GUESSES, f"guess {address}")
            raise UsageError("serve_bad_token")
        if self._rate is not None:
            self._count(self._rate, token.id)
        return Caller(token.id, token.name, token.role)

    def _check_place(self, headers: Headers) -> None:
        """That it is meant for this server, and is not the doing of a page elsewhere that a browser shows."""
        host = headers.get("host", "")
        if self._door.hosts and _split(f"//{host}", "Host").hostname not in self._door.hosts:
            raise UsageError("serve_host", host=host)
        origin = headers.get("origin")
        if origin is None or origin in self._door.origins:
            return
        own = _split(origin, "Origin").netloc.lower()
        if not own or own != host.lower():
            raise UsageError("serve_origin", origin=origin)

    def _count(self, item: RateLimitItemPerMinute, who: str) -> None:
        if not self._counts.hit(item, who):
            reset = self._counts.get_window_stats(item, who).reset_time
            raise UsageError("serve_rate", limit=item.amount, seconds=max(1, math.ceil(reset - time.time())))


def door_hosts(address: str, hosts: tuple[str, ...]) -> tuple[str, ...]:
    """By which names a server on that address may be called: none that a stranger's site could give it."""
    own = [address] if is_loopback(address) else []
    return (*LOOPBACK, *(name.strip("[]").lower() for name in (*own, *hosts))) if own or hosts else ()


def guarded(send: Send) -> Send:
    """With what keeps a browser from making more of a response than it is, unless the response says that itself."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _CLOSED:
                headers.setdefault(name, value)
        await send(message)

    return sending


def _split(address: str, header: str) -> SplitResult:
    try:
        return urlsplit(address)
    except ValueError as error:
        raise UsageError("serve_header", name=header) from error


def _shown(error: SourcierError) -> SourcierError:
    """To one who is not let in, of what is wrong here, no more than that: not where the tokens lie."""
    if not error.key.startswith("tokens_"):
        return error
    _LOG.error("%s", error)
    return SourcierError("serve_internal", kind="tokens")


class _TooLargeError(Exception):
    """A body goes on beyond its limit."""


def _too_large(limit: int) -> UsageError:
    return UsageError("serve_too_large", limit=f"{round(limit / 1e6, 1):g}")


class _Body:
    """A request whose body may come without a length, or with a wrong one, and its response.

    What an application makes of a body that breaks off is not sent: the gate says that it is too large.
    """

    def __init__(self, receive: Receive, send: Send, limit: int) -> None:
        self._receive = receive
        self._send = send
        self._left = limit
        self.is_over = False
        self.answered = False

    async def receive(self) -> Message:
        """See ASGI. Raises _TooLargeError."""
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        self.is_over = self._left < 0
        if self.is_over:
            raise _TooLargeError
        return message

    async def send(self, message: Message) -> None:
        """See ASGI."""
        if self.is_over and not self.answered:
            return
        self.answered = True
        await self._send(message)
