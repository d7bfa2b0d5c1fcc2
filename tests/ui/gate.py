"""A chat model behind a real server, whose words come when a test lets them."""

from __future__ import annotations

import queue

from tests.llm.servers import Handler, piece


class Gate:
    """A streamed answer that a test gives piece by piece. Between them empty pieces are sent, as by servers that wait.

    `end` ends it; that the client has hung up is told by the server's `gone`.
    """

    def __init__(self, *texts: str) -> None:
        self._texts: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self.say(*texts)

    def say(self, *texts: str) -> None:
        for text in texts:
            self._texts.put(text)

    def end(self) -> None:
        self._texts.put(None)

    def __call__(self, handler: Handler) -> None:
        handler.begin()
        try:
            while not handler.server.over.is_set():
                try:
                    text = self._texts.get(timeout=0.05)
                except queue.Empty:
                    text = ""
                if text is None:
                    handler.event(piece(None, "stop"))
                    handler.event("[DONE]")
                    handler.wfile.write(b"0\r\n\r\n")
                    return
                handler.event(piece(text))
        except OSError:
            handler.server.gone.set()
        handler.close_connection = True
