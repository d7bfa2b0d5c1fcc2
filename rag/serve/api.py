"""`/api/ask`, `/api/search` and `/api/check`: the JSON of the command line."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import aclosing
from functools import partial

from fastapi import APIRouter, Request, Response
from starlette.responses import JSONResponse

from rag.build import Sourcier
from rag.events import Answered
from rag.http.leaving import first_for
from rag.http.watch import LEFT
from rag.ports import Stop
from rag.render_check import statements_json
from rag.render_json import answer_json, hits_json
from rag.serve.answerers import Answerers
from rag.serve.shapes import AskGiven, CheckGiven, FilterGiven, SearchGiven
from rag.serve.statuses import NO_MODEL, READING
from rag.shapes import AnswerShape, ChecksShape, HitsShape
from rag.types import Filter, Turn

_ASK = "/api/ask"


def questions(answerers: Answerers) -> APIRouter:
    """What is asked of the articles."""
    router = APIRouter(prefix="/api", tags=["questions"], responses=READING)

    @router.post("/ask", summary="Answer a question", responses={200: {"model": AnswerShape}, **NO_MODEL})
    async def ask(request: Request, given: AskGiven) -> Response:
        """In sentences that are quoted from the articles or, with a chat model, checked against them."""
        answerers.check(given.model)
        told = answerers.work_of(given.model).each(partial(_answer, answerers, given))
        async with aclosing(told):
            return await first_for(request, told) or Response(status_code=LEFT)

    @router.post("/search", summary="Find passages", responses={200: {"model": HitsShape}})
    async def search(given: SearchGiven) -> Response:
        """Those nearest to a question, best first, each with the probability that it answers."""

        def found() -> Response:
            sourcier = answerers.current()
            hits = sourcier.search(given.question, given.k, checked_filter(given.filter, sourcier))
            return JSONResponse({"hits": hits_json(hits)})

        return await answerers.work.run(found)

    @router.post("/check", summary="Check a text", responses={200: {"model": ChecksShape}})
    async def check(request: Request, given: CheckGiven) -> Response:
        """Each sentence gets a verdict and the quotations that support or contradict it."""
        told = answerers.work_of_checks.each(partial(_checked, answerers, given))
        async with aclosing(told):
            return await first_for(request, told) or Response(status_code=LEFT)

    return router


def _answer(answerers: Answerers, given: AskGiven, left: Stop) -> Generator[Response]:
    """One answer. `left` ends a chat model's writing."""
    chosen = answerers.choose(given.model, strict=given.strict)
    where = checked_filter(given.filter, chosen.sourcier)
    asking = chosen.asking.filtered(where) if where else chosen.asking
    turns = [turn.typed() for turn in given.conversation]
    question = [*turns, Turn("user", given.question)] if turns else given.question
    for event in asking.stream(question, left):
        if isinstance(event, Answered):
            answerers.metrics.answered(_ASK, event.answer)
            yield JSONResponse(answer_json(event.answer))


def _checked(answerers: Answerers, given: CheckGiven, left: Stop) -> Generator[Response]:
    """All statements at once; nothing where `left` says that nobody waits for the rest."""
    sourcier = answerers.current()
    statements = []
    for statement in sourcier.checker.each(given.text, checked_filter(given.filter, sourcier)):
        if left():
            return
        statements.append(statement)
    yield JSONResponse(statements_json(statements))


def checked_filter(given: FilterGiven, sourcier: Sourcier) -> Filter | None:
    """None where nothing is set. Raises UsageError where it names what is not there."""
    where = given.typed()
    sourcier.check_filter(where)
    return where or None
