"""A chat model's answer as it comes, and an end to it where it does not come, or does not end."""

from __future__ import annotations

import contextvars
import queue
import threading
import time
import weakref
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any, cast

from rag.errors import ModelError
from rag.llm.asked import asked_of
from rag.llm.failures import failed, model_error
from rag.llm.loops import Loops
from rag.llm.thoughts import Thoughts

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

_LOOK = 0.02
"""Seconds between two looks at whether to stop."""

_WIDE = 8
"""Characters that a token has at most, over a whole answer: French and English prose has three to five."""

_ENDS = ("finish_reason", "stop_reason", "done_reason", "status")
"""Where the providers' last pieces say why they are the last."""


def never() -> bool:
    """For those who do not stop."""
    return False


def stream_text(
    model: BaseChatModel,
    messages: Sequence[BaseMessage],
    *,
    timeout: float,
    stop: Callable[[], bool] = never,
    max_tokens: int | None = None,
) -> Iterator[str]:
    """The pieces of the answer as they come, without what the model thinks before it.

    Ends early when `stop()` turns true, and closes the model's stream, also when the iterator is closed; a model is not
    asked at all for whom it is true from the start. Raises
    ModelError: what the client raises; `timeout` when nothing has come for so many seconds, though the client itself
    should hang; `dropped` when the stream of a server that tells its end breaks off; `empty`; and `looping` for an
    answer that goes round in circles or is far longer than `max_tokens`.
    """
    if stop():
        return
    pieces = _Pieces(model, messages)
    answer = _Answer(model, max_tokens)
    try:
        while (chunk := pieces.next(timeout, stop)) is not None:
            if text := answer.feed(chunk):
                yield text
        if not pieces.stopped and (text := answer.end()):
            yield text
    finally:
        pieces.close()


class _Answer:
    """What has come of an answer, and what there is to say against it."""

    def __init__(self, model: BaseChatModel, max_tokens: int | None) -> None:
        self._model = model
        self._max_tokens = max_tokens
        self._thoughts = Thoughts()
        self._loops = Loops()
        self._characters = 0
        self._ended: object = None
        self._tells_its_end = False

    def feed(self, chunk: Any) -> str:
        """What the chunk adds to the answer; white space before its first word is left out."""
        self._note_end(getattr(chunk, "response_metadata", None) or {})
        text = _text_of(chunk)
        if text and self._loops.feed(text):
            raise failed("looping", self._model)
        return self._visible(self._thoughts.feed(text))

    def end(self) -> str:
        """What was held back. Raises ModelError where the answer is empty or breaks off."""
        text = self._visible(self._thoughts.end())
        if self._tells_its_end and self._ended is None:
            raise failed("dropped", self._model)
        if not self._characters:
            if self._ended in {"length", "max_tokens", "MAX_TOKENS"}:
                raise ModelError("chat_spent", kind="other", name=asked_of(self._model).name)
            raise failed("empty", self._model)
        return text

    def _visible(self, text: str) -> str:
        if not self._characters:
            text = text.lstrip()
        self._characters += len(text)
        if self._max_tokens is not None and self._characters > self._max_tokens * _WIDE:
            name = asked_of(self._model).name
            raise ModelError("chat_endless", kind="looping", name=name, limit=self._max_tokens)
        return text

    def _note_end(self, metadata: dict[str, Any]) -> None:
        """A stream that is merely cut can look as if it had ended; OpenAI's protocol has a last piece that says so."""
        if metadata.get("model_provider") == "openai":
            self._tells_its_end = True
        for name in _ENDS:
            self._ended = metadata.get(name) or self._ended


def _text_of(chunk: Any) -> str:
    """Its text blocks, without those of reasoning and of tools."""
    return str(chunk.text)


def close_all() -> None:
    """Has every stream that is being read closed, as at the end of the process."""
    for pieces in list(_OPEN):
        pieces.close()


class _Pieces:
    """A model's stream, read in a thread of its own, since a client that hangs cannot be interrupted."""

    def __init__(self, model: BaseChatModel, messages: Sequence[BaseMessage]) -> None:
        self._model = model
        self._messages = list(messages)
        self._queue: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._closed = threading.Event()
        self._started = False
        self.stopped = False
        _OPEN.add(self)
        context = contextvars.copy_context()  # which holds the callbacks and tracers of LangChain
        thread = threading.Thread(target=context.run, args=(self._read,), name="chat model", daemon=True)
        thread.start()

    def next(self, timeout: float, stop: Callable[[], bool]) -> Any | None:
        """The next chunk; None at the end, or when `stop()` turns true. Raises ModelError."""
        until = time.monotonic() + timeout
        while True:
            if stop():
                self.stopped = True
                return None
            try:
                got = self._queue.get(timeout=_LOOK)
            except queue.Empty:
                if time.monotonic() >= until:
                    raise failed("timeout", self._model) from None
                continue
            if isinstance(got, Exception):
                # Not "from": a vendor's exception holds the request, and with it the key.
                raise model_error(got, self._model, started=self._started) from None
            self._started = self._started or got is not None
            return got

    def close(self) -> None:
        """Has the thread close the model's stream, at its next piece or, where none comes, at the client's time-out."""
        self._closed.set()

    def _read(self) -> None:
        try:
            with closing(cast("Generator[Any]", self._model.stream(self._messages))) as stream:
                for chunk in stream:
                    if self._closed.is_set():
                        break
                    self._queue.put(chunk)
            self._queue.put(None)
        except Exception as error:  # noqa: BLE001 - each client raises what it likes
            self._queue.put(error)


_OPEN: weakref.WeakSet[_Pieces] = weakref.WeakSet()
