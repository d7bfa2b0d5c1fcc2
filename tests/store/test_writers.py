"""Writers take turns, and one that is killed leaves the index whole and free."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from rag.errors import IndexBusyError, IndexFault
from rag.store.index import Index, IndexWriter
from rag.store.lock import write_lock
from tests.conftest import ROOT
from tests.store.shelf import FIRST, IDENTITY, SECOND, STORE, document, holds, publish, snapshot

HOLD = """
import sys
from pathlib import Path
from rag.store.lock import write_lock
with write_lock(Path(sys.argv[1]), 0):
    print("held", flush=True)
    sys.stdin.readline()
"""

# Stops for good at one place in the middle of its work, until it is killed.
WORK = """
import sys, time
from dataclasses import replace
from pathlib import Path
from rag.store.faiss_store import FaissStore
from rag.store.index import IndexWriter, StoreKind
from rag.store.lock import write_lock
from rag.store.manifest import Manifest
from tests.store.shelf import FIRST, IDENTITY, drop, put

path, place = Path(sys.argv[1]), sys.argv[2]

def stop(*_):
    print("stopped", flush=True)
    time.sleep(600)

class Store(FaissStore):
    def add(self, entries, vectors):
        super().add(entries, vectors)
        if place == "adding":
            stop()

    def save(self, folder, before=None):
        names = super().save(folder, before)
        if place == "saving":
            stop()
        return names

if place == "switching":
    Manifest.write = stop

with write_lock(path, 0):
    writer = IndexWriter(path, StoreKind(new=Store, load=Store.load), IDENTITY, fresh=False)
    drop(writer, "a")
    put(writer, replace(FIRST, text="La source est tarie."))
    writer.catalogue.commit()
    writer.publish()
    if place == "published":
        stop()
"""


@contextmanager
def process(code: str, *arguments: str | Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    child = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield child
    finally:
        child.kill()
        child.communicate()


def said(child: subprocess.Popen[str]) -> str:
    assert child.stdout is not None
    return child.stdout.readline().strip()


def kill(child: subprocess.Popen[str]) -> None:
    child.kill()  # which cannot be caught
    child.wait()


def test_a_second_writer_is_told_who_the_first_is(path: Path) -> None:
    with process(HOLD, path) as first:
        assert said(first) == "held"
        told: list[str] = []
        with pytest.raises(IndexBusyError) as caught, write_lock(path, 0, told.append):
            pytest.fail("both hold it")
        assert f"process {first.pid} on " in str(caught.value)
        assert told == [caught.value.values["holder"]]
        assert "--wait" in caught.value.hint()


def test_a_second_writer_waits_until_the_first_is_done(path: Path) -> None:
    with process(HOLD, path) as first:
        assert said(first) == "held"

        def let_go(_: str) -> None:
            assert first.stdin is not None
            first.stdin.write("go\n")
            first.stdin.flush()

        with write_lock(path, 120, let_go):
            publish(path, document("c", "nouveau"))
    assert holds(Index.open(path, STORE), FIRST, SECOND, document("c", "nouveau"))


def test_two_in_one_process_are_two_as_well(path: Path) -> None:
    with write_lock(path, 0), pytest.raises(IndexBusyError), write_lock(path, 0):
        pytest.fail("both hold it")
    with write_lock(path, 0):
        pass


def test_readers_do_not_wait_for_a_writer(path: Path) -> None:
    with write_lock(path, 0):
        before = snapshot(path)
        assert holds(Index.open(path, STORE), FIRST, SECOND)
        assert snapshot(path) == before


def test_the_lock_of_a_killed_process_is_free(path: Path) -> None:
    with process(HOLD, path) as first:
        assert said(first) == "held"
        kill(first)
    told: list[str] = []
    with write_lock(path, 0, told.append):
        publish(path, document("c", "nouveau"))
    assert told == []
    assert not (path / ".holder").exists()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"pid": 1}', "null"])
def test_a_note_that_says_nothing_is_no_trouble(content: str, path: Path) -> None:
    with write_lock(path, 0):
        (path / ".holder").write_text(content, encoding="utf-8")
        with pytest.raises(IndexBusyError) as caught, write_lock(path, 0):
            pytest.fail("both hold it")
    assert caught.value.values["holder"] == "another process"


def test_an_error_lets_go_of_the_lock(path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), write_lock(path, 0):
        raise KeyboardInterrupt
    with write_lock(path, 0):
        pass


def test_a_folder_that_cannot_be_made_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(IndexFault) as caught, write_lock(tmp_path / "file" / "index", 0):
        pytest.fail("it is no folder")
    assert caught.value.key == "index_write"
    assert str(tmp_path / "file" / "index") in str(caught.value)


@pytest.mark.parametrize("place", ["adding", "saving", "switching", "published"])
def test_a_writer_killed_anywhere_leaves_a_whole_index(place: str, path: Path) -> None:
    newer = replace(FIRST, text="La source est tarie.")
    with process(WORK, path, place) as writer:
        assert said(writer) == "stopped"
        kill(writer)
    now = newer if place == "published" else FIRST
    index = Index.open(path, STORE)
    assert holds(index, now, SECOND)

    with write_lock(path, 0):
        publish(path, document("c", "nouveau"))
    assert holds(Index.open(path, STORE), now, SECOND, document("c", "nouveau"))
    generation = index.manifest.generation
    wanted = {f"generation-{n:06d}" for n in (generation, generation + 1)} | {"manifest.json"}
    assert {p.name for p in path.iterdir()} - {".lock"} == wanted


def test_writers_killed_before_they_have_cleared_up_leave_no_more_and_more(path: Path) -> None:
    for number in range(3):
        before = path / Index.open(path, STORE).manifest.folder
        shutil.copytree(before, path.parent / "kept")
        publish(path, document(f"c{number}", "nouveau"))
        publish(path, document(f"d{number}", "nouveau"))
        (path.parent / "kept").rename(before)  # that writer was killed when it had switched, and before it cleared up
    with write_lock(path, 0):
        writer = IndexWriter(path, STORE, IDENTITY, fresh=False)  # which publishes nothing
        generations = [entry.name for entry in path.iterdir() if entry.name.startswith("generation-")]
        writer.close()
    assert len(generations) == 2
    assert Index.open(path, STORE).manifest.folder == max(generations)


def test_a_note_that_cannot_be_removed_keeps_nobody_out(path: Path) -> None:
    with write_lock(path, 0):
        (path / ".holder").unlink()
        (path / ".holder").mkdir()  # which cannot be unlinked: an OSError, as from a disk that fails
    with write_lock(path, 0):
        pass
