"""An index is published whole and opened without a trace."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rag.errors import IndexDamagedError, IndexFault, IndexMissingError
from rag.ports import VectorEntry
from rag.store.index import Index, IndexWriter, StoreKind
from rag.store.manifest import MANIFEST
from rag.types import Filter
from tests.conftest import ROOT
from tests.doubles import MemoryStore
from tests.store.shelf import (
    EMBEDDER,
    FILES,
    FIRST,
    IDENTITY,
    SECOND,
    STORE,
    document,
    drop,
    holds,
    passages,
    publish,
    put,
    snapshot,
)  # fmt: skip


@pytest.fixture(autouse=True)
def _no_leftovers(tmp_path: Path) -> Iterator[None]:
    yield
    assert not list(tmp_path.rglob(".building-*"))


# nothing there, something there


@pytest.mark.parametrize("name", ["nowhere", "empty", "file", "file/below"])
def test_where_nothing_is_there_is_no_index(name: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("x", encoding="utf-8")
    before = snapshot(tmp_path)
    with pytest.raises(IndexMissingError) as caught:
        Index.open(tmp_path / name, STORE)
    assert str(tmp_path / name) in str(caught.value)
    assert snapshot(tmp_path) == before


def test_what_was_published_is_there(path: Path) -> None:
    index = Index.open(path, STORE, IDENTITY)
    assert holds(index, FIRST, SECOND)
    assert index.is_current()
    manifest = index.manifest
    assert (manifest.generation, manifest.documents, manifest.passages) == (1, 2, 4)
    assert sorted(manifest.files) == FILES == sorted(p.name for p in (path / manifest.folder).glob("[!.]*"))
    assert sorted(p.name for p in path.iterdir()) == [manifest.folder, MANIFEST]


def test_an_index_without_documents_can_be_opened(tmp_path: Path) -> None:
    publish(tmp_path / "index")
    index = Index.open(tmp_path / "index", STORE, IDENTITY)
    assert holds(index)
    assert index.vectors.search(EMBEDDER.embed_query("x"), 3) == []
    assert index.lexical.search({"x": 1.0}, 3, Filter(languages=("fr",))) == []


def test_any_store_can_stand_in(tmp_path: Path) -> None:
    kind = StoreKind(new=MemoryStore, load=MemoryStore.load)
    publish(tmp_path, FIRST, kind=kind)
    publish(tmp_path, SECOND, kind=kind)
    assert holds(Index.open(tmp_path, kind, IDENTITY), FIRST, SECOND)


def test_a_document_takes_the_place_of_its_former_version(path: Path) -> None:
    newer = replace(FIRST, text="La source est tarie.")
    publish(path, newer)
    assert holds(Index.open(path, STORE), newer, SECOND)


# opening writes nothing


def test_opening_leaves_every_file_and_folder_as_it_was(path: Path) -> None:
    before = snapshot(path)
    index = Index.open(path, STORE, IDENTITY)
    assert holds(index, FIRST, SECOND)
    assert index.is_current()
    assert snapshot(path) == before


READ = """
import os, sys
from pathlib import Path
from tests.store.shelf import EMBEDDER, IDENTITY, STORE
from rag.store.index import Index
path = Path(sys.argv[1])
Index.open(path, STORE).catalogue.close()  # imports what is imported late
if os.geteuid() == 0:
    os.setgroups([])
    os.setuid(65534)
try:
    (path / "x").touch()
    sys.exit("the folder can be written to")
except PermissionError:
    pass
index = Index.open(path, STORE, IDENTITY)
index.verify()
found = index.vectors.search(EMBEDDER.embed_query("rivière"), 1)
print(index.catalogue.passages([name for name, _ in found])[0].text)
"""


def test_an_index_is_read_where_nothing_may_be_written() -> None:
    with tempfile.TemporaryDirectory() as name:  # pytest's own folders are closed to other users
        Path(name).chmod(0o755)
        path = Path(name) / "index"
        publish(path, FIRST, SECOND)
        folders = [path, *(p for p in path.iterdir() if p.is_dir())]
        for folder in folders:
            folder.chmod(0o555)
        done = subprocess.run(
            [sys.executable, "-c", READ, str(path)], cwd=ROOT, capture_output=True, text=True, check=False
        )
        for folder in folders:
            folder.chmod(0o755)
    assert done.stderr == ""
    assert done.stdout == "La rivière déborde.\n"


# publishing


def test_a_writer_that_does_not_publish_changes_nothing(path: Path) -> None:
    before = {p: v for p, v in snapshot(path).items() if p != "."}
    writer = IndexWriter(path, STORE, IDENTITY, fresh=False)
    drop(writer, "a")
    writer.catalogue.commit()
    assert holds(Index.open(path, STORE), FIRST, SECOND)
    writer.close()
    assert {p: v for p, v in snapshot(path).items() if p != "."} == before


def test_an_open_reader_keeps_its_generation(path: Path) -> None:
    reader = Index.open(path, STORE)
    for number in range(3):
        publish(path, document("a", f"Version {number} de la source"))
        assert not reader.is_current()
        assert reader.catalogue.document("a") == FIRST
        (found,) = reader.vectors.search(EMBEDDER.embed_query("Elle est sous le vieux chêne."), 1)
        assert reader.catalogue.passages([found[0]])[0].text == "Elle est sous le vieux chêne."
    assert not (path / reader.manifest.folder).exists()
    assert Index.open(path, STORE).catalogue.document("a").text == "Version 2 de la source"


def test_the_generation_before_stays_for_those_who_are_opening_it(path: Path) -> None:
    for _ in range(3):
        publish(path, FIRST)
    assert sorted(p.name for p in path.iterdir()) == ["generation-000003", "generation-000004", MANIFEST]


def test_a_reader_that_is_overtaken_opens_what_is_newer(path: Path) -> None:
    opened = []

    def load(folder: Path) -> Any:
        opened.append(folder.name)
        if len(opened) == 1:
            publish(path, SECOND)
            publish(path, document("c", "nouveau"))  # and with it the generation that is being opened is cleared away
        return STORE.load(folder)

    index = Index.open(path, StoreKind(new=STORE.new, load=load))
    assert opened == ["generation-000001", "generation-000003"]
    assert index.catalogue.document("c").text == "nouveau"


def test_what_a_killed_writer_left_is_cleared_and_nothing_else(path: Path) -> None:
    for name in ("generation-000099", ".building-4711", "generation-000002-mine"):
        (path / name).mkdir()
        (path / name / "catalogue.sqlite").write_bytes(b"half")
    (path / ".manifest.json-4711").write_text("{", encoding="utf-8")
    (path / "README.md").write_text("mine", encoding="utf-8")
    assert publish(path, FIRST).generation == 2
    assert sorted(p.name for p in path.iterdir()) == [
        "README.md", "generation-000001", "generation-000002", "generation-000002-mine", MANIFEST,
    ]  # fmt: skip


class FullError(OSError):
    """What a store raises for which there is no room."""


class FullStore(MemoryStore):
    def save(self, folder: Path, before: Path | None = None) -> list[str]:
        (folder / "half").write_bytes(b"x")
        raise FullError(28, "No space left on device")


def test_a_full_disk_leaves_the_index_as_it_was(tmp_path: Path) -> None:
    memory = StoreKind(new=MemoryStore, load=MemoryStore.load)
    publish(tmp_path, FIRST, kind=memory)
    before = {p: v for p, v in snapshot(tmp_path).items() if p != "."}
    with pytest.raises(IndexFault) as caught:
        publish(tmp_path, SECOND, kind=StoreKind(new=FullStore, load=FullStore.load))
    assert caught.value.key == "index_full"
    assert "Free some space" in str(caught.value)
    assert {p: v for p, v in snapshot(tmp_path).items() if p != "."} == before


def test_a_change_that_was_broken_off_is_not_published(path: Path) -> None:
    writer = IndexWriter(path, STORE, IDENTITY, fresh=False)
    with pytest.raises(KeyboardInterrupt), writer.change():  # noqa: PT012 - what is broken off has two steps
        drop(writer, "a")
        raise KeyboardInterrupt
    assert not writer.is_consistent()
    writer.close()
    whole = IndexWriter(path, STORE, IDENTITY, fresh=False)
    with whole.change():
        put(whole, document("c", "nouveau"))
    assert whole.is_consistent()
    whole.close()


@pytest.mark.parametrize("leg", ["vectors", "lexical"])
def test_a_leg_that_was_left_behind_is_not_consistent(leg: str, path: Path) -> None:
    writer = IndexWriter(path, STORE, IDENTITY, fresh=False)
    getattr(writer, leg).delete(writer.catalogue.remove_document("a"))
    assert not writer.is_consistent()
    writer.close()


def test_verify_finds_a_leg_that_holds_other_passages(path: Path) -> None:
    writer = IndexWriter(path, STORE, IDENTITY, fresh=False)
    lines = passages(FIRST)
    writer.lexical.delete([lines[0].id])
    writer.lexical.add([VectorEntry("0" * 32, "a", "fr", None)], [["source"]])
    writer.publish()
    writer.close()
    with pytest.raises(IndexDamagedError):
        Index.open(path, STORE).verify()


def test_verify_finds_what_a_hash_cannot(path: Path) -> None:
    """A file that was damaged before its hash was taken."""
    writer = IndexWriter(path, STORE, IDENTITY, fresh=False)
    lines = passages(FIRST)
    writer.catalogue.remove_document("a")
    writer.catalogue.put_document(FIRST, FIRST.origin, [replace(lines[0], start=1), lines[1]])
    writer.publish()
    writer.close()
    with pytest.raises(IndexDamagedError):
        Index.open(path, STORE).verify()
