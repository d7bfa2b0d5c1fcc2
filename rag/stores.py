"""Which class keeps the vectors: that of the index at hand, or for a new one that of the settings."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from rag.errors import StoreError
from rag.ports import VectorStore
from rag.settings import Settings
from rag.store.faiss_store import FaissStore
from rag.store.index import StoreKind
from rag.store.manifest import read_manifest
from rag.store.milvus.ledger import FILE, Edition, Ledger
from rag.store.milvus.place import Place
from rag.store.milvus.server import server
from rag.store.milvus.store import MilvusStore
from rag.store.milvus.tidying import drop_unused

TOKEN = "MILVUS_TOKEN"  # noqa: S105 - the name of the variable
"""Environment variable with the credentials of a Milvus server. A secret is no setting: those are shown."""
_LITE = "milvus.db"


def store_kind(settings: Settings) -> StoreKind:
    """How vector stores are made and opened under these settings.

    An index keeps the store that it has, whatever they name; a new one, or one made again, is in theirs.
    """
    milvus = _Milvus(settings)
    return StoreKind(
        new=milvus.new if settings.store == "milvus" else FaissStore,
        load=lambda folder: milvus.load(folder) if is_milvus(folder) else FaissStore.load(folder),
        discard=lambda folder: milvus.discard(folder) if is_milvus(folder) else None,
    )


def is_milvus(generation: Path) -> bool:
    """Whether the vectors of a generation are in Milvus."""
    return (generation / FILE).exists()


def kind_named(settings: Settings, store: str) -> StoreKind:
    """Those of a store, whatever the settings name."""
    return store_kind(settings.model_copy(update={"store": store}))


def check_store(settings: Settings) -> None:
    """That an index is in the store that the settings name, if they do. Raises StoreError, or as `read_manifest`."""
    folder = settings.index / read_manifest(settings.index).folder
    found = "milvus" if is_milvus(folder) else "faiss"
    if settings.origin("store").kind != "default" and settings.store != found:
        raise StoreError("store_of_index", path=settings.index, found=found, wanted=settings.store)


def check_answers(settings: Settings, store: str) -> None:
    """That the server which a new store would be on is there. Raises StoreError, without much patience."""
    if store == "milvus":
        server(_Milvus(settings).place).call("list_collections")


class _Milvus:
    """Milvus under these settings."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._index = settings.index.absolute()

    def new(self, dimension: int) -> VectorStore:
        """One without vectors. The server is asked with the first of them."""
        return MilvusStore(self.place, self._index, dimension)

    @property
    def place(self) -> Place:
        """Where a new one is."""
        return self._given() or self._file()

    def load(self, folder: Path) -> VectorStore:
        """That of a generation."""
        return MilvusStore.load(self._of(Edition.read(folder)), self._index, folder)

    def discard(self, folder: Path) -> None:
        """A generation goes: so does its collection, where no other is of it. What fails is tried again later."""
        try:
            edition = Edition.read(folder)
            drop_unused(self._of(edition), Ledger(self._index), edition.collection, but=folder)
        except (StoreError, OSError, ValueError):
            return

    def _given(self) -> Place | None:
        uri = self._settings.store_uri
        return self._place(uri) if uri else None

    def _file(self) -> Place:
        """Of Milvus Lite."""
        given = self._given()
        return given if given is not None and given.is_file else self._place(str(self._index / _LITE))

    def _of(self, edition: Edition) -> Place:
        """Where a generation's vectors are. An index may come from a stranger: nobody connects to where it says."""
        if not edition.uri:
            return self._file()
        given = self._given()
        if given is None or given.is_file:
            raise StoreError("store_uri_unset", path=self._settings.index, uri=edition.uri)
        return given

    def _place(self, uri: str) -> Place:
        settings = self._settings
        place = Place.of(uri, os.environ.get(TOKEN, ""), settings.store_timeout)
        return replace(place, method=settings.store_method, replicas=settings.store_replicas)
