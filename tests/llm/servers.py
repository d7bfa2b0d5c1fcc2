"""A server on loopback that speaks enough of OpenAI's protocol to fail in all the ways that servers do."""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behaviour = Callable[["Handler"], None]
"""What a request is met with. Its body has been read."""


class Server(ThreadingHTTPServer):
    """Meets each request with the next behaviour, the last one again and again.

    `asked` holds the bodies of the requests and `keys` their Authorization headers; `gone` is set when somebody has
    hung up on a stream, `over` when the server ends.
    """

    daemon_threads = True

    def __init__(self, *behaviours: Behaviour) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.behaviours = list(behaviours)
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.gone = threading.Event()
        self.over = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def handle_error(self, request: Any, client_address: Any) -> None:
        self.gone.set()


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.keys.append(self.headers["authorization"])
        number = min(len(self.server.asked), len(self.server.behaviours) - 1)
        self.server.asked.append(body)
        self.server.behaviours[number](self)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name that http.server gives it
        """Nothing."""

    def reply(self, status: int, body: bytes, kind: str = "application/json", **headers: str) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def begin(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()

    def event(self, data: str | dict[str, Any]) -> None:
        line = f"data: {data if isinstance(data, str) else json.dumps(data)}\n\n".encode()
        self.wfile.write(b"%x\r\n%s\r\n" % (len(line), line))
        self.wfile.flush()


@contextmanager
def serving(*behaviours: Behaviour) -> Iterator[Server]:
    """A server in a thread of its own."""
    with Server(*behaviours) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.over.set()
            server.shutdown()
            thread.join()


def free_url() -> str:
    """An address at which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}/v1"


def piece(text: str | None, finish: str | None = None) -> dict[str, Any]:
    """A chunk of a streamed answer."""
    choice = {"index": 0, "delta": {} if text is None else {"content": text}, "finish_reason": finish}
    return {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}


# behaviours


def fails(status: int, message: str, *, code: str | None = None, kind: str | None = None, **headers: str) -> Behaviour:
    """An error as OpenAI's servers word it."""
    body = json.dumps({"error": {"message": message, "code": code, "type": kind}}).encode()
    return lambda handler: handler.reply(status, body, **headers)


def page(status: int, text: str) -> Behaviour:
    """A page of HTML, as proxies have for everything."""
    return lambda handler: handler.reply(status, text.encode(), "text/html")


def answers(*texts: str, finish: str | None = "stop", pause: float = 0.0) -> Behaviour:
    """A streamed answer that ends as it should; `finish` None: without its last piece. `pause`: seconds between."""

    def behave(handler: Handler) -> None:
        handler.begin()
        for text in texts:
            handler.event(piece(text))
            handler.server.over.wait(pause)
        if finish is not None:
            handler.event(piece(None, finish))
            handler.event("[DONE]")
        handler.wfile.write(b"0\r\n\r\n")

    return behave


def breaks(*texts: str, then: Callable[[Handler], None]) -> Behaviour:
    """A streamed answer to which something happens."""

    def behave(handler: Handler) -> None:
        handler.begin()
        for text in texts:
            handler.event(piece(text))
        then(handler)

    return behave


def hangs(handler: Handler) -> None:
    """Nothing more comes, and the connection stays open."""
    handler.server.over.wait()
    handler.close_connection = True


def hangs_up(handler: Handler) -> None:
    """The connection is closed in good order, in the middle of a message."""
    handler.connection.shutdown(socket.SHUT_RDWR)
    handler.close_connection = True


def resets(handler: Handler) -> None:
    """The connection is reset, as by a server that has died."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()
    handler.close_connection = True


def sends(data: str | dict[str, Any]) -> Callable[[Handler], None]:
    """An event of that content, and then the end."""

    def behave(handler: Handler) -> None:
        handler.event(data)
        handler.wfile.write(b"0\r\n\r\n")

    return behave


def goes_on(text: str) -> Behaviour:
    """The same piece for ever, a hundred a second, until the client hangs up."""

    def behave(handler: Handler) -> None:
        handler.begin()
        try:
            while not handler.server.over.wait(0.01):
                handler.event(piece(text))
        except OSError:
            handler.server.gone.set()
        handler.close_connection = True

    return behave
