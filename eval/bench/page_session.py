"""One browser session of the page, spoken to as a browser does: over its websocket, without a browser."""

from __future__ import annotations

import html
import json
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Subprotocol

_PATIENCE = 180.0
"""Seconds without a message after which a session is given up."""


class PageSession:
    """A session. Its page is drawn once when it is made; `ask` sends a question and waits for what comes of it."""

    def __init__(self, address: str) -> None:
        start = time.perf_counter()
        address = f"{address.replace('http', 'ws', 1)}/_stcore/stream"
        self._open = ExitStack()
        self._socket = self._open.enter_context(
            connect(address, subprotocols=[Subprotocol("streamlit")], max_size=None)
        )
        self._known: dict[str, ForwardMsg] = {}
        self._input = ""
        self.shown: list[str] = []
        """All HTML that was ever sent to it."""
        self._send(BackMsg())
        self.first_shown = 0.0
        """Seconds until something was shown that is no style."""
        for _ in self._drawn():
            self.first_shown = self.first_shown or time.perf_counter() - start
        self.first_page = time.perf_counter() - start
        """Seconds until the page was whole."""

    def ask(self, question: str) -> float:
        """Seconds until an answer, a refusal or an error was sent."""
        message = BackMsg()
        state = message.rerun_script.widget_states.widgets.add()
        state.id = self._input
        state.chat_input_value.data = question
        start, seen = time.perf_counter(), 0.0
        self._send(message)
        for shown in self._drawn():
            if not seen and html.escape(question) in shown and _has_outcome(shown):
                seen = time.perf_counter() - start
        if not seen:
            raise RuntimeError(f"no answer was shown to: {question}")
        return seen

    def close(self) -> None:
        """Goes away as a closed tab does."""
        self._open.close()

    def _send(self, message: BackMsg) -> None:
        message.rerun_script.query_string = ""
        self._socket.send(message.SerializeToString())

    def _drawn(self) -> Iterator[str]:
        """The HTML that is sent until the page rests. A page that asks to be drawn again does not rest."""
        while True:
            received = self._socket.recv(_PATIENCE)
            assert isinstance(received, bytes)
            message = ForwardMsg()
            message.ParseFromString(received)
            message = self._resolved(message)
            kind = message.WhichOneof("type")
            if kind == "delta":
                yield from self._element(message.delta.new_element)
            elif kind == "script_finished" and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                return

    def _resolved(self, message: ForwardMsg) -> ForwardMsg:
        """What was sent before is only named the second time."""
        if message.WhichOneof("type") == "ref_hash":
            return self._known[message.ref_hash]
        if message.hash:
            self._known[message.hash] = message
        return message

    def _element(self, element: Any) -> Iterator[str]:
        kind = element.WhichOneof("type")
        if kind == "chat_input":
            self._input = element.chat_input.id
        elif kind == "bidi_component":
            self.shown.append(json.loads(element.bidi_component.json).get("html", ""))
            yield self.shown[-1]


def _has_outcome(shown: str) -> bool:
    return any(f'class="{name}' in shown for name in ("answer", "refusal", "sourcier-alert"))
