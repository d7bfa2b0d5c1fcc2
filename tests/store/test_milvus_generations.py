"""An index whose vectors are in Milvus: published whole, seen by readers as it was, nothing left by a killed writer."""

from __future__ import annotations

import shutil
import threading
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import StoreError
from rag.ports import VectorStore
from rag.settings import Settings, load_settings
from rag.store.index import Index, IndexWriter, StoreKind
from rag.store.milvus.ledger import Ledger
from rag.store.milvus.place import Place
from rag.store.milvus.server import server
from rag.store.milvus.store import MilvusStore
from rag.store.milvus.table import Table
from rag.stores import store_kind
from tests.store import vectors
from tests.store.damage import opened_after_damage
from tests.store.shelf import EMBEDDER, FIRST, IDENTITY, SECOND, document, holds, passages, publish, put

NEWER = replace(FIRST, text="La source est tarie.\nElle était sous le vieux chêne.")
THIRD = document("c", "Le marché ouvre à huit heures.\nIl ferme à midi.")


@pytest.fixture
def kind(tmp_path: Path) -> StoreKind:
    return kind_of(tmp_path / "index")


def kind_of(path: Path, uri: str = "") -> StoreKind:
    return store_kind(settings_of(path, uri))


def settings_of(path: Path, uri: str = "") -> Settings:
    return load_settings(index=path, store="milvus", store_uri=uri or vectors.lite().uri)


def opened(path: Path, kind: StoreKind) -> Index:
    return Index.open(path, kind, IDENTITY)


def collections(path: Path) -> set[str]:
    """Those that the index has noted, found to be there."""
    names = set(Ledger(path).names())
    assert names <= set(server(vectors.lite()).call("list_collections"))
    return names


def rows(index: Index, where: str = "key >= 0") -> int:
    """On the server, whoever sees them."""
    assert isinstance(index.vectors, MilvusStore)
    table = index.vectors._table
    assert table is not None
    return table.count(where, everything=True)


def test_what_was_published_is_there(tmp_path: Path, kind: StoreKind) -> None:
    manifest = publish(tmp_path / "index", FIRST, SECOND, kind=kind)
    assert holds(opened(tmp_path / "index", kind), FIRST, SECOND)
    assert {"milvus.json", "columns.npz", "keys.npz"} <= set(manifest.files)
    assert "vectors" not in " ".join(manifest.files)


def test_an_index_without_documents_makes_no_collection(tmp_path: Path, kind: StoreKind) -> None:
    publish(tmp_path / "index", kind=kind)
    assert holds(opened(tmp_path / "index", kind))
    assert collections(tmp_path / "index") == set()


def test_a_document_takes_the_place_of_its_former_version(tmp_path: Path, kind: StoreKind) -> None:
    publish(tmp_path / "index", FIRST, SECOND, kind=kind)
    publish(tmp_path / "index", NEWER, kind=kind)
    assert holds(opened(tmp_path / "index", kind), NEWER, SECOND)
    publish(tmp_path / "index", FIRST, kind=kind)
    assert holds(opened(tmp_path / "index", kind), FIRST, SECOND)


def test_readers_see_their_generation_while_one_writes(tmp_path: Path, kind: StoreKind) -> None:
    path = tmp_path / "index"
    publish(path, FIRST, SECOND, kind=kind)
    wrong: list[str] = []
    over = threading.Event()

    def read(index: Index) -> None:
        wanted = index.vectors.search(EMBEDDER.embed_query("source"), 4)
        while not over.is_set():
            try:
                if index.vectors.search(EMBEDDER.embed_query("source"), 4) != wanted or len(index.vectors) != 4:
                    wrong.append("another answer")
            except StoreError as error:
                wrong.append(error.key)

    readers = [opened(path, kind) for _ in range(2)]
    threads = [threading.Thread(target=read, args=(reader,)) for reader in readers]
    for thread in threads:
        thread.start()
    for text in ("un\ndeux", "trois"):
        publish(path, replace(FIRST, text=text), THIRD, kind=kind)
    over.set()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_the_last_two_generations_are_whole_and_the_rest_is_taken_away(tmp_path: Path, kind: StoreKind) -> None:
    path = tmp_path / "index"
    publish(path, FIRST, kind=kind)
    publish(path, SECOND, kind=kind)
    before = opened(path, kind)
    for text in ("un", "deux", "trois", "quatre"):
        publish(path, replace(FIRST, text=text), kind=kind)
    index = opened(path, kind)
    assert holds(index, replace(FIRST, text="quatre"), SECOND)
    # Its two generations see three of the short texts' rows; one older writing is kept for who is still reading.
    assert rows(index) == 2 + 3
    with pytest.raises(StoreError) as caught:
        before.vectors.get([line.id for line in passages(FIRST)])
    assert caught.value.key == "store_outdated"


def test_made_again_it_has_a_new_collection_and_the_old_one_goes_when_nobody_needs_it(
    tmp_path: Path, kind: StoreKind
) -> None:
    path = tmp_path / "index"
    publish(path, FIRST, kind=kind)
    old = collections(path)
    publish(path, SECOND, kind=kind, fresh=True)
    assert len(collections(path)) == 2
    assert holds(opened(path, kind), SECOND)
    publish(path, THIRD, kind=kind)
    assert len(collections(path)) == 1
    assert not collections(path) & old
    assert holds(opened(path, kind), SECOND, THIRD)


def test_what_a_broken_off_first_writing_made_goes_with_the_next(tmp_path: Path, kind: StoreKind) -> None:
    path = tmp_path / "index"
    path.mkdir()
    writer = IndexWriter(path, kind, IDENTITY, fresh=True)
    put(writer, FIRST)
    writer.close()
    (orphan,) = collections(path)
    strangers = Table(server(vectors.lite()), "sourcier_of_somebody_else", 4)
    strangers.create()
    publish(path, SECOND, kind=kind)
    assert orphan not in collections(path)
    assert holds(opened(path, kind), SECOND)
    strangers.check()
    server(vectors.lite()).call("drop_collection", strangers.name)


def test_a_copy_of_an_index_does_not_undo_what_the_other_wrote(tmp_path: Path, kind: StoreKind) -> None:
    publish(tmp_path / "index", FIRST, kind=kind)
    shutil.copytree(tmp_path / "index", tmp_path / "copy")
    publish(tmp_path / "index", SECOND, NEWER, kind=kind)
    with pytest.raises(StoreError) as caught:
        publish(tmp_path / "copy", THIRD, kind=kind_of(tmp_path / "copy"))
    assert caught.value.key == "store_copied"
    for _ in range(3):  # with vectors of its own it forgets those of the other, and leaves them alone
        publish(tmp_path / "copy", THIRD, kind=kind_of(tmp_path / "copy"), fresh=True)
    assert holds(opened(tmp_path / "copy", kind_of(tmp_path / "copy")), THIRD)
    assert holds(opened(tmp_path / "index", kind), NEWER, SECOND)


def test_what_is_not_what_was_put_there_is_not_searched(tmp_path: Path, kind: StoreKind) -> None:
    publish(tmp_path / "index", FIRST, SECOND, kind=kind)
    index = opened(tmp_path / "index", kind)
    assert isinstance(index.vectors, MilvusStore)
    table = index.vectors._table
    assert table is not None
    table.delete([0])
    with pytest.raises(StoreError) as caught:
        index.vectors.search(EMBEDDER.embed_query("source"), 2)
    assert caught.value.key == "store_rows"
    assert table.name in str(caught.value)


def test_a_collection_that_is_gone_or_another_is_named(tmp_path: Path, kind: StoreKind) -> None:
    publish(tmp_path / "index", FIRST, kind=kind)
    (name,) = collections(tmp_path / "index")
    server(vectors.lite()).call("drop_collection", name)
    assert refused(tmp_path / "index", kind) == "store_missing"
    Table(server(vectors.lite()), name, IDENTITY.dimension + 1).create()
    assert refused(tmp_path / "index", kind) == "store_other"
    publish(tmp_path / "index", FIRST, kind=kind, fresh=True)
    assert holds(opened(tmp_path / "index", kind), FIRST)


def refused(path: Path, kind: StoreKind) -> str:
    """For what reason a question is not answered."""
    with pytest.raises(StoreError) as caught:
        opened(path, kind).vectors.search(EMBEDDER.embed_query("source"), 2)
    assert caught.value.localized("fr") != caught.value.localized("en")
    return caught.value.key


def test_places_are_told_apart_and_keep_their_secrets(tmp_path: Path) -> None:
    place = Place.of("https://ada:s%40cret@milvus.example:443/db?x=secret")
    assert (place.uri, place.token, place.is_file) == ("https://milvus.example:443/db", "ada:s@cret", False)
    assert "cret" not in repr(place)
    assert Place.of(str(tmp_path / "x.db")).is_file
    assert Place.of("C:\\x.db").is_file
    for wrong in ("ftp://x", "http://", "http://x:port", "milvus:19530"):
        with pytest.raises(StoreError) as caught:
            Place.of(wrong)
        assert caught.value.key == "store_uri"


@settings(max_examples=100)
@given(data=st.data())
def test_damaged_files_are_an_error_that_its_caller_expects(data: st.DataObject) -> None:
    kind = vectors.KINDS["milvus-lite"]
    with opened_after_damage(data, full().save, kind.load) as loaded:
        if loaded is not None:
            try:
                assert len(loaded.search(vectors.DIRECTIONS[8], 2)) == 2
            except StoreError as error:
                assert error.key in {"store_rows", "store_missing", "store_other"}  # noqa: PT017 - or it is whole


@cache
def full() -> VectorStore:
    """A store of five."""
    store = vectors.KINDS["milvus-lite"].new(vectors.DIMENSION)
    store.add([vectors.entry(f"p{n}") for n in range(5)], vectors.rows(*vectors.DIRECTIONS[8:13]))
    return store
