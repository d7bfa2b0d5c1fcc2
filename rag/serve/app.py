"""The application: its parts put together, and what surrounds them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from rag.access import Tokens
from rag.errors import SourcierError
from rag.http.gate import Door, Gate, door_hosts
from rag.people import is_loopback
from rag.serve.answerers import Answerers
from rag.serve.api import questions
from rag.serve.article import pages
from rag.serve.documents import articles, curating
from rag.serve.errors import handle_problems
from rag.serve.links import PATH, Links
from rag.serve.openai.chat import chat
from rag.serve.pages import PUBLIC, offline_pages
from rag.serve.shapes import ProblemShape
from rag.service import Service
from rag.settings import Settings

_LOG = logging.getLogger("sourcier.serve")
_MOST = 2_000_000
"""Bytes of a request without files: a text to check has 100,000 characters at most."""
_SPARE = 1_000_000
"""Of an upload, for what stands around its files."""
_DESCRIPTION = """Questions in French or English, answered from your articles. Every sentence of an answer stands on a
quotation with its exact place; what is not supported is shown as such."""


@dataclass(frozen=True, slots=True)
class Listening:
    """Where it is served: the address, further names by which it is reached, and whether everybody is let in."""

    address: str = "127.0.0.1"
    hosts: tuple[str, ...] = ()
    open_access: bool = False

    @property
    def reached(self) -> bool:
        """Whether others than this machine reach it."""
        return not all(map(is_loopback, (self.address, *self.hosts)))


def create_app(service: Service, listening: Listening = Listening()) -> ASGIApp:
    """The endpoint over a service. The models are loaded when it starts."""
    settings = service.settings
    gate = Gate(_inner(service), _door(settings, listening), settings)
    if not settings.cors_origins:
        return gate
    methods = ["GET", "POST", "DELETE"]
    return CORSMiddleware(gate, settings.cors_origins, allow_methods=methods, allow_headers=["*"])


def _inner(service: Service) -> FastAPI:
    answerers = Answerers(service)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        loading = asyncio.ensure_future(answerers.work.run(lambda: _load(answerers)))
        yield
        await loading
        answerers.close()

    problems: dict[int | str, dict[str, Any]] = {
        "default": {"model": ProblemShape, "description": "What is wrong, and what to do", "content": _PROBLEM}
    }
    app = FastAPI(
        title="Sourcier", version=version("sourcier"), description=_DESCRIPTION, lifespan=life, responses=problems,
        docs_url=None, redoc_url=None, dependencies=[Depends(HTTPBearer(auto_error=False))],
    )  # fmt: skip
    links = Links(service.settings.data_folder)
    routers = questions(answerers), articles(answerers), curating(answerers), chat(answerers, links)
    for router in (*routers, pages(answerers, links)):
        app.include_router(router)
    offline_pages(app)
    handle_problems(app, service.settings)
    return app


_PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemShape"}}}


def _load(answerers: Answerers) -> None:
    """So that nobody's question waits for it. What is wrong is said to who asks, too, for as long as it is."""
    try:
        answerers.current()
    except SourcierError as error:
        _LOG.warning("%s", error)


def _door(settings: Settings, listening: Listening) -> Door:
    files = int(settings.max_file_mb * 1e6 * settings.upload_files) + _SPARE

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
