"""The official client, as one would call it without async, and servers for it: over real pipes and real sockets."""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from anyio.from_thread import BlockingPortal, start_blocking_portal
from jsonschema import Draft202012Validator
from mcp import Client
from mcp.client.client import ConnectMode
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.types import CallToolResult, TextContent, Tool
from starlette.types import ASGIApp

from rag.indexing import IngestRequest, ingest
from rag.mcp.http import http_app
from rag.messages import Language
from rag.service import Service
from rag.settings import PREFIX, Settings, load_settings
from tests.conftest import ROOT
from tests.doubles import HashEmbedder
from tests.shelves import write_articles

Connect = Callable[..., AbstractContextManager["Connected"]]


class Connected:
    """A client that has shaken hands."""

    def __init__(self, portal: BlockingPortal, client: Client) -> None:
        self.portal = portal
        self.client = client
        self.tools: dict[str, Tool] = {tool.name: tool for tool in portal.call(client.list_tools).tools}

    def call(self, name: str, **arguments: Any) -> CallToolResult:
        async def called() -> CallToolResult:
            return await self.client.call_tool(name, arguments)

        return self.portal.call(called)

    def data(self, name: str, **arguments: Any) -> Any:
        """What a tool returns, found to be as its schema says, and to be told as text too."""
        return self.checked(name, self.call(name, **arguments))

    def checked(self, name: str, result: CallToolResult) -> Any:
        assert not result.is_error, text_of(result)
        Draft202012Validator(self.tools[name].output_schema or False).validate(result.structured_content)
        assert text_of(result).strip()
        return result.structured_content

    def text(self, name: str, **arguments: Any) -> str:
        return text_of(self.call(name, **arguments))

    def mistake(self, name: str, **arguments: Any) -> str:
        """The one line that a tool says what is wrong in."""
        result = self.call(name, **arguments)
        assert result.is_error
        assert result.structured_content is None
        line = text_of(result)
        assert len(line.splitlines()) == 1
        assert "Traceback" not in line
        return line


def text_of(result: CallToolResult) -> str:
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


@pytest.fixture(scope="package")
def portal() -> Iterator[BlockingPortal]:
    with start_blocking_portal() as portal:
        yield portal


@pytest.fixture(scope="package")
def connect(portal: BlockingPortal) -> Connect:
    """Connects a client to an address, or to whatever else it takes; in the `mode` "legacy" as all did before 2026."""

    @contextmanager
    def connected(server: Any, mode: ConnectMode = "auto") -> Iterator[Connected]:
        async def make() -> Client:
            return Client(server, mode=mode)

        with portal.wrap_async_context_manager(portal.call(make)) as client:
            yield Connected(portal, client)

    return connected


def environment() -> dict[str, str]:
    """Of a server that is started: the settings of whoever runs the tests do not count, but for the cache."""
    return {name: value for name, value in os.environ.items() if name.startswith(PREFIX) or name == "PYTHONPATH"} | {
        "LANG": "C.UTF-8"
    }


def command(index: Path, *more: str) -> list[str]:
    return ["-m", "rag.cli", "mcp", "--index", str(index), *more]


@pytest.fixture(scope="package")
def spoken(shipped_index: Path, connect: Connect, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connected]:
    """`sourcier mcp`, started by the client over the articles that the project ships, with the bundled model."""
    started = StdioServerParameters(command=sys.executable, args=command(shipped_index), env=environment())
    with (tmp_path_factory.mktemp("log") / "stderr").open("w") as log, connect(stdio_client(started, log)) as client:
        yield client


# over HTTP, without a model


@contextmanager
def listening(app: ASGIApp) -> Iterator[str]:
    """Serves it on loopback, at the address that is given."""
    with socket.socket() as heard:
        heard.bind(("127.0.0.1", 0))
        heard.listen()  # who connects before the server runs is answered once it does
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [heard]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{heard.getsockname()[1]}/mcp"
        finally:
            server.should_exit = True
            thread.join()


def served(settings: Settings, language: Language = "en", *, write: bool = False) -> ASGIApp:
    """The server over an index that HashEmbedder has made."""
    return http_app(Service(settings, HashEmbedder(dimension=512)), language, lambda _: None, write=write)


ODD = {"a b/ç %2F?.md": "Slashes", "naïve #1 «é».md": "Quotes", "日本 &=+.md": "Far away", "dir/a..md": "Dots"}
"""Ids that an address cannot have in it as they are, with their titles."""
MANY = 230


@pytest.fixture(scope="package")
def many(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of an index of articles with odd ids, and of many others."""
    root = tmp_path_factory.mktemp("many")
    settings = load_settings(index=root / "index", reader=False)
    folder = write_articles(root / "articles")
    for name, title in ODD.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(f"---\ntitle: {title}\nlang: en\n---\n\n{title} are in the id of it.\n", "utf-8")
    lines = (json.dumps({"id": f"n{n:03}", "title": f"Number {n}", "text": f"It is the {n}th."}) for n in range(MANY))
    (folder / "many.jsonl").write_text("\n".join(lines), "utf-8")
    report = ingest(settings, HashEmbedder(dimension=512), IngestRequest(paths=[folder]))
    assert not report.failed
    return settings


@pytest.fixture(scope="package")
def reached(many: Settings, connect: Connect) -> Iterator[Connected]:
    """A client of that index, over HTTP."""
    with listening(served(many)) as url, connect(url) as client:
        yield client


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


PYTHONPATH = {"PYTHONPATH": str(ROOT)}
