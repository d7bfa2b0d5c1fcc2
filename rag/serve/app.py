"""The application: its parts put together, and what surrounds them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer
from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from rag.access import Tokens
from rag.errors import SourcierError
from rag.http.gate import Door, Gate, door_hosts, guarded
from rag.http.health import METRICS, PROBES, Readiness, health
from rag.http.listening import HERE, Listening
from rag.http.watch import HEADER, Watch
from rag.ingest.read.base import MIB
from rag.serve.answerers import Answerers
from rag.serve.api import questions
from rag.serve.article import pages
from rag.serve.documents import articles, curating
from rag.serve.errors import handle_problems
from rag.serve.links import PATH, Links
from rag.serve.openai.chat import chat
from rag.serve.pages import PUBLIC, offline_pages
from rag.serve.statuses import NO_MODEL, READING, DescribedApp
from rag.service import Service
from rag.settings import Settings

_LOG = logging.getLogger("sourcier.serve")
_MOST = 2_000_000
"""Bytes of a request without files: a text to check has 100,000 characters at most."""
_SPARE = 1_000_000
"""Of an upload, for what stands around its files."""
_DESCRIPTION = """Questions in French or English, answered from your articles. Every sentence of an answer stands on a
quotation with its exact place; what is not supported is shown as such."""
_BEARER = "The secret of a token (sourcier token add NAME). Where no token was ever made, nobody needs one."


def create_app(service: Service, listening: Listening = HERE) -> ASGIApp:
    """The endpoint over a service. The models are loaded when it starts."""
    answerers = Answerers(service)
    door = _door(service.settings, listening)
    gate = _for_pages(Gate(_inner(answerers), door, service.settings), service.settings)
    return Watch(gate, service.settings, answerers.metrics, probes=(*PROBES, METRICS))


def _for_pages(gate: ASGIApp, settings: Settings) -> ASGIApp:
    """With what browsers want to know before scripts of a page elsewhere may ask."""
    if not settings.cors_origins:
        return gate
    for_pages = CORSMiddleware(
        gate, settings.cors_origins, allow_methods=["*"], allow_headers=["*"], expose_headers=[HEADER]
    )

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        known = scope["type"] == "http" and Headers(scope=scope).get("origin") in settings.cors_origins
        if not known:  # the gate says so, as it says everything
            await gate(scope, receive, send)
        else:
            await for_pages(scope, receive, guarded(send))

    return app


def _inner(answerers: Answerers) -> FastAPI:
    settings = answerers.service.settings

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        loading = asyncio.ensure_future(answerers.work.run(lambda: _load(answerers)))
        loading.add_done_callback(_told)
        try:
            yield
            await asyncio.wait([loading])
        finally:
            answerers.close()

    app = DescribedApp(
        title="Sourcier", version=version("sourcier"), description=_DESCRIPTION, lifespan=life, docs_url=None,
        redoc_url=None, dependencies=[Depends(HTTPBearer(auto_error=False, description=_BEARER))],
    )  # fmt: skip
    links = Links(settings.data_folder)
    for router in (questions(answerers), articles(answerers), curating(answerers), pages(answerers, links)):
        app.include_router(router)
    app.include_router(chat(answerers, links), responses={**READING, **NO_MODEL})
    offline_pages(app)
    readiness = Readiness(lambda: answerers.looking.run(answerers.current), lambda: answerers.opened)
    app.router.routes.extend(health(readiness, answerers.metrics))
    handle_problems(app, settings)
    return app


def _load(answerers: Answerers) -> None:
    """So that nobody's question waits for it. What is wrong is said to who asks, too, for as long as it is."""
    answerers.try_models()
    try:
        answerers.current()
    except SourcierError as error:
        _LOG.warning("%s", error)


def _told(loading: asyncio.Future[None]) -> None:
    """What nobody expected is told at once, and to each who asks. The server goes on."""
    if not loading.cancelled() and (error := loading.exception()) is not None:
        _LOG.error("the index was not opened", exc_info=error)


def _door(settings: Settings, listening: Listening) -> Door:
    files = int(settings.max_file_mb * MIB * settings.upload_files) + _SPARE

    def most(method: str, path: str) -> int:
        return files if method == "POST" and path.rstrip("/") == "/api/documents" else _MOST

    return Door(
        tokens=Tokens(settings.data_folder),
        must=listening.reached and not listening.open_access,
        hosts=door_hosts(listening.address, listening.hosts),
        origins=settings.cors_origins,
        rate=settings.rate_limit,
        public=PUBLIC,
        guests=PATH,
        most=most,
    )
