"""The server over streamable HTTP, at /mcp, behind the gate and the watch that all of our servers have."""

from __future__ import annotations

from functools import partial

from anyio import CapacityLimiter, to_thread
from mcp.server.transport_security import TransportSecuritySettings
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from rag.access import Tokens
from rag.build import Sourcier
from rag.errors import SourcierError, UsageError
from rag.http.gate import Door, Gate, door_hosts
from rag.http.health import METRICS, PROBES, Readiness, health
from rag.http.listening import HERE, Listening
from rag.http.metrics import Metrics
from rag.http.problems import for_the_log, language_of, problem
from rag.http.watch import Watch
from rag.mcp.room import PATH, Remote, Room
from rag.mcp.server import make_server
from rag.messages import Language
from rag.service import Notify, Service
from rag.settings import Settings

MOST_BYTES = 4 << 20
"""Of a request's body: the longest text that can be checked has far fewer."""

_NOWHERE = "-"
"""No path begins so: there is nothing here that may be seen without a token where one is needed."""


def http_app(
    service: Service, language: Language, notify: Notify, listening: Listening = HERE, *, write: bool = False
) -> ASGIApp:
    """The server as an ASGI application. It keeps no session, so that any number of clients is served.

    The gate sees to tokens, to names and pages that are not its own (DNS rebinding), and to sizes. `language` is that
    of what the tools say; whoever is turned away is told so in one that they accept.
    """
    settings, metrics = service.settings, Metrics()
    room = Room(service, language, notify, Remote(metrics, settings.request_seconds))
    turns = {"questions": room.questions, "changes": room.changes, "chat_models": room.chat_models}
    metrics.waiting({name: partial(_waiting, turn) for name, turn in turns.items()})
    inner = make_server(room, write=write).streamable_http_app(
        streamable_http_path=PATH,
        stateless_http=True,
        json_response=True,
        max_request_body_size=MOST_BYTES,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),  # the gate does that
        custom_starlette_routes=health(_readiness(room), metrics),
    )
    _handle_problems(inner, settings)
    door = Door(
        tokens=Tokens(settings.data_folder),
        must=listening.reached and not listening.open_access,
        hosts=door_hosts(listening.address, listening.hosts),
        origins=settings.cors_origins,
        rate=settings.rate_limit,
        public=PROBES,
        guests=_NOWHERE,
        most=lambda _, __: MOST_BYTES,
    )
    return Watch(Gate(inner, door, settings), settings, metrics, probes=(*PROBES, METRICS))


def _readiness(room: Room) -> Readiness:
    looking = CapacityLimiter(1)  # of its own: the tools' threads may all be busy

    async def look() -> Sourcier:
        return await to_thread.run_sync(room.sourcier, limiter=looking, abandon_on_cancel=True)

    return Readiness(look, lambda: room.opened)


def _handle_problems(app: Starlette, settings: Settings) -> None:
    """Has what is no answer of the protocol's own answered as a problem."""

    def told(request: Request, error: SourcierError) -> Response:
        for_the_log(error, f"{request.method} {request.url.path}")
        return problem(error, language_of(request.headers, settings), request.url.path)

    async def ours(request: Request, error: Exception) -> Response:
        assert isinstance(error, SourcierError)
        return told(request, error)

    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if error.status_code == 405:
            allowed = (error.headers or {}).get("Allow", "")
            return told(request, UsageError("serve_method", method=request.method, allowed=allowed))
        return told(request, UsageError("mcp_no_path", path=request.url.path, tools=PATH))

    async def internal(request: Request, error: Exception) -> Response:  # the watch logs it
        found = SourcierError("serve_internal", kind=type(error).__name__)
        return problem(found, language_of(request.headers, settings), request.url.path)

    app.add_exception_handler(SourcierError, ours)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(Exception, internal)


def _waiting(turn: CapacityLimiter) -> int:
    return turn.statistics().tasks_waiting
