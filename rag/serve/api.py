"""`/api/ask`, `/api/search` and `/api/check`: the JSON of the command line."""

from __future__ import annotations

from fastapi import APIRouter, Response
from starlette.responses import JSONResponse

from rag.build import Sourcier
from rag.render_check import statements_json
from rag.render_json import answer_json, hits_json
from rag.serve.answerers import Answerers
from rag.serve.shapes import AnswerShape, AskGiven, CheckGiven, ChecksShape, FilterGiven, HitsShape, SearchGiven
from rag.serve.statuses import NO_MODEL, READING
from rag.types import Filter, Turn


def questions(answerers: Answerers) -> APIRouter:
    """What is asked of the articles."""
    router = APIRouter(prefix="/api", tags=["questions"], responses=READING)

    @router.post("/ask", summary="Answer a question", responses={200: {"model": AnswerShape}, **NO_MODEL})
    async def ask(given: AskGiven) -> Response:
        """In sentences that are quoted from the articles or, with a chat model, checked against them."""

        def answer() -> Response:
            chosen = answerers.choose(given.model, strict=given.strict)
            where = checked_filter(given.filter, chosen.sourcier)
            asking = chosen.asking.filtered(where) if where else chosen.asking
            turns = [turn.typed() for turn in given.conversation]
            question = [*turns, Turn("user", given.question)] if turns else given.question
            return JSONResponse(answer_json(asking.ask(question)))

        answerers.check(given.model)
        return await answerers.work_of(given.model).run(answer)

    @router.post("/search", summary="Find passages", responses={200: {"model": HitsShape}})
    async def search(given: SearchGiven) -> Response:
        """Those nearest to a question, best first, each with the probability that it answers."""

        def found() -> Response:
            sourcier = answerers.current()
            hits = sourcier.search(given.question, given.k, checked_filter(given.filter, sourcier))
            return JSONResponse({"hits": hits_json(hits)})

        return await answerers.work.run(found)

    @router.post("/check", summary="Check a text", responses={200: {"model": ChecksShape}})
    async def check(given: CheckGiven) -> Response:
        """Each sentence gets a verdict and the quotations that support or contradict it."""

        def checked() -> Response:
            sourcier = answerers.current()
            statements = sourcier.checker.check(given.text, checked_filter(given.filter, sourcier))
            return JSONResponse(statements_json(statements))

        return await answerers.work_of_checks.run(checked)

    return router


def checked_filter(given: FilterGiven, sourcier: Sourcier) -> Filter | None:
    """None where nothing is set. Raises UsageError where it names what is not there."""
    where = given.typed()
    sourcier.check_filter(where)
    return where or None
