"""Vector stores, and vectors whose products are exact, for the tests of what every store does."""

from __future__ import annotations

import atexit
import datetime as dt
import itertools
import shutil
import tempfile
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

import numpy as np
from hypothesis import strategies as st

from rag.ports import VectorEntry
from rag.store.faiss_store import FaissStore, Sizes
from rag.store.index import StoreKind
from rag.store.milvus.place import Place
from rag.store.milvus.store import MilvusStore
from rag.types import Filter, Vectors
from tests.doubles import MemoryStore


def milvus_kind(place: Callable[[], Place]) -> StoreKind:
    """Each new store in an index folder of its own, so that none takes the collections of another for leftovers."""

    def new(dimension: int) -> MilvusStore:
        return MilvusStore(place(), _folder() / "index", dimension)

    return StoreKind(new=new, load=lambda folder: MilvusStore.load(place(), folder / "index", folder))


def _folder() -> Path:
    made = Path(tempfile.mkdtemp(prefix="sourcier-test-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


@cache
def lite() -> Place:
    """A Milvus Lite for all tests of this process."""
    return Place.of(str(_folder() / "milvus.db"))


SMALL = Sizes(exact_up_to=6, segment=4)
KINDS = {
    "faiss": StoreKind(new=FaissStore, load=FaissStore.load),
    "faiss, small": StoreKind(new=partial(FaissStore, sizes=SMALL), load=partial(FaissStore.load, sizes=SMALL)),
    "memory": StoreKind(new=MemoryStore, load=MemoryStore.load),
    "milvus-lite": milvus_kind(lite),
}
DIMENSION = 4
# Their products are exact in float32, so that equal is equal and an expectation can be worked out in another order.
DIRECTIONS: list[Vectors] = [
    *np.eye(DIMENSION, dtype=np.float32),
    *(-np.eye(DIMENSION, dtype=np.float32)),
    *(np.array(signs, dtype=np.float32) for signs in itertools.product([0.5, -0.5], repeat=DIMENSION)),
]
DATES = [None, dt.date.min, dt.date(1969, 12, 31), dt.date(2024, 2, 29), dt.date(2024, 3, 1), dt.date.max]
DOCUMENTS = ["a", "b", "un très long nom d’article, plus long que les autres 🗞", "d'"]
LANGUAGES = ["fr", "en", "und", "pt-BR-x-long"]
SOURCES = ["", "Gazette", "Le Courrier d’ailleurs, édition du soir"]
NAMES = [f"{n:032x}" for n in (1, 2, 9, 10, 255, 2**100, *range(20, 60))]

filters = st.builds(
    Filter,
    languages=st.lists(st.sampled_from([*LANGUAGES, "de"]), max_size=2).map(tuple),
    documents=st.lists(st.sampled_from([*DOCUMENTS, "nobody"]), max_size=2).map(tuple),
    sources=st.lists(st.sampled_from([*SOURCES, "nobody"]), max_size=2).map(tuple),
    date_from=st.sampled_from(DATES),
    date_to=st.sampled_from(DATES),
)


def entry(
    name: str, document: str = "a", language: str = "fr", date: dt.date | None = None, source: str = ""
) -> VectorEntry:
    return VectorEntry(name, document, language, date, source)


def passes(held: VectorEntry, where: Filter | None) -> bool:
    if where is None:
        return True
    dated = where.date_from is not None or where.date_to is not None
    return (
        (not where.languages or held.language in where.languages)
        and (not where.documents or held.document_id in where.documents)
        and (not where.sources or held.source in where.sources)
        and (not dated or held.date is not None)
        and (where.date_from is None or (held.date is not None and held.date >= where.date_from))
        and (where.date_to is None or (held.date is not None and held.date <= where.date_to))
    )


def rows(*vectors: Vectors) -> Vectors:
    return np.array(vectors, dtype=np.float32).reshape(-1, DIMENSION)
