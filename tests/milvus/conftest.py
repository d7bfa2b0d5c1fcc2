"""One real server for all tests here. `make test-milvus` starts them where there is no network but loopback."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rag.store.milvus.place import Place
from tests.milvus.server import Standalone


@pytest.fixture(scope="session")
def standalone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standalone]:
    """Running. A test that kills it starts it again."""
    server = Standalone(tmp_path_factory.mktemp("milvus"))
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="session")
def place(standalone: Standalone) -> Place:
    """It, with time enough for a machine that does other things besides."""
    return Place.of(standalone.uri, timeout=60)
