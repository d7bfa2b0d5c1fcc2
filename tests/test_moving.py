"""An index is moved between FAISS and Milvus Lite: what is asked of it is answered the same before, there and back."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rag import moving
from rag.build import open_sourcier
from rag.errors import StoreError, UsageError
from rag.ingest.progress import Silent
from rag.moving import FOLDER, move
from rag.ports import VectorStore
from rag.settings import Settings
from rag.store.index import Index, StoreKind
from rag.stores import kind_named, store_kind
from rag.types import Passage
from tests.command import sourcier
from tests.conftest import ROOT
from tests.doubles import HashEmbedder
from tests.ingest.library import Library

ARTICLES = 120
QUESTIONS = ["La rivière et le pont 7", "Who is the mayor of town 12?", "Le pont 55 est fermé", "bridge 99 closed"]
WORDS = [a + b for a in ("ta", "mi", "ro", "ne", "pu", "sol") for b in ("ba", "dir", "fo", "gan", "le", "mur", "vi")]


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library, draw = Library(tmp_path), random.Random(0)
    for n in range(ARTICLES):
        own = " ".join(draw.sample(WORDS, 9))  # so that no two are equally near
        french = f"La rivière {n} déborde et le pont {n} est fermé : {own}."
        english = f"The mayor of town {n} asks for help: {own}."
        library.write(f"{n}.md", f"# Titre {n}\n\n{french if n % 3 else english}", date="2024-02-29", source="Gazette")
    library.ingest()
    return library


def asked(library: Library) -> list[list[Passage]]:
    """Each store adds in its own order, so that scores differ in their last digits; the passages do not."""
    sourcier = open_sourcier(library.settings.model_copy(update={"reader": False}), HashEmbedder())
    return [[hit.passage for hit in sourcier.search(question, 10)] for question in QUESTIONS]


def kind_of(settings: Settings) -> str:
    return Index.open(settings.index, store_kind(settings)).vectors.facts().kind


def entries(settings: Settings) -> tuple[list[object], np.ndarray]:
    vectors: VectorStore = Index.open(settings.index, store_kind(settings)).vectors
    held = list(vectors.entries())
    return list(held), vectors.get([entry.passage_id for entry in held])


def test_there_and_back_again_everything_is_the_same(library: Library) -> None:
    before, (held, vectors) = asked(library), entries(library.settings)
    checksums = []
    for to in ("milvus", "faiss"):
        moved = move(library.settings, to)
        checksums.append(moved.checksum)
        assert (moved.store, moved.passages, moved.resumed) == (to, len(held), 0)
        assert kind_of(library.settings) == to
        assert asked(library) == before
        now, same = entries(library.settings)
        assert now == held
        assert np.array_equal(same, vectors)
        library.open()  # found to be whole
        assert not (library.path / FOLDER).exists()
    assert len(set(checksums)) == 1


def test_what_was_moved_can_be_added_to_and_removed_from(library: Library) -> None:
    move(library.settings, "milvus")
    library.write("new.md", "# Nouveau\n\nLe phare de la pointe a été repeint en vert.")
    assert library.ingest().added == 1
    assert "7.md" in library.remove("7.md")
    assert kind_of(library.settings) == "milvus"
    move(library.settings, "faiss")
    assert {"new.md", "8.md"} <= set(library.ids())
    assert "7.md" not in library.ids()


def test_a_reader_who_has_the_index_open_goes_on(library: Library) -> None:
    index = Index.open(library.path, store_kind(library.settings))
    move(library.settings, "milvus")
    (first,) = [entry for entry in index.vectors.entries() if entry.document_id == "7.md"][:1]
    (vector,) = index.vectors.get([first.passage_id])
    assert index.vectors.search(vector, 1)[0][0] == first.passage_id
    assert not index.is_current()


def test_it_is_there_already(library: Library) -> None:
    with pytest.raises(UsageError) as caught:
        move(library.settings, "faiss")
    assert caught.value.key == "move_there"


def test_a_move_to_nobody_leaves_nothing(library: Library) -> None:
    settings = library.settings.model_copy(update={"store_uri": "http://127.0.0.1:9", "store_timeout": 0.5})
    before = sorted(path.name for path in library.path.iterdir())
    with pytest.raises(StoreError) as caught:
        move(settings, "milvus")
    assert caught.value.key in {"store_down", "store_slow"}
    assert {path.name for path in library.path.iterdir()} - set(before) <= {".milvus.json"}


class Dies(Silent):
    """Ends a move after so many passages."""

    def __init__(self, after: int) -> None:
        self.left = after

    def advance(self, size: int, documents: int, passages: int) -> None:
        self.left -= passages
        if self.left < 0:
            raise KeyboardInterrupt


@pytest.mark.parametrize("to", ["milvus", "faiss"])
def test_a_move_that_was_broken_off_goes_on(library: Library, to: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moving, "PART", 50)
    monkeypatch.setattr(moving, "_AT_ONCE", 20)
    if to == "faiss":
        move(library.settings, "milvus")
    before, (held, _) = asked(library), entries(library.settings)
    with pytest.raises(KeyboardInterrupt):
        move(library.settings, to, progress=Dies(after=len(held) - 10))
    assert kind_of(library.settings) != to
    assert asked(library) == before
    moved = move(library.settings, to)
    assert moved.resumed == (len(held) - 10) // 50 * 50
    assert asked(library) == before
    library.open()


def test_a_move_of_what_has_changed_since_begins_anew(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moving, "PART", 50)
    with pytest.raises(KeyboardInterrupt):
        move(library.settings, "milvus", progress=Dies(after=110))
    library.write("new.md", "# Nouveau\n\nLe phare de la pointe a été repeint en vert.")
    library.ingest()
    assert move(library.settings, "milvus").resumed == 0
    assert "new.md" in library.ids()


def test_what_comes_back_otherwise_is_not_switched_to(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    def lossy(settings: Settings, store: str) -> StoreKind:
        kind = kind_named(settings, store)

        def load(folder: Path) -> VectorStore:
            found = kind.load(folder)
            found.delete(list(found.ids())[:1])
            return found

        return replace(kind, load=load)

    monkeypatch.setattr(moving, "kind_named", lossy)
    before = asked(library)
    with pytest.raises(StoreError) as caught:
        move(library.settings, "milvus")
    assert caught.value.key == "move_differs"
    assert kind_of(library.settings) == "faiss"
    assert asked(library) == before
    assert not (library.path / FOLDER).exists()


def test_a_process_that_is_killed_leaves_the_index_as_it_was(library: Library) -> None:
    script = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from rag import moving\n"
        "from rag.ingest.progress import Silent\n"
        "from rag.settings import load_settings\n"
        "moving.PART = 50\n"
        "class Slow(Silent):\n"
        "    def advance(self, size, documents, passages):\n"
        "        print(passages, flush=True)\n"
        "        if passages: time.sleep(0.5)\n"
        "moving._AT_ONCE = 25\n"
        "moving.move(load_settings(index=Path(sys.argv[1])), 'milvus', progress=Slow())\n"
    )
    before = asked(library)
    with subprocess.Popen([sys.executable, "-c", script, library.path], cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        for _ in range(4):  # the second part is under way
            process.stdout.readline()
        while not (library.path / FOLDER / "move.json").exists():
            time.sleep(0.05)
        process.kill()
    assert asked(library) == before
    moved = move(library.settings, "milvus")
    assert moved.resumed >= 50
    assert asked(library) == before


def test_the_command(library: Library) -> None:
    told = sourcier("move", "--to", "milvus", "--index", library.path, "--json")
    assert told.code == 0
    assert (told.json["store"], told.json["resumed"]) == ("milvus", 0)
    back = sourcier("move", "--to", "faiss", "--index", library.path)
    assert f"SHA-256 {told.json['checksum']}" in back.out
    assert "already" in sourcier("move", "--to", "faiss", "--index", library.path).mistake()
    shutil.rmtree(library.path)
    assert "There is no index" in sourcier("move", "--to", "milvus", "--index", library.path).mistake()


def test_a_note_that_says_nothing_is_of_no_move(library: Library) -> None:
    (library.path / FOLDER).mkdir()
    elsewhere = json.dumps({"generation": 1, "to": "milvus", "part": "../generation-1"})
    for content in ("", "{", "[]", json.dumps({"generation": "x"}), "[" * 100_000, elsewhere, '{"generation": NaN}'):
        (library.path / FOLDER).mkdir(exist_ok=True)
        (library.path / FOLDER / "move.json").write_text(content)
        moved = move(library.settings, "milvus" if kind_of(library.settings) == "faiss" else "faiss")
        assert moved.resumed == 0
