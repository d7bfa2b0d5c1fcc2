"""One real server for all tests here. `make test-milvus` starts them where there is no network but loopback."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rag.store.milvus.place import Place
from rag.store.milvus.server import server
from tests.milvus.server import Standalone


@pytest.fixture(scope="session")
def standalone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standalone]:
    """Running. A test that kills it starts it again."""
    made = Standalone(tmp_path_factory.mktemp("milvus"))
    made.start()
    yield made
    made.kill()


@pytest.fixture(scope="session")
def place(standalone: Standalone) -> Place:
    """It, with time enough for a machine that does other things besides."""
    return Place.of(standalone.uri, timeout=60)


@pytest.fixture(autouse=True)
def _nothing_left(place: Place) -> Iterator[None]:
    """A server that is started again loads every collection that it has, which takes it longer the more there are."""
    yield
    for name in server(place).call("list_collections", patient=True):
        server(place).call("drop_collection", name, patient=True)
