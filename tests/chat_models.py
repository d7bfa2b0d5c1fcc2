"""A chat model that says what it was told to: LangChain's BaseChatModel, without a network and without chance."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr

Content = str | list[str | dict[str, Any]]
"""What a message holds: text, or blocks as providers send them."""

_WORD = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer of a script.

    `text` is streamed word by word, or `pieces` as they are. `error` is raised in place of piece number `at` (from 0;
    None: after the last). `pause`: seconds before each piece. `hang`: waits for it to be set in place of piece `at`,
    before `error`.
    """

    text: str = ""
    pieces: tuple[Content, ...] = ()
    error: Exception | None = None
    at: int | None = None
    pause: float = 0.0
    hang: threading.Event | None = field(default=None, compare=False)

    def stream(self) -> Iterator[Content]:
        """The pieces, with what happens between them."""
        pieces: Sequence[Content] = self.pieces or _WORD.findall(self.text)
        at = len(pieces) if self.at is None else self.at
        for number, piece in enumerate(pieces):
            if number == at:
                self._happen()
            if self.pause:
                time.sleep(self.pause)
            yield piece
        if at >= len(pieces):
            self._happen()

    def _happen(self) -> None:
        if self.hang is not None:
            self.hang.wait()
        if self.error is not None:
            raise self.error


Answering = Callable[[list[BaseMessage]], str | Reply]
"""Makes a reply of the messages it is given."""


class ScriptedModel(BaseChatModel):
    """Gives its replies one after the other and streams each word by word.

    A reply is a text, an error to raise at once, a `Reply`, or a function from the messages to a text or a `Reply`.
    `given` holds the messages of each call; `closed` counts the streams that were closed before their end. A call
    after the last reply is an AssertionError, unless `again`: then the last one is given every time.
    """

    replies: list[Any]
    again: bool = False
    _given: list[list[BaseMessage]] = PrivateAttr(default_factory=list)
    _closed: list[int] = PrivateAttr(default_factory=list)
    _lock: Any = PrivateAttr(default_factory=threading.Lock)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    @property
    def given(self) -> list[list[BaseMessage]]:
        """The messages of each call so far."""
        return self._given

    @property
    def closed(self) -> int:
        """How many streams were closed before their end."""
        return len(self._closed)

    def _next(self, messages: list[BaseMessage]) -> Reply:
        with self._lock:
            number = len(self._given)
            self._given.append(list(messages))
        if number >= len(self.replies) and not self.again:
            raise AssertionError(f"asked {number + 1} times, with a script of {len(self.replies)} replies")
        reply = self.replies[min(number, len(self.replies) - 1)]
        if callable(reply):
            reply = reply(messages)
        if isinstance(reply, Exception):
            return Reply(error=reply, at=0)
        return reply if isinstance(reply, Reply) else Reply(str(reply))

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        pieces = [AIMessageChunk(content=piece) for piece in self._next(messages).stream()]
        text = "".join(str(piece.text) for piece in pieces)
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=text))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        number = len(self._given)
        try:
            for piece in self._next(messages).stream():
                yield ChatGenerationChunk(message=AIMessageChunk(content=piece))
        except GeneratorExit:
            self._closed.append(number)
            raise
