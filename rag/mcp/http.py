"""The server over streamable HTTP, at /mcp, behind the gate that all of our servers have."""

from __future__ import annotations

from typing import Any

from mcp.server.lowlevel import Server
from mcp.server.transport_security import TransportSecuritySettings
from starlette.types import ASGIApp

from rag.access import Tokens
from rag.http.gate import Door, Gate, door_hosts
from rag.http.listening import HERE, Listening
from rag.settings import Settings

PATH = "/mcp"
MOST_BYTES = 4 << 20
"""Of a request's body: the longest text that can be checked has far fewer."""

_NOWHERE = "-"
"""No path begins so: there is nothing here that may be seen without a token where one is needed."""


def http_app(server: Server[Any], settings: Settings, listening: Listening = HERE) -> ASGIApp:
    """The server as an ASGI application. It keeps no session, so that any number of clients is served.

    The gate sees to tokens, to names and pages that are not its own (DNS rebinding), and to sizes.
    """
    inner = server.streamable_http_app(
        streamable_http_path=PATH,
        stateless_http=True,
        json_response=True,
        max_request_body_size=MOST_BYTES,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),  # the gate does that
    )
    door = Door(
        tokens=Tokens(settings.data_folder),
        must=listening.reached and not listening.open_access,
        hosts=door_hosts(listening.address, listening.hosts),
        origins=settings.cors_origins,
        rate=settings.rate_limit,
        public=(),
        guests=_NOWHERE,
        most=lambda _, __: MOST_BYTES,
    )
    return Gate(inner, door, settings)
