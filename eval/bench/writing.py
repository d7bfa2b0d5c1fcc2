"""A synthetic corpus written as the product writes one: its batches, its writer, its files."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from eval.bench.synthetic import Corpus
from rag.embed.forwarding import Forwarding
from rag.ingest.batch import Batch
from rag.ports import Embedder
from rag.store.faiss_store import FaissStore
from rag.store.index import IndexWriter, StoreKind
from rag.store.lock import write_lock
from rag.store.manifest import Identity
from rag.text.context import embedding_text
from rag.types import Vectors

FAISS = StoreKind(new=FaissStore, load=FaissStore.load)


@dataclass(frozen=True, slots=True)
class Written:
    """What it took: seconds of wall time and of all cores, for the batches and to publish; bytes on disk."""

    passages: int
    seconds: float
    cpu: float
    publish_seconds: float
    publish_cpu: float
    bytes: int
    terms: int


class GivenVectors(Forwarding):
    """Plays the embedder of a batch: hands out vectors that are there already, in their order."""

    def __init__(self, inner: Embedder, vectors: Vectors) -> None:
        super().__init__(inner)
        self._vectors = vectors
        self._next = 0

    def __len__(self) -> int:
        return len(self._vectors)

    def embed_query(self, text: str) -> Vectors:
        """See Embedder."""
        return self._inner.embed_query(text)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """The next of the vectors, whatever the texts."""
        first, self._next = self._next, self._next + len(texts)
        return self._vectors[first : self._next]


def real_vectors(corpus: Corpus, embedder: Embedder, passages: int) -> tuple[Vectors, float]:
    """Of the first passages, `(passages, dim)`, and how many a second were embedded."""
    texts = [
        embedding_text(document.title, passage)[0]
        for document, own in corpus.documents(passages)
        for passage in islice(own, passages)
    ]
    embedder.embed_passages(texts[:16])  # the model is loaded when it is first needed
    start = time.perf_counter()
    vectors = embedder.embed_passages(texts)
    return vectors, len(texts) / (time.perf_counter() - start)


class _Clock:
    """Wall time and the time of all cores, in seconds, of what is done inside it."""

    def __init__(self) -> None:
        self.wall = self.cpu = 0.0

    def __enter__(self) -> None:
        self._since = time.perf_counter(), time.process_time()

    def __exit__(self, *_: object) -> None:
        self.wall += time.perf_counter() - self._since[0]
        self.cpu += time.process_time() - self._since[1]


def write_index(
    path: Path, identity: Identity, corpus: Corpus, given: GivenVectors, heed: Callable[[], object] = lambda: None
) -> Written:
    """Writes and publishes an index of as many passages as there are vectors. `heed` is called after each batch.

    Timed are the batches and the publication, not the making of the corpus.
    """
    batch, batches, publishing = Batch(), _Clock(), _Clock()
    with write_lock(path, 0):
        writer = IndexWriter(path, FAISS, identity, fresh=True)
        try:
            for document, own in corpus.documents(len(given)):
                batch.put(document, document.origin, own)
                if batch.full:
                    with batches:
                        batch.write(writer, given.embed_passages)
                    heed()
            with batches:
                batch.write(writer, given.embed_passages)
            with publishing:
                manifest = writer.publish()
        finally:
            writer.close()
    terms = len(np.load(path / manifest.folder / "lexical-keys.npy", mmap_mode="r"))
    size = sum(file.bytes for file in manifest.files.values())
    return Written(len(given), batches.wall, batches.cpu, publishing.wall, publishing.cpu, size, terms)
