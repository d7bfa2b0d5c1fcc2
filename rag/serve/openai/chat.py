"""`/v1/chat/completions` and `/v1/models`, as OpenAI's API has them."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.responses import JSONResponse, StreamingResponse

from rag.errors import SourcierError
from rag.events import Answered, Event, Found, Restarted, Settled
from rag.http.leaving import first_for
from rag.http.problems import for_the_log, language_of, problem_json
from rag.http.watch import LEFT
from rag.llm.tokens import PER_MESSAGE, count_tokens
from rag.render_json import answer_json
from rag.serve.answerers import Answerers
from rag.serve.api import checked_filter
from rag.serve.links import Links
from rag.serve.openai.conversation import check, turns
from rag.serve.openai.shapes import CompletionGiven, CompletionShape, ModelShape, ModelsShape
from rag.serve.openai.written import Link, Written, whole
from rag.types import Answer, Citation, Filter, Turn

_STARTED = int(time.time())
_CHAT = "/v1/chat/completions"


def chat(answerers: Answerers, links: Links) -> APIRouter:
    """What clients of OpenAI's API ask."""
    router = APIRouter(prefix="/v1", tags=["OpenAI"])
    settings = answerers.service.settings

    @router.get("/models", summary="List who answers", responses={200: {"model": ModelsShape}})
    async def models() -> Response:
        """`sourcier` answers as it is set, `extractive` in quotations, the others are chat models."""
        return JSONResponse({"object": "list", "data": [_model(name) for name in answerers.names]})

    @router.get("/models/{model:path}", summary="Show one who answers", responses={200: {"model": ModelShape}})
    async def model(model: str) -> Response:
        """One of them."""
        answerers.check(model)
        return JSONResponse(_model(model))

    @router.post(
        "/chat/completions",
        summary="Answer the last message",
        responses={200: {"model": CompletionShape, "content": {"text/event-stream": {}}}},
    )
    async def completions(request: Request, given: CompletionGiven) -> Response:
        """From the articles alone, with its sources. Of earlier messages it takes what the question leaves out."""
        check(given)
        answerers.check(given.model)
        signed = request.state.caller.id != ""
        base = str(request.base_url)

        def link(citation: Citation) -> str:
            return links.of(base, citation, signed=signed)

        asked = Asked(answerers, given, turns(given.messages), link)
        work = answerers.work_of(given.model)
        if not given.stream:
            async with aclosing(work.each(asked.response)) as whole_ones:
                return await first_for(request, whole_ones) or Response(status_code=LEFT)
        told = work.each(asked.events)
        # What is wrong with a question is an error with its status, not a stream that breaks off.
        first = await first_for(request, told)
        if first is None:
            return Response(status_code=LEFT)
        language = language_of(request.headers, settings)

        async def events() -> AsyncIterator[str]:
            try:
                async with aclosing(told):  # whoever asked may leave: nobody writes for them any more
                    yield first
                    async for event in told:
                        yield event
            except SourcierError as error:
                for_the_log(error, f"POST {_CHAT}")
                yield _event(problem_json(error, language, request.url.path))
                return
            yield "data: [DONE]\n\n"

        return StreamingResponse(events(), media_type="text/event-stream", headers={"x-accel-buffering": "no"})

    return router


@dataclass(frozen=True)
class Asked:
    """A request, made ready. Its methods take their time: they run in a worker's thread."""

    answerers: Answerers
    given: CompletionGiven
    turns: list[Turn]
    link: Link
    id: str = field(default_factory=lambda: f"chatcmpl-{secrets.token_hex(12)}")
    created: int = field(default_factory=lambda: int(time.time()))

    def response(self, left: Callable[[], bool]) -> Generator[Response]:
        """The whole answer at once. `left` ends it early. Raises SourcierError."""
        asking, where = self._asking()
        for event in asking.stream(self.turns, left):
            if isinstance(event, Answered):
                self.answerers.metrics.answered(_CHAT, event.answer)
                yield JSONResponse(self._completion(event.answer, where))

    def _completion(self, answer: Answer, where: Filter | None) -> dict[str, Any]:
        written = whole(answer, where, self.link)
        message = {
            "role": "assistant", "content": written.text, "refusal": None, "annotations": written.annotations,
        }  # fmt: skip
        choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
        return {
            "id": self.id, "object": "chat.completion", "created": self.created, "model": self.given.model,
            "choices": [choice], "usage": self._usage(written.text), "sourcier": answer_json(answer),
        }  # fmt: skip

    def events(self, left: Callable[[], bool]) -> Generator[str]:
        """The same as it is streamed."""
        yield from map(_event, self._chunks(left))

    def _chunks(self, left: Callable[[], bool]) -> Iterator[dict[str, Any]]:
        """In pieces. A sentence is sent once it is checked."""
        asking, where = self._asking()
        written: Written | None = None
        for event in asking.stream(self.turns, left):
            if isinstance(event, Found):
                written = Written("fr" if event.language == "fr" else "en", self.link)
                yield self._chunk({"role": "assistant", "content": ""})
                if event.searched != event.question:
                    yield self._chunk({"content": written.searched(event.searched)})
            assert written is not None, "a search comes first"
            if isinstance(event, Answered):
                self.answerers.metrics.answered(_CHAT, event.answer)
                yield from self._ending(written, event.answer, where)
            elif text := self._sent(written, event):
                yield self._chunk({"content": text})

    def _sent(self, written: Written, event: Event) -> str:
        """What there is to send of what has happened; "" for nothing."""
        if isinstance(event, Settled):
            own = self.given.sourcier.strict or self.answerers.service.settings.strict
            return "" if own and event.statement.verdict == "unsupported" else written.statement(event.statement)
        return written.void(event.note) if isinstance(event, Restarted) else ""

    def _ending(self, written: Written, answer: Answer, where: Filter | None) -> Iterator[dict[str, Any]]:
        for text in written.rest(answer, where):
            yield self._chunk({"content": text})
        last = self._chunk({"annotations": written.annotations}, finish="stop")
        yield {**last, "sourcier": answer_json(answer)}
        options = self.given.stream_options
        if options is not None and options.include_usage:
            yield {**self._chunk({}), "choices": [], "usage": self._usage(written.text)}

    def _asking(self) -> tuple[Any, Filter | None]:
        own = self.given.sourcier
        chosen = self.answerers.choose(self.given.model, strict=own.strict)
        where = checked_filter(own.filter, chosen.sourcier)
        return (chosen.asking.filtered(where) if where else chosen.asking), where

    def _chunk(self, delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return {
            "id": self.id, "object": "chat.completion.chunk", "created": self.created, "model": self.given.model,
            "choices": [choice],
        }  # fmt: skip

    def _usage(self, written: str) -> dict[str, int]:
        cache = self.answerers.service.settings.cache_dir
        prompt = sum(count_tokens(turn.text, cache) + PER_MESSAGE for turn in self.turns)
        completion = count_tokens(written, cache)
        return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}


def _model(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": _STARTED, "owned_by": "sourcier"}


def _event(value: dict[str, Any]) -> str:
    return f"data: {json.dumps(value, ensure_ascii=False)}\n\n"
