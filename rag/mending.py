"""The parts of an index made again from its catalogue: vectors, kept where that can be, and the lexical index."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TypeVar

import numpy as np

from rag.errors import IndexDamagedError, IndexMismatchError
from rag.ingest.progress import Progress
from rag.ports import Embedder, VectorEntry
from rag.store.catalogue import Catalogue
from rag.store.index import Index, IndexWriter
from rag.store.keeping import KeptVectors
from rag.store.manifest import Identity, Manifest
from rag.text.context import embedding_text, lexical_terms
from rag.types import DocumentInfo, Passage, Vectors

T = TypeVar("T")

_AT_ONCE = 256
SAME = 0.99
"""Least cosine between a stored vector and one of the same passage made now: another machine or precision has more."""
_SAMPLE = 32
LOOKED_AT = 64
"""Passages that are embedded to be compared, about a second's worth."""


class Texts:
    """What a catalogue's passages are embedded as."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    @cached_property
    def _documents(self) -> dict[str, DocumentInfo]:
        return {info.id: info for info in self._catalogue.info()}

    def of(self, ids: Sequence[str]) -> list[tuple[DocumentInfo, Passage]]:
        """Passages with their documents. An unknown id is a KeyError."""
        return [(self._documents[passage.document_id], passage) for passage in self._catalogue.passages(ids)]

    def embedded(self, ids: Sequence[str], embedder: Embedder) -> Vectors:
        """Their vectors `(n, dim)`, made now."""
        return embedder.embed_passages([embedding_text(info.title, passage)[0] for info, passage in self.of(ids)])


def differing(stored: Vectors, made: Vectors) -> list[int]:
    """The rows whose vectors are not the same, but for what machines differ in."""
    return np.flatnonzero(np.einsum("ij,ij->i", stored, made) < SAME).tolist()


def spread(count: int, most: int) -> list[int]:
    """At most so many numbers below `count`, from the first to the last."""
    return sorted(set(np.linspace(0, count - 1, min(count, most)).astype(int).tolist())) if count else []


def check_vectors(index: Index, embedder: Embedder, most: int = LOOKED_AT) -> int:
    """Embeds a sample of passages, spread over all of them, and compares; returns how many.

    Raises IndexDamagedError where vectors are not those of their passages.
    """
    order = [entry.passage_id for entry in index.vectors.entries()]
    sample = [order[n] for n in spread(len(order), most)]
    if not sample:
        return 0
    stored = index.vectors.get(sample)
    wrong = differing(stored, Texts(index.catalogue).embedded(sample, embedder))
    # What is searched may be another file than what is read: nothing is nearer to a vector than that vector.
    nearest = (index.vectors.search(vector, 1) for vector in stored)
    wrong += [row for row, found in enumerate(nearest) if not found or abs(found[0][1] - 1) > 1 - SAME]
    if wrong:
        raise IndexDamagedError("index_vectors", path=index.path, count=len(set(wrong)), looked_at=len(sample),
                                passage=sample[wrong[0]])  # fmt: skip
    return len(sample)


class Filling:
    """Of one writer. `kept` and `embedded` count vectors."""

    def __init__(
        self, catalogue: Path, manifest: Manifest, embedder: Callable[[], Embedder], progress: Progress
    ) -> None:
        self.kept = self.embedded = 0
        self._catalogue = Catalogue.read_only(catalogue)
        self._texts = Texts(self._catalogue)
        self._manifest, self._make, self._progress = manifest, embedder, progress

    @cached_property
    def _embedder(self) -> Embedder:
        """Raises IndexMismatchError for another than the index was made with."""
        made, held = self._make(), self._manifest
        if (held.fingerprint, held.dimension) != (made.fingerprint, made.dimension):
            found, mine = (f"{m.embedder} ({m.fingerprint[:20]})" for m in (held, _identity(made)))
            raise IndexMismatchError("repair_model", found=found, wanted=mine)
        return made

    def vectors(self, writer: IndexWriter, kept: KeptVectors) -> None:
        """All that the catalogue has, in the order that there was, and behind it what is in no order."""
        wanted = {name for name, _ in self._catalogue.passage_languages()}
        rows = [(name, row) for row, name in enumerate(kept.order) if name in wanted]
        rows += [(name, -1) for name in sorted(wanted - {name for name, _ in rows})]
        if kept.guessed and not self._is_order_right(kept, rows):
            kept.forget()
        self._progress.begin(1, len(rows))
        for batch in _batches(iter(rows), _AT_ONCE):
            names = [name for name, _ in batch]
            entries = [_entry(info, passage) for info, passage in self._texts.of(names)]
            with writer.change():
                writer.vectors.add(entries, self._found(names, np.array([row for _, row in batch]), kept))
            self._progress.advance(len(batch), 0, len(batch))

    def lexical(self, writer: IndexWriter) -> None:
        """All that the writer has vectors of, in their order."""
        for entries in _batches(writer.vectors.entries(), _AT_ONCE):
            found = self._texts.of([entry.passage_id for entry in entries])
            with writer.change():
                writer.lexical.add(entries, [lexical_terms(info.title, passage) for info, passage in found])

    def _found(self, names: Sequence[str], rows: np.ndarray, kept: KeptVectors) -> Vectors:
        there = kept.is_kept(rows)
        vectors = np.empty((len(names), self._manifest.dimension), dtype=np.float32)
        if there.any():
            vectors[there] = kept.at(rows[there])
        if not there.all():
            missing = [name for name, is_there in zip(names, there.tolist(), strict=True) if not is_there]
            vectors[~there] = self._texts.embedded(missing, self._embedder)
        self.kept += int(there.sum())
        self.embedded += int((~there).sum())
        return vectors

    def _is_order_right(self, kept: KeptVectors, rows: Sequence[tuple[str, int]]) -> bool:
        """Whether a sample of vectors is that of the passages that they are taken for."""
        held = [pair for pair in rows if kept.is_kept(np.array([pair[1]])).all()]
        sample = [held[n] for n in spread(len(held), _SAMPLE)]
        if not sample:
            return True
        stored = kept.at(np.array([row for _, row in sample]))
        return not differing(stored, self._texts.embedded([name for name, _ in sample], self._embedder))


def _identity(embedder: Embedder) -> Identity:
    return Identity(embedder.name, embedder.fingerprint, embedder.dimension, {})


def _entry(info: DocumentInfo, passage: Passage) -> VectorEntry:
    return VectorEntry(passage.id, info.id, passage.language, info.date, info.source)


def _batches(items: Iterator[T], size: int) -> Iterator[list[T]]:
    while batch := list(islice(items, size)):
        yield batch
