"""A damaged index is noticed, the file named, and `sourcier repair` makes it whole, with the answers that it gave."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from eval.chaos.damage import DAMAGES, Shelf, outcomes
from rag.errors import IndexDamagedError, IndexMismatchError, IndexMissingError, UsageError
from rag.indexing import identity
from rag.mending import check_vectors
from rag.ports import Embedder
from rag.repairing import Repaired, repair
from rag.store.faiss_store import FaissStore, Sizes
from rag.store.index import Index, IndexWriter, StoreKind
from rag.store.manifest import COPY, MANIFEST, read_manifest
from rag.stores import store_kind
from tests.command import refuse_embedders, sourcier, use
from tests.doubles import HashEmbedder
from tests.ingest.library import FRENCH, Library

NAMES = [
    MANIFEST,
    COPY,
    "catalogue.sqlite",
    "columns.npz",
    "lexical-columns.npz",
    "lexical-counts.npy",
    "lexical-keys.npy",
    "lexical-lengths.npy",
    "lexical-rows.npy",
    "lexical-starts.npy",
    "vectors-000000.faiss",
]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return Shelf.make(tmp_path_factory.mktemp("damage") / "shelf")


@pytest.mark.parametrize("name", NAMES)
def test_whatever_is_done_to_a_file_is_noticed_named_and_mended(name: str, shelf: Shelf) -> None:
    (file,) = [file for file in shelf.files() if Path(file).name == name]
    found = list(outcomes(shelf, [file]))
    assert [outcome for outcome in found if not outcome.good] == []
    assert len(found) >= len(DAMAGES) - 2
    assert {outcome.mended for outcome in found} == {"previous" if name == "catalogue.sqlite" else "repair"}


@pytest.fixture(scope="module")
def lite(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return Shelf.make(tmp_path_factory.mktemp("lite") / "shelf", "milvus")


@pytest.mark.parametrize("ending", ["schema.json", ".parquet"])
def test_a_file_of_milvus_lite_is_noticed_and_mended(ending: str, lite: Shelf) -> None:
    file = next(file for file in lite.files() if file.startswith("milvus.db") and file.endswith(ending))
    (found,) = outcomes(lite, [file], ["cut to half"])
    assert found.good
    assert (found.noticed, found.mended) == ("verifying", "repair")


def test_these_are_all_the_files(shelf: Shelf) -> None:
    assert sorted(Path(file).name for file in shelf.files()) == sorted(NAMES)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = Library(tmp_path)
    for n in range(20):
        library.write(f"{n}.md", f"# Titre {n}\n\n{FRENCH} Pont {n} et phare {n * 7}.")
    library.ingest()
    return library


def mended(library: Library, *, previous: bool = False, embedder: Embedder | None = None) -> Repaired:
    return repair(library.settings, lambda: embedder or HashEmbedder(), previous=previous)


def nobody() -> Embedder:
    raise AssertionError("a model was loaded")


def spoil(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-9] ^= 1
    path.write_bytes(content)


def current(library: Library) -> Path:
    return library.path / read_manifest(library.path).folder


def test_nothing_to_do_is_no_generation_and_no_model(library: Library) -> None:
    found = repair(library.settings, nobody)
    assert (found.generation, found.faults, found.done) == (1, (), ())


def test_where_there_is_no_index_there_is_none_afterwards(tmp_path: Path) -> None:
    library = Library(tmp_path)
    with pytest.raises(IndexMissingError):
        mended(library)
    assert not library.path.exists()


def test_words_are_made_again_without_a_model(library: Library) -> None:
    before = library.passages()
    spoil(current(library) / "lexical-rows.npy")
    found = repair(library.settings, nobody)
    assert (found.done, found.kept, found.embedded) == (("lexical",), 0, 0)
    assert library.passages() == before


def test_columns_alone_cost_a_sample_of_embeddings(library: Library) -> None:
    """The columns of the lexical index say which vector is whose; a sample shows that they do."""
    spoil(current(library) / "columns.npz")
    embedder = HashEmbedder()
    found = mended(library, embedder=embedder)
    assert (found.done, found.kept, found.embedded) == (("vectors",), 20, 0)
    assert len(embedder.embedded) <= 32
    library.open()


def test_without_any_columns_all_is_embedded(library: Library) -> None:
    for name in ("columns.npz", "lexical-columns.npz"):
        (current(library) / name).unlink()
    found = mended(library)
    assert (found.done, found.kept, found.embedded) == (("vectors", "lexical"), 0, 20)
    library.open()


def small_segments(library: Library) -> None:
    """The same index in segments of eight vectors."""
    kind = StoreKind(new=partial(FaissStore, sizes=Sizes(segment=8)), load=partial(FaissStore.load))
    index = library.open()
    store = FaissStore(index.manifest.dimension, Sizes(segment=8))
    entries = list(index.vectors.entries())
    store.add(entries, index.vectors.get([entry.passage_id for entry in entries]))
    writer = IndexWriter(library.path, kind, identity(library.settings, HashEmbedder()), fresh=False)
    writer.replace_vectors(store, library.path)
    writer.publish()
    writer.close()


def test_vectors_of_segments_that_are_whole_are_kept(library: Library) -> None:
    small_segments(library)
    assert (current(library) / "vectors-000002.faiss").exists()
    before = library.open()
    stored = {name: before.vectors.get([name]).tobytes() for name in before.vectors.ids()}
    spoil(current(library) / "vectors-000001.faiss")
    embedder = HashEmbedder()
    found = mended(library, embedder=embedder)
    assert (found.kept, found.embedded, len(embedder.embedded)) == (12, 8, 8)
    after = library.open()
    assert {name: after.vectors.get([name]).tobytes() for name in after.vectors.ids()} == stored


def test_another_model_is_not_mixed_in(library: Library) -> None:
    spoil(current(library) / "vectors-000000.faiss")
    with pytest.raises(IndexMismatchError) as caught:
        mended(library, embedder=HashEmbedder("other"))
    assert caught.value.key == "repair_model"
    assert mended(library).embedded == 20


def test_going_back_names_what_differs(library: Library) -> None:
    library.write("new.md", f"# Neuf\n\n{FRENCH}")
    library.write("3.md", "# Titre 3\n\nTout autre chose : le barrage.")
    library.ingest()
    library.remove("5.md")
    library.write("newer.md", f"# Encore\n\n{FRENCH}")
    library.ingest()
    spoil(current(library) / "catalogue.sqlite")
    generation = current(library)
    with pytest.raises(IndexDamagedError) as caught:
        mended(library)
    assert caught.value.key == "repair_catalogue"
    assert "newer.md" in str(caught.value)
    assert current(library) == generation
    found = mended(library, previous=True)
    assert (found.done, found.differing.lost, found.differing.changed) == (("previous",), ("5.md", "newer.md"), ())
    assert "new.md" in library.ids()
    assert "newer.md" not in library.ids()


def test_there_is_no_going_back_where_nothing_calls_for_it(library: Library) -> None:
    library.write("new.md", f"# Neuf\n\n{FRENCH}")
    library.ingest()
    spoil(current(library) / "columns.npz")
    with pytest.raises(UsageError) as caught:
        mended(library, previous=True)
    assert caught.value.key == "repair_needless"


def test_without_a_generation_before_it_says_what_is_left(library: Library) -> None:
    spoil(current(library) / "catalogue.sqlite")
    for previous in (False, True):
        with pytest.raises(IndexDamagedError) as caught:
            mended(library, previous=previous)
        assert caught.value.key == "repair_hopeless"
        assert "sourcier restore" in caught.value.hint()


def test_an_ingest_takes_no_index_without_a_manifest_for_a_new_one(library: Library) -> None:
    (library.path / MANIFEST).unlink()
    library.write("new.md", f"# Neuf\n\n{FRENCH}")
    with pytest.raises(IndexDamagedError) as caught:
        library.ingest()
    assert caught.value.values["file"] == MANIFEST
    assert mended(library).done == ("manifest",)
    assert len(library.ids()) == 20


def without_copies(library: Library) -> None:
    """As versions wrote it that left no copies."""
    path = library.path / MANIFEST
    raw = json.loads(path.read_text(encoding="utf-8"))
    del raw["files"][COPY]
    path.write_text(json.dumps(raw), encoding="utf-8")
    for file in (COPY, ".published"):
        (current(library) / file).unlink()


def test_an_index_without_copies_opens_and_is_repaired(library: Library) -> None:
    without_copies(library)
    library.open()
    assert mended(library).done == ()
    spoil(current(library) / "lexical-keys.npy")
    assert mended(library).done == ("lexical",)
    assert (current(library) / COPY).exists()


def test_without_a_copy_a_lost_manifest_costs_all_embeddings(library: Library) -> None:
    without_copies(library)
    before = library.passages()
    (library.path / MANIFEST).write_text("{")
    found = mended(library)
    assert (found.done, found.embedded) == (("vectors", "lexical"), 20)
    assert library.passages() == before


@pytest.mark.parametrize("left", ["generation-000009", ".building-12", ".manifest.json-12"])
def test_what_nobody_uses_goes(left: str, library: Library) -> None:
    if left.startswith(".m"):
        (library.path / left).write_text("{")
    else:
        shutil.copytree(library.path / "generation-000001", library.path / left)
        (library.path / left / ".published").unlink()
    found = repair(library.settings, nobody)
    assert [(fault.file, fault.what) for fault in found.faults] == [(left, "leftover")]
    assert found.done == ("leftovers",)
    assert not (library.path / left).exists()
    library.open()


def test_files_that_were_written_so_and_do_not_fit_are_made_again(library: Library) -> None:
    """Each hash is right: a writer was wrong, or somebody."""
    other = HashEmbedder()
    writer = IndexWriter(library.path, store_kind(library.settings), identity(library.settings, other), fresh=False)
    gone = sorted(writer.lexical.ids())[0]
    writer.lexical.delete([gone])
    writer.vectors.delete([gone])
    writer.publish()
    writer.close()
    with pytest.raises(IndexDamagedError):
        Index.open(library.path, store_kind(library.settings))
    found = mended(library)
    assert (found.faults[0].what, found.kept, found.embedded) == ("inside", 19, 1)
    library.open()


# vectors against passages


def test_a_sample_of_vectors_is_compared_with_its_passages(library: Library) -> None:
    assert check_vectors(library.open(), HashEmbedder()) == 20
    assert check_vectors(library.open(), HashEmbedder(), most=7) == 7


def test_vectors_that_are_others_are_found(library: Library) -> None:
    class Wrong(HashEmbedder):
        def embed_passages(self, texts):  # type: ignore[no-untyped-def]
            return super().embed_passages([text[::-1] for text in texts])

    with pytest.raises(IndexDamagedError) as caught:
        check_vectors(library.open(), Wrong())
    assert (caught.value.key, caught.value.values["count"]) == ("index_vectors", 20)


def test_a_vector_that_is_found_before_all_others_is_found_out(library: Library) -> None:
    class Swollen(FaissStore):
        """What it searches is not what it gives back, as where an inverted file or a server's index is damaged."""

        def search(self, vector, k, where=None):  # type: ignore[no-untyped-def]
            return [(name, score * 1e9) for name, score in super().search(vector, k, where)]

    index = replace(library.open(), vectors=Swollen.load(current(library)))
    with pytest.raises(IndexDamagedError) as caught:
        check_vectors(index, HashEmbedder())
    assert caught.value.key == "index_vectors"


# the command


@pytest.fixture
def _small_model(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, HashEmbedder())


@pytest.mark.usefixtures("_small_model")
def test_the_command_says_what_was_wrong_and_done(library: Library) -> None:
    assert "Nothing to repair" in sourcier("repair", "--index", library.path).out
    spoil(current(library) / "vectors-000000.faiss")
    told = sourcier("repair", "--index", library.path)
    assert told.code == 0
    assert "generation-000001/vectors-000000.faiss: not what was written" in told.out
    assert "0 were kept, 20 embedded" in told.out
    (current(library) / "lexical-keys.npy").unlink()
    found = sourcier("repair", "--index", library.path, "--json").json
    assert found["faults"] == [{"file": "generation-000002/lexical-keys.npy", "what": "missing"}]
    assert (found["done"], found["generation"]) == (["lexical"], 3)


@pytest.mark.usefixtures("_small_model")
def test_the_command_ends_with_two_where_it_cannot(library: Library) -> None:
    spoil(current(library) / "catalogue.sqlite")
    assert "no generation before it is whole" in sourcier("repair", "--index", library.path).mistake()
    shutil.rmtree(library.path)
    assert "There is no index" in sourcier("repair", "--index", library.path).mistake()


def test_status_says_how_many_vectors_were_compared(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, HashEmbedder())
    assert sourcier("status", "--verify", "--json", "--index", library.path).json["vectors_compared"] == 20
    use(monkeypatch, HashEmbedder("other"))
    assert "No vector was compared" in sourcier("status", "--verify", "--index", library.path).out
    refuse_embedders(monkeypatch)
    assert "vectors_compared" not in sourcier("status", "--json", "--index", library.path).json


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_what_cannot_be_read_is_mended_too(library: Library) -> None:
    (current(library) / "columns.npz").chmod(0)
    assert mended(library).faults[0].what == "unreadable"
