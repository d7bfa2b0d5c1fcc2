"""The endpoint as programs meet it: served by uvicorn on a free port of this machine."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from rag.http.listening import Listening
from rag.serve.app import create_app
from rag.service import Service


class _Server(uvicorn.Server):
    """Tells when it has started or has failed to."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.begun = threading.Event()

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            super().run(sockets)
        finally:
            self.begun.set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.begun.set()


@contextmanager
def running(service: Service, listening: Listening | None = None) -> Iterator[str]:
    """The address of a running endpoint over that service, without a slash at its end. It ends with the block."""
    config = uvicorn.Config(
        create_app(service, listening or Listening()), host="127.0.0.1", port=0, log_level="warning", access_log=False,
        server_header=False,
    )  # fmt: skip
    server = _Server(config)
    with config.bind_socket() as bound:
        thread = threading.Thread(target=server.run, args=([bound],), daemon=True)
        thread.start()
        server.begun.wait()
        assert server.started, "the endpoint did not start"
        try:
            yield f"http://127.0.0.1:{bound.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
