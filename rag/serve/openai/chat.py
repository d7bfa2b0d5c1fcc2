"""`/v1/chat/completions` and `/v1/models`, as OpenAI's API has them."""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.responses import JSONResponse, StreamingResponse

from rag.errors import SourcierError
from rag.events import Answered, Found, Restarted, Settled
from rag.http.problems import language_of, problem_json
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
        responses={200: {"model": CompletionShape, "content": {"text/event-stream": {"schema": {"type": "string"}}}}},
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
            return JSONResponse(await work.run(asked.completion))
        told = work.each(asked.chunks)
        # What is wrong with a question is an error with its status, not a stream that breaks off.
        first = await anext(told)
        language = language_of(request.headers, settings)

        async def events() -> AsyncIterator[str]:
            try:
                yield _event(first)
                async for chunk in told:
                    yield _event(chunk)
            except SourcierError as error:
                yield _event(problem_json(error, language, request.url.path))
                return
            finally:
                asked.left.set()  # whoever asked may have left: nobody writes for them any more
            yield "data: [DONE]\n\n"

        return StreamingResponse(events(), media_type="text/event-stream")

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
    left: threading.Event = field(default_factory=threading.Event)

    def completion(self) -> dict[str, Any]:
        """The whole answer at once. Raises SourcierError."""
        asking, where = self._asking()
        answer = asking.ask(self.turns)
        written = whole(answer, where, self.link)
        message = {
            "role": "assistant", "content": written.text, "refusal": None, "annotations": written.annotations,
        }  # fmt: skip
        choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
        return {
            "id": self.id, "object": "chat.completion", "created": self.created, "model": self.given.model,
            "choices": [choice], "usage": self._usage(written.text), "sourcier": answer_json(answer),
        }  # fmt: skip

    def chunks(self) -> Iterator[dict[str, Any]]:
        """The same in pieces. A sentence is sent once it is checked. Raises SourcierError."""
        asking, where = self._asking()
        written: Written | None = None
        for event in asking.stream(self.turns, self.left.is_set):
            if isinstance(event, Found):
                written = Written("fr" if event.language == "fr" else "en", self.link)
                yield self._chunk({"role": "assistant", "content": ""})
                if event.searched != event.question:
                    yield self._chunk({"content": written.searched(event.searched)})
            assert written is not None, "a search comes first"
            if isinstance(event, Settled):
                yield self._chunk({"content": written.statement(event.statement)})
            elif isinstance(event, Restarted):
                yield self._chunk({"content": written.void(event.note)})
            elif isinstance(event, Answered):
                yield from self._ending(written, event.answer, where)

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
