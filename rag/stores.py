"""Which class keeps the vectors: that of the index at hand, or for a new one that of the settings."""

from __future__ import annotations

from rag.settings import Settings
from rag.store.faiss_store import FaissStore
from rag.store.index import StoreKind

FAISS = StoreKind(new=FaissStore, load=FaissStore.load)


def store_kind(settings: Settings) -> StoreKind:  # noqa: ARG001 - there is one kind
    """How vector stores are made and opened under these settings."""
    return FAISS
