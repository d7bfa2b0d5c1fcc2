"""An ingest that is broken off, at any place, leaves an index that is whole, and the next one finishes it."""

from __future__ import annotations

import itertools
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from rag.errors import IndexFault
from rag.indexing import IngestRequest, identity, ingest
from rag.ingest.chunk import ChunkSettings, make_chunker
from rag.ingest.progress import Silent
from rag.ingest.read import ReadLimits
from rag.ingest.run import Ingest, Parts
from rag.store.faiss_store import FaissStore
from rag.store.index import Index, IndexWriter, StoreKind
from rag.store.lock import write_lock
from rag.stores import store_kind
from rag.text.language import detect_language
from rag.types import Vectors
from tests.conftest import ROOT
from tests.doubles import HashEmbedder
from tests.ingest.library import ENGLISH, FRENCH, Library, article


class Interrupting(Silent):
    """Someone who presses Ctrl-C when told something for the n-th time."""

    def __init__(self, at: int) -> None:
        self.left = at

    def advance(self, size: int, documents: int, passages: int) -> None:
        self.left -= 1
        if self.left == 0:
            raise KeyboardInterrupt

    def note(self, kind: str, detail: str = "") -> None:
        self.advance(0, 0, 0)


def broken_off(library: Library, request: IngestRequest, at: int) -> bool:
    """Whether an ingest was interrupted: it says so or, where there was nothing left but to publish, is ended."""
    try:
        return ingest(library.settings, HashEmbedder(), request, Interrupting(at)).interrupted
    except KeyboardInterrupt:
        return True


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """Five articles in three files, indexed; then changed in every way, and not indexed again."""
    library = Library(tmp_path)
    library.write("a.md", FRENCH)
    library.write("b.md", ENGLISH)
    library.lines("c.jsonl", *(article(f"Titre {n}", FRENCH + f" {n}.", id=f"c{n}") for n in range(3)))
    library.ingest()
    library.write("a.md", FRENCH + " Samedi aussi.")
    (library.folder / "b.md").unlink()
    library.lines("c.jsonl", *(article(f"Titre {n}", ENGLISH + f" {n}.", id=f"c{n}") for n in range(1, 5)))
    library.write("d.md", ENGLISH + " Again.")
    return library


OLD = {"a.md": FRENCH, "b.md": ENGLISH, **{f"c{n}": FRENCH + f" {n}." for n in range(3)}}
NEW = {
    "a.md": FRENCH + " Samedi aussi.",
    **{f"c{n}": ENGLISH + f" {n}." for n in range(1, 5)},
    "d.md": ENGLISH + " Again.",
}


def test_an_ingest_broken_off_anywhere_is_finished_by_the_next(library: Library) -> None:
    before = library.root / "before"
    shutil.copytree(library.path, before)
    for at in range(1, 100):
        shutil.rmtree(library.path)
        shutil.copytree(before, library.path)
        if not broken_off(library, IngestRequest([library.folder], prune=True), at):
            break
        now = library.texts()
        assert all(text in (OLD.get(name), NEW.get(name)) for name, text in now.items()), at
        assert OLD.keys() & NEW.keys() <= now.keys(), at
        library.ingest(prune=True)
        assert library.texts() == NEW, at
    else:
        pytest.fail("it was never left to finish")
    assert at > 6
    assert library.texts() == NEW


def test_what_was_embedded_before_an_interruption_is_not_embedded_again(tmp_path: Path) -> None:
    library = Library(tmp_path)
    library.lines("all.jsonl", *(article(f"Titre {n}", f"Phrase numéro {n}.", id=str(n)) for n in range(600)))

    class Impatient(HashEmbedder):
        def embed_passages(self, texts: Sequence[str]) -> Vectors:
            if self.embedded:
                raise KeyboardInterrupt
            return super().embed_passages(texts)

    report = run(library, Impatient())
    assert report == (True, 256)
    assert len(library.ids()) == 256
    library.ingest()
    assert len(library.ids()) == 600
    assert len(library.embedder.embedded) == 600 - 256


@pytest.mark.parametrize(("whole", "published"), [(False, [1, 256, 512]), (True, [1, 1, 1])])
def test_a_long_ingest_is_published_as_it_goes_and_a_rebuild_at_its_end(
    whole: bool, published: list[int], tmp_path: Path
) -> None:
    library = Library(tmp_path)
    library.lines("all.jsonl", article("Titre 0", "Phrase numéro 0.", id="0"))
    library.ingest()
    library.lines("all.jsonl", *(article(f"Titre {n}", f"Phrase numéro {n}.", id=str(n)) for n in range(1, 601)))
    seen: list[int] = []

    class Watching(HashEmbedder):
        def embed_passages(self, texts: Sequence[str]) -> Vectors:
            seen.append(len(library.ids()))
            return super().embed_passages(texts)

    assert run(library, Watching(), hurry=False, whole=whole) == (False, 600)
    assert [max(1, n // 256 * 256) for n in seen] == published
    assert len(library.ids()) == 600


def run(library: Library, embedder: HashEmbedder, *, hurry: bool = True, whole: bool = False) -> tuple[bool, int]:
    """An ingest by a clock that stands still, or on which every look at it is an hour later."""
    hours = itertools.count(0.0, 3600.0)
    clock = (lambda: 0.0) if hurry else (lambda: next(hours))
    chunker = make_chunker(embedder.count_tokens, ChunkSettings(), detect_language)
    with write_lock(library.path, 0):
        writer = IndexWriter(
            library.path, store_kind(library.settings), identity(library.settings, embedder), fresh=whole
        )
        parts = Parts(embedder, chunker, ReadLimits(), clock=clock)
        report = Ingest(writer, parts).run([library.folder], whole=whole)
        writer.close()
    return report.interrupted, report.passages


@pytest.mark.parametrize("step", ["delete", "add"])
def test_a_change_broken_off_in_its_middle_is_not_published(step: str, library: Library) -> None:
    """Between the removal of an article's former version and the addition of the new one."""

    class Broken(FaissStore):
        def delete(self, passage_ids: object) -> int:
            if step == "delete":
                raise KeyboardInterrupt
            return super().delete(passage_ids)  # type: ignore[arg-type]

        def add(self, *arguments: object) -> None:
            raise KeyboardInterrupt

    embedder = HashEmbedder()
    parts = Parts(embedder, make_chunker(embedder.count_tokens, ChunkSettings(), detect_language), ReadLimits())
    with write_lock(library.path, 0):
        kind = StoreKind(new=Broken, load=Broken.load)
        writer = IndexWriter(library.path, kind, identity(library.settings, embedder), fresh=False)
        report = Ingest(writer, parts).run([library.folder / "a.md"])
        writer.close()
    assert report.interrupted
    assert library.texts() == OLD
    library.ingest(prune=True)
    assert library.texts() == NEW


# making the index again


def test_an_index_made_again_without_its_files_is_the_same(library: Library) -> None:
    before = library.passages()
    files = library.open().catalogue.files()
    shutil.move(library.folder, library.root / "gone")
    report = library.rebuild()
    assert (report.added, report.passages) == (5, len(before))
    assert library.texts() == OLD
    assert library.passages() == before
    assert {p.id for p in before} == library.open().vectors.ids()
    assert library.open().catalogue.files() == files
    assert len(library.embedder.embedded) == len(before)
    shutil.move(library.root / "gone", library.folder)
    library.ingest(prune=True)
    assert library.texts() == NEW


def test_an_index_made_again_from_its_files_forgets_what_is_gone(library: Library) -> None:
    report = library.ingest(rebuild=True)
    assert report.added == 6
    assert library.texts() == NEW
    assert library.open().manifest.generation == 2


@pytest.mark.parametrize("paths", [(), ("articles",)], ids=["from what it holds", "from files"])
def test_a_rebuild_broken_off_anywhere_leaves_the_index_as_it_was(paths: Sequence[str], library: Library) -> None:
    before = library.passages()
    request = IngestRequest([library.root / name for name in paths], rebuild=True)
    for at in range(1, 100):
        off = broken_off(library, request, at)
        if library.generation() > 1:
            break
        assert off
        assert library.passages() == before
    assert at > 4
    assert library.texts() == (NEW if paths else OLD)


def test_a_rebuild_mends_a_damaged_index(library: Library) -> None:
    manifest = Index.open(library.path, store_kind(library.settings)).manifest
    (library.path / manifest.folder / "vectors-000000.faiss").write_bytes(b"x")
    with pytest.raises(IndexFault):
        library.ingest()
    library.ingest(rebuild=True)
    assert library.texts() == NEW


# a full disk

FULL = """
import resource, sys
from pathlib import Path
from rag.errors import IndexFault
from rag.stores import store_kind
from rag.text.language import detect_language
from tests.ingest.library import FRENCH, Library
library = Library(Path(sys.argv[1]))
detect_language(FRENCH)  # which unpacks its model into a temporary file
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
try:
    library.ingest()
    print("done")
except IndexFault as error:
    print(error.key)
"""


@pytest.mark.parametrize("limit", [0, 20_000, 200_000, 1_000_000])
def test_a_full_disk_is_a_fault_that_leaves_the_index_as_it_was(limit: int, library: Library) -> None:
    pytest.importorskip("resource")
    words = " ".join(f"mot{n}" for n in range(100))
    library.lines("many.jsonl", *(article(f"T{n}", words, id=f"m{n}", lang="fr") for n in range(2_000)))
    command = [sys.executable, "-c", FULL, str(library.root), str(limit)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("index_write\n", "")
    assert library.texts() == OLD


# stopped by whoever watches


@pytest.mark.parametrize("after", [1, 4, 9])
def test_an_ingest_that_is_stopped_keeps_what_was_read_in_full_and_the_next_one_goes_on(
    after: int, tmp_path: Path
) -> None:
    library = Library(tmp_path)
    for n in range(10):
        library.write(f"{n}.md", f"{FRENCH} Numéro {n}.")
    seen: list[str] = []

    class Watching(Silent):
        def note(self, kind: str, detail: str = "") -> None:
            seen.extend([detail] if kind == "file" else [])

    request = IngestRequest([library.folder], step=3)
    report = ingest(library.settings, HashEmbedder(), request, Watching(), stop=lambda: len(seen) == after)
    assert report.interrupted
    assert report.added == after == report.passages
    assert library.ids() == seen == [f"{n}.md" for n in range(after)]
    assert library.ingest().added == 10 - after


def test_a_long_article_is_stopped_between_its_passages_and_is_not_indexed_in_part(tmp_path: Path) -> None:
    library = Library(tmp_path)
    library.write("a.md", FRENCH)
    library.write("b.md", "\n\n".join(f"{FRENCH * 12} Numéro {n}." for n in range(40)))
    embedder = HashEmbedder()
    request = IngestRequest([library.folder], step=4)
    report = ingest(library.settings, embedder, request, stop=lambda: len(embedder.embedded) > 8)
    assert report.interrupted
    assert len(embedder.embedded) == 12
    assert (report.added, report.passages) == (0, 0)
    library.ingest()
    assert library.ids() == ["a.md", "b.md"]
