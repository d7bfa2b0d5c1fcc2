"""The proxy and the data node are killed, the one in mid-search and the other in mid-ingest."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rag.errors import StoreError
from rag.ingest.progress import Silent
from rag.ports import VectorEntry
from rag.store.milvus.place import Place
from tests.milvus_cluster.askers import Askers
from tests.milvus_cluster.cluster import Cluster
from tests.milvus_cluster.shelf import Shelf, articles
from tests.store.vectors import milvus_kind


class Killing(Silent):
    """Kills a part of the cluster when an ingest has embedded so many passages."""

    def __init__(self, cluster: Cluster, name: str, after: int) -> None:
        self._kill: Callable[[], None] = lambda: cluster.kill(name)
        self._left = after

    def advance(self, size: int, documents: int, passages: int) -> None:
        self._left -= passages
        if self._left <= 0:
            self._kill()
            self._kill, self._left = lambda: None, 10**9


def test_the_data_node(cluster: Cluster, shelf: Shelf, asked: Askers, tell: Callable[[str], None]) -> None:
    before = len(shelf.names)
    shelf.write("more.jsonl", articles(before, before + 600))
    asked.mark("an ingest begins, in which the data node is killed")
    with suppress(StoreError):
        shelf.ingest(Killing(cluster, "datanode", 200))
    asked.mark("it has ended, and the data node is started again")
    cluster.begin("datanode")
    cluster.await_health("datanode")
    tell(f"the ingest was tried again {_ingested(shelf)} times")
    asked.mark("the ingest, tried again, has done it")
    asked.until_right()
    tell(asked.timeline())
    asked.end()
    assert asked.said == {}
    shelf.reopen()
    assert len(shelf.names) == before + 600
    assert shelf.lost() == []
    assert shelf.unfound() == []


def _ingested(shelf: Shelf) -> int:
    """Tries until it is: that the old data node is gone, and the new one to be asked, is known after half a minute."""
    for tried in range(1, 12):
        try:
            shelf.ingest()
        except StoreError as error:
            said = error
        else:
            return tried
    raise said


def test_the_proxy(cluster: Cluster, shelf: Shelf, asked: Askers, tell: Callable[[str], None]) -> None:
    asked.mark("kill -9 proxy")
    cluster.kill("proxy")
    asked.until_trouble()
    asked.mark("proxy is started again")
    cluster.begin("proxy")
    tell(f"proxy: every search is right again {asked.until_right():.1f} s after its start")
    tell(asked.timeline())
    # To have seen everything is to have heard from each proxy. That one is gone is known after half a minute.
    assert shelf.lost() == []
    assert asked.said.keys() <= {"store_down", "store_starting", "store_slow"}


def test_a_queue_that_loses_is_noticed(cluster: Cluster, place: Place, tmp_path: Path) -> None:
    """That of these tests keeps 5 MB of a channel: nobody reads while more is written."""
    cluster.mend()
    vectors = np.random.default_rng(1).normal(size=(12_000, 384)).astype(np.float32)
    entries = [VectorEntry(f"{n}", "a", "fr", None) for n in range(len(vectors))]
    store = milvus_kind(lambda: replace(place, timeout=20)).new(384)
    store.add(entries[:1], vectors[:1])
    readers = ("querynode 1", "querynode 2", "datanode")
    cluster.pause(*readers)
    store.add(entries[1:], vectors[1:])
    cluster.resume(*readers)
    with pytest.raises(StoreError) as caught:
        store.save(tmp_path)
    assert caught.value.key == "store_rows"
