"""A server on loopback that speaks as OpenAI's do and notes when it was asked and when its first words left it."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

Source = Callable[[dict[str, Any]], Iterator[str]]
"""The body of a request to the pieces of the answer's text."""


@dataclass
class Noted:
    """Seconds of `time.perf_counter`, of each request: when all of it was there, and when its first piece was."""

    asked: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)


def waiting(seconds: float, pieces: Sequence[str]) -> Source:
    """A model that thinks for so long and then writes the pieces."""

    def source(_: dict[str, Any]) -> Iterator[str]:
        time.sleep(seconds)
        yield from pieces

    return source


def relayed(url: str, key: str) -> Source:
    """The model of another server, whose address ends in /v1."""

    def source(body: dict[str, Any]) -> Iterator[str]:
        with (
            httpx.Client(timeout=120, trust_env=False) as client,
            client.stream(
                "POST", f"{url}/chat/completions", json=body, headers={"authorization": f"Bearer {key}"}
            ) as reply,
        ):
            reply.raise_for_status()
            for line in reply.iter_lines():
                data = line.removeprefix("data: ")
                if data.startswith("{") and (choices := json.loads(data).get("choices")):
                    yield choices[0]["delta"].get("content") or ""

    return source


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has seen enough hangs up; of anything else the traceback is printed."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def serving(source: Source) -> Iterator[tuple[str, Noted]]:
    """Its address, which ends in /v1, and what it notes."""
    noted = Noted()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            noted.asked.append(time.perf_counter())
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.send_header("transfer-encoding", "chunked")
            self.end_headers()
            begun = False
            for text in filter(None, source(body)):
                if not begun:
                    noted.first.append(time.perf_counter())
                    begun = True
                self._event(json.dumps(_chunk({"content": text}, None)))
            self._event(json.dumps(_chunk({}, "stop")))
            self._event("[DONE]")
            self.wfile.write(b"0\r\n\r\n")

        def _event(self, data: str) -> None:
            line = f"data: {data}\n\n".encode()
            self.wfile.write(b"%x\r\n%s\r\n" % (len(line), line))
            self.wfile.flush()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name that http.server gives
            """Nothing."""

    with _Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1", noted
        finally:
            server.shutdown()
            thread.join()


def _chunk(delta: dict[str, str], finish: str | None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
