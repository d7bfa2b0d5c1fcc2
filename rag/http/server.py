"""A server that has its place before it says so and, when it is told to end, answers first what it has begun."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp
from uvicorn.server import HANDLED_SIGNALS

from rag.errors import UsageError

_KEPT = 75
"""Seconds for which a connection stays open without a request: longer than clients (5 s for many) and proxies (60 s)
keep one, or a request that sets out just then meets a connection that is being closed.
"""


def listen(address: str, port: int) -> socket.socket:
    """A socket that hears clients from now on; port 0 is any that is free. Raises UsageError (`serve_port`)."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    found = socket.socket(family)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((address, port))
        found.listen(2048)
    except OSError as error:
        found.close()
        raise UsageError("serve_port", address=address, port=port, reason=error.strerror or error) from error
    return found


def address_of(listening: socket.socket) -> str:
    """Of a server on that socket, without a slash at its end."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve(app: ASGIApp, listening: socket.socket, grace: int) -> None:
    """Runs until a signal ends it. Requests that have begun have so many seconds to end."""
    config = uvicorn.Config(
        app, log_config=None, log_level="warning", access_log=False, server_header=False,
        timeout_graceful_shutdown=grace, timeout_keep_alive=_KEPT,
    )  # fmt: skip
    _Server(config).run(sockets=[listening])


class _Server(uvicorn.Server):
    """To be told to end is no failure: uvicorn itself would die of the signal, once all is answered."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        before = {kind: signal.signal(kind, self.handle_exit) for kind in HANDLED_SIGNALS}
        try:
            yield
        finally:
            for kind, handler in before.items():
                signal.signal(kind, handler)
