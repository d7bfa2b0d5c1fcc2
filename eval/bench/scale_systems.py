"""The systems that `make bench-scale` measures: Sourcier, and what people would otherwise use, as its makers have it.

Each is built in one process and asked in another. What is compared with is made to search nothing but the vectors.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from eval.bench.ensemble import Adapter
from eval.bench.scale_data import NEAREST, Given, corpus
from eval.bench.writing import GivenVectors, write_index
from rag import build, indexing, models
from rag.ports import Embedder
from rag.settings import load_settings
from rag.types import Filter, Vectors

SILENT = {"ANONYMIZED_TELEMETRY": "False", "LANCEDB_TELEMETRY": "0", "LANGSMITH_TRACING": "false", "DO_NOT_TRACK": "1"}
"""Nothing of it is to speak to its makers."""
BATCH = 5000

Heed = Callable[[], bool]
"""Whether time or memory is used up; called between batches."""


class Opened(Protocol):
    """A system that is open."""

    def search(self, question: str) -> list[str]:
        """The ids of what it finds for a question, embedding it included; their texts have been read."""

    def nearest(self, vector: Vectors) -> dict[str, list[str]]:
        """What it takes for the nearest vectors: of all, and of each language where it searches that by itself."""


@dataclass(frozen=True, slots=True)
class System:
    """`build` returns how many passages were written; `note` says how it is set; `imports` are no part of opening."""

    note: str
    imports: tuple[str, ...]
    build: Callable[[Given, Path, Heed], int]
    open: Callable[[Path, Embedder], Opened]


class _Ours:
    def __init__(self, folder: Path, embedder: Embedder) -> None:
        self._sourcier = build.open_sourcier(_settings(folder), embedder)
        self._warm = False

    def search(self, question: str) -> list[str]:
        if not self._warm:
            self._sourcier.warm_up()  # as a process does that serves
            self._warm = True
        return [hit.passage.id for hit in self._sourcier.search(question, NEAREST)]

    def nearest(self, vector: Vectors) -> dict[str, list[str]]:
        vectors = self._sourcier.index.vectors
        pools = {name: Filter(languages=(name,)) for name in self._sourcier.languages}
        found = {name: vectors.search(vector, NEAREST, where) for name, where in {"all": None, **pools}.items()}
        return {name: [passage for passage, _ in pairs] for name, pairs in found.items()}


def _settings(folder: Path) -> Any:
    return load_settings(index=folder / "index", reader=False)  # what is compared is the search


def _build_ours(given: Given, folder: Path, heed: Heed) -> int:
    settings = _settings(folder)
    embedder = models.make_embedder(settings)
    vectors = GivenVectors(embedder, given.vectors)
    return write_index(settings.index, indexing.identity(settings, embedder), corpus(), vectors, heed).passages


class _Found:
    """Of a system that takes a vector and gives pairs of id and text."""

    def __init__(self, embedder: Embedder, find: Callable[[Vectors], list[tuple[str, str]]]) -> None:
        self._embedder, self._find = embedder, find

    def search(self, question: str) -> list[str]:
        return [name for name, _ in self._find(self._embedder.embed_query(question))]

    def nearest(self, vector: Vectors) -> dict[str, list[str]]:
        return {"all": [name for name, _ in self._find(vector)]}


def _until(given: Given, heed: Heed) -> Iterator[tuple[list[str], list[str], Vectors]]:
    for batch in given.batches(BATCH):
        if heed():
            return
        yield batch


def _build_langchain(given: Given, folder: Path, heed: Heed) -> int:
    from langchain_community.vectorstores import FAISS
    from langchain_community.vectorstores.utils import DistanceStrategy
    from langchain_core.embeddings import FakeEmbeddings

    embedding = FakeEmbeddings(size=given.vectors.shape[1])  # is not asked
    store: Any = None
    held = 0
    for ids, texts, vectors in _until(given, heed):
        pairs = zip(texts, vectors, strict=True)
        metadatas = [{"id": name} for name in ids]
        if store is None:
            strategy = DistanceStrategy.MAX_INNER_PRODUCT
            store = FAISS.from_embeddings(pairs, embedding, metadatas, ids, distance_strategy=strategy)
        else:
            store.add_embeddings(pairs, metadatas, ids)
        held += len(ids)
    store.save_local(str(folder))
    return held


def _open_langchain(folder: Path, embedder: Embedder) -> Opened:
    from langchain_community.vectorstores import FAISS
    from langchain_community.vectorstores.utils import DistanceStrategy

    store = FAISS.load_local(
        str(folder),
        Adapter(embedder),
        allow_dangerous_deserialization=True,  # our own pickle, of a moment ago
        distance_strategy=DistanceStrategy.MAX_INNER_PRODUCT,
    )

    def find(vector: Vectors) -> list[tuple[str, str]]:
        found = store.similarity_search_by_vector(vector.tolist(), NEAREST)
        return [(document.metadata["id"], document.page_content) for document in found]

    return _Found(embedder, find)


def _chroma(folder: Path) -> Any:
    import chromadb
    from chromadb.config import Settings

    client = chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False))
    return client.get_or_create_collection("passages", configuration={"hnsw": {"space": "ip"}}, embedding_function=None)


def _build_chroma(given: Given, folder: Path, heed: Heed) -> int:
    collection = _chroma(folder)
    held = 0
    for ids, texts, vectors in _until(given, heed):
        collection.add(ids=ids, documents=texts, embeddings=vectors)
        held += len(ids)
    return held


def _open_chroma(folder: Path, embedder: Embedder) -> Opened:
    collection = _chroma(folder)

    def find(vector: Vectors) -> list[tuple[str, str]]:
        found = collection.query(query_embeddings=[vector], n_results=NEAREST, include=["documents"])
        return list(zip(found["ids"][0], found["documents"][0], strict=True))

    return _Found(embedder, find)


_INDEXED_FROM = 100_000
"""LanceDB's documentation recommends an index from about so many rows. Its default kind, by product quantisation, found
.17 of the ten nearest among 100,000: made vectors lie too close together for it. By scalar quantisation is as ours."""


def _build_lance(given: Given, folder: Path, heed: Heed) -> int:
    import lancedb
    import pyarrow as pa

    dimension = given.vectors.shape[1]
    schema = pa.schema([("id", pa.string()), ("text", pa.string()), ("vector", pa.list_(pa.float32(), dimension))])
    table = lancedb.connect(str(folder)).create_table("passages", schema=schema)
    held = 0
    for ids, texts, vectors in _until(given, heed):
        rows = pa.FixedSizeListArray.from_arrays(pa.array(vectors.ravel()), dimension)
        table.add(pa.table([pa.array(ids), pa.array(texts), rows], schema=schema))
        held += len(ids)
    if held >= _INDEXED_FROM:
        table.create_index(metric="dot", index_type="IVF_SQ")
    return held


def _open_lance(folder: Path, embedder: Embedder) -> Opened:
    import lancedb

    table: Any = lancedb.connect(str(folder)).open_table("passages")

    def find(vector: Vectors) -> list[tuple[str, str]]:
        asked = table.search(vector).distance_type("dot").refine_factor(10).limit(NEAREST)
        return [(row["id"], row["text"]) for row in asked.select(["id", "text", "_distance"]).to_list()]

    return _Found(embedder, find)


class _Nothing:
    """Embeds a question and finds nothing: what the others have in common."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def search(self, question: str) -> list[str]:
        self._embedder.embed_query(question)
        return []

    def nearest(self, vector: Vectors) -> dict[str, list[str]]:  # noqa: ARG002
        return {}


SYSTEMS = {
    "embedder": System("the question embedded and nothing searched", (), lambda *_: 0, lambda _, e: _Nothing(e)),
    "sourcier": System("both legs, fused, near-duplicates found; without the reader", (), _build_ours, _Ours),
    "langchain": System(
        "FAISS and its docstore: exact, all in memory",
        ("langchain_community.vectorstores.faiss", "faiss"),
        _build_langchain,
        _open_langchain,
    ),
    "chroma": System("HNSW as it comes", ("chromadb",), _build_chroma, _open_chroma),
    "lancedb": System("IVF-SQ from 100,000 on, refined tenfold", ("lancedb",), _build_lance, _open_lance),
}


def silence() -> None:
    """Before any of them is imported."""
    os.environ.update(SILENT)
