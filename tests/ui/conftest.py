"""One index over the shipped articles, one loaded model and one running page for all tests of the interface."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from rag.build import IngestRequest, ingest
from rag.models import make_embedder
from rag.ports import Embedder
from rag.settings import load_settings
from rag.ui.resources import Service
from tests.ui.server import CHROMIUM, ROOT, chromium, served


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
def page_address(shipped_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the page is served."""
    with served(shipped_index, tmp_path_factory.mktemp("server") / "log") as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real browser; where there is none, what needs it is skipped."""
    if CHROMIUM is None:
        pytest.skip("there is no chromium: install it, or name it in CHROMIUM")
    with chromium() as running:
        yield running
