"""One index over the shipped articles, one loaded model and one running page for all tests of the interface."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from playwright.sync_api import Browser
from streamlit import config
from streamlit.testing.v1 import AppTest

from rag.build import Sourcier
from rag.indexing import IngestRequest, ingest
from rag.models import make_embedder
from rag.ports import Embedder
from rag.service import Service
from rag.settings import load_settings
from rag.ui import shell
from tests.llm.servers import Server, answers, serving
from tests.ui.drawn import PAGE, Start
from tests.ui.gate import Gate
from tests.ui.server import CHROMIUM, ROOT, chromium, served


@pytest.fixture(scope="session", autouse=True)
def _served_here() -> None:
    """Without a browser there is no server; the page is drawn as by one that listens on this machine alone."""
    config.set_option("server.address", "127.0.0.1")


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    """A server has one service for its whole life and keeps what belongs to it; the tests have hundreds of them."""
    yield
    st.cache_resource.clear()


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The bundled model, loaded once."""
    return make_embedder(load_settings())


@pytest.fixture(scope="session")
def shipped_index(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index over `corpus/`. Tests read it; none changes it."""
    index = tmp_path_factory.mktemp("ui") / "index"
    ingest(load_settings(index=index), embedder, IngestRequest([ROOT / "corpus"]))
    return index


@pytest.fixture(scope="session")
def shipped(shipped_index: Path, embedder: Embedder) -> Service:
    """The service over that index."""
    return Service(load_settings(index=shipped_index), embedder)


@pytest.fixture(scope="session")
def shipped_sourcier(shipped: Service) -> Sourcier:
    """What it has opened."""
    return shipped.open(lambda _: None)


@pytest.fixture(scope="session")
def chat_server() -> Iterator[Server]:
    """A server on loopback for a chat model. A test says by `behaviours` what it meets requests with."""
    with serving(answers("")) as server:
        yield server


@pytest.fixture
def gate(chat_server: Server) -> Iterator[Gate]:
    """What the model says, piece by piece."""
    gate = Gate()
    chat_server.behaviours[:] = [gate]
    chat_server.gone.clear()
    yield gate
    gate.end()


@pytest.fixture(scope="session")
def writing_address(
    shipped_index: Path, chat_server: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Where the page is served with that chat model."""
    log = tmp_path_factory.mktemp("writing") / "log"
    with served(shipped_index, log, model="openai:double", model_url=chat_server.url) as address:
        yield address


@pytest.fixture(scope="session")
def page_address(shipped_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the page is served."""
    with served(shipped_index, tmp_path_factory.mktemp("server") / "log") as address:
        yield address


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch) -> Start:
    """Opens the page on a service, with what the browser would say of itself."""

    def opened(shared: Service, locale: str = "fr-FR", **query: str) -> AppTest:
        monkeypatch.setattr(shell, "service", lambda: shared)
        app = AppTest.from_file(PAGE, default_timeout=120)
        app.context = {"locale": locale}
        for name, value in query.items():
            app.query_params[name] = value
        return app.run()

    return opened


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real browser; where there is none, what needs it is skipped. Of a module: its loop forbids others."""
    if CHROMIUM is None:
        pytest.skip("there is no chromium: install it, or name it in CHROMIUM")
    with chromium() as running:
        yield running
