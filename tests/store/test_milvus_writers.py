"""A writer that is killed leaves an index whose vectors are in Milvus whole and free."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rag.store.milvus import lite
from rag.store.milvus.numbers import ALIVE
from tests.store.shelf import FIRST, SECOND, holds, passages, publish
from tests.store.test_milvus_generations import kind_of, opened, refused, rows
from tests.store.test_writers import kill, process, said

# Stops for good at one place in the middle of its work, until it is killed.
WORK = """
import sys, time
from pathlib import Path
from rag.store.index import IndexWriter
from rag.store.lock import write_lock
from rag.store.manifest import Manifest
from rag.store.milvus.store import MilvusStore
from rag.store.milvus.table import Table
from tests.store.shelf import FIRST, IDENTITY, drop, put
from tests.store.test_milvus_generations import NEWER, THIRD, kind_of

path, uri, place = Path(sys.argv[1]), sys.argv[2], sys.argv[3]

def stop(*_):
    print("stopped", flush=True)
    time.sleep(600)

def then_stop(kind, name):
    whole = getattr(kind, name)
    def done(self, *given):
        result = whole(self, *given)
        stop()
        return result
    setattr(kind, name, done)

if place == "switching":
    Manifest.write = stop
else:
    then_stop(*{"inserting": (Table, "insert"), "retiring": (Table, "retire"), "saving": (MilvusStore, "save")}[place])
with write_lock(path, 0):
    writer = IndexWriter(path, kind_of(path, uri), IDENTITY, fresh=False)
    drop(writer, "a")
    put(writer, NEWER)
    put(writer, THIRD)
    writer.publish()
"""


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[str]:
    """A file for Milvus Lite that no process has."""
    uri = str(tmp_path / "alone.db")
    yield uri
    lite.release(uri)


@pytest.mark.parametrize("place", ["retiring", "inserting", "saving", "switching"])
def test_a_writer_that_is_killed_leaves_the_index_whole_and_free(place: str, tmp_path: Path, alone: str) -> None:
    path, kind = tmp_path / "index", kind_of(tmp_path / "index", alone)
    publish(path, FIRST, SECOND, kind=kind)
    lite.release(alone)
    with process(WORK, path, alone, place) as writer:
        assert said(writer) == "stopped"
        assert refused(path, kind) == "store_lite_busy"  # until the other process ends
        kill(writer)
    assert holds(opened(path, kind), FIRST, SECOND)
    opening = replace(SECOND, text="Le pont est ouvert.")
    publish(path, opening, kind=kind)
    index = opened(path, kind)
    assert holds(index, FIRST, opening)
    assert rows(index, f"died == {ALIVE}") == len(passages(FIRST)) + 1
