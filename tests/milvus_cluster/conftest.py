"""One cluster for all tests here. `make test-milvus-cluster` starts it where there is no network but loopback."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rag.store.milvus.place import Place
from tests.milvus_cluster.askers import Askers
from tests.milvus_cluster.cluster import Cluster
from tests.milvus_cluster.shelf import Shelf, articles

ARTICLES = 2100
TIMEOUT = 10.0
"""Seconds that a call may take: that of the settings."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.milvus_cluster)


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Running. A test that kills a part starts it again."""
    cluster = Cluster(tmp_path_factory.mktemp("cluster"))
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()


@pytest.fixture(scope="session")
def place(cluster: Cluster) -> Place:
    """It, with time enough for a machine that does other things besides."""
    return Place.of(cluster.uri, timeout=60)


@pytest.fixture(scope="session")
def shelf(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """Articles in it, ingested in three parts."""
    shelf = Shelf(tmp_path_factory.mktemp("shelf"), cluster.uri, TIMEOUT)
    for first in range(0, ARTICLES, ARTICLES // 3):
        shelf.write(f"{first}.jsonl", articles(first, first + ARTICLES // 3))
        shelf.ingest()
    return shelf


@pytest.fixture
def two_replicas(shelf: Shelf) -> Iterator[None]:
    """Its vectors are on two query nodes at once, as whoever runs the cluster may have it."""
    shelf.load(2)
    yield
    shelf.load(1)


@pytest.fixture
def asked(cluster: Cluster, shelf: Shelf) -> Iterator[Askers]:
    """Three searches and a reader, all the time; all is well when a test begins. No answer may be wrong."""
    cluster.mend()
    with Askers([shelf.search, shelf.search, shelf.search_english, shelf.ask]) as askers:
        askers.until_right()
        yield askers
    assert askers.wrong == []


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Says what happened, which -rP shows."""

    def say(text: str) -> None:
        sys.stdout.write(f"\n{text}\n")

    return say
