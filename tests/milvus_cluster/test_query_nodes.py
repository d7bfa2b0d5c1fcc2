"""Query nodes are killed in mid-search: whoever asks is told so, is never told anything wrong, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from rag.ports import VectorEntry
from rag.store.milvus.place import Place
from rag.store.milvus.store import MilvusStore
from tests.milvus_cluster.askers import Askers
from tests.milvus_cluster.cluster import Cluster
from tests.milvus_cluster.shelf import Shelf
from tests.store.vectors import milvus_kind

_WHILE_IT_LASTS = {"store_down", "store_starting", "store_slow", "store_rows"}


def test_killed_and_started_again(cluster: Cluster, shelf: Shelf, asked: Askers, tell: Callable[[str], None]) -> None:
    leading = cluster.query_nodes()[shelf.leaders()[0]]
    asked.mark(f"kill -9 {leading}, which leads the search")
    cluster.kill(leading)
    asked.until_trouble()
    tell(f"every search is right again {asked.until_right():.1f} s after the kill")
    _start_again(cluster, asked, leading)
    tell(asked.timeline())
    _check(asked, shelf)
    assert shelf.unfound() == []


@pytest.mark.usefixtures("two_replicas")
def test_with_two_replicas_one_goes_on(
    cluster: Cluster, shelf: Shelf, asked: Askers, tell: Callable[[str], None]
) -> None:
    nodes = cluster.query_nodes()
    assert set(shelf.leaders()) == set(nodes)
    eldest = nodes[min(nodes)]
    asked.mark(f"kill -9 {eldest}, which has one of two replicas")
    cluster.kill(eldest)
    asked.until(40)
    _start_again(cluster, asked, eldest)
    tell(asked.timeline())
    _check(asked, shelf)


def test_as_many_copies_are_made_as_the_setting_says(place: Place) -> None:
    store = milvus_kind(lambda: replace(place, replicas=2)).new(4)
    store.add([VectorEntry("a", "a", "fr", None)], np.eye(1, 4, dtype=np.float32))
    assert isinstance(store, MilvusStore)
    table = store._table
    assert table is not None
    assert len(table.server.call("describe_replica", table.name)) == 2


def _start_again(cluster: Cluster, asked: Askers, name: str) -> None:
    asked.mark(f"{name} is started again")
    cluster.begin(name)
    cluster.await_health(name)
    asked.until(15)


def _check(asked: Askers, shelf: Shelf) -> None:
    assert asked.said.keys() <= _WHILE_IT_LASTS
    assert not any("\n" in said for said in asked.said.values())
    assert shelf.lost() == []
