"""Documents that wait to be embedded together, and are then written together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from rag.ports import VectorEntry
from rag.store.index import IndexWriter
from rag.text.context import embedding_text, lexical_terms
from rag.types import Document, Passage, Vectors

BATCH_PASSAGES = 256
"""Enough for batches of equal length, little enough to bound memory and to show progress every few seconds."""


@dataclass(slots=True)
class Batch:
    """Changes not written yet, about `size` passages of them.

    `origins` tells who has claimed which id, before the catalogue can.
    """

    size: int = BATCH_PASSAGES
    documents: list[tuple[Document, str, list[Passage]]] = field(default_factory=list)
    origins: dict[str, str] = field(default_factory=dict)
    waiting: int = 0

    def put(self, document: Document, file: str, passages: Sequence[Passage]) -> None:
        """Lines a document up; it replaces the one of the same id when it is written."""
        self.documents.append((document, file, list(passages)))
        self.origins[document.id] = document.origin
        self.waiting += len(passages)

    @property
    def full(self) -> bool:
        """Whether it is time to write."""
        return self.waiting >= self.size

    def write(self, writer: IndexWriter, embed: Callable[[Sequence[str]], Vectors]) -> int:
        """Embeds and writes everything, then is empty. Returns the number of passages."""
        texts, terms, entries = [], [], []
        for document, _, passages in self.documents:
            for passage in passages:
                texts.append(embedding_text(document.title, passage)[0])
                terms.append(lexical_terms(document.title, passage))
                entries.append(VectorEntry(passage.id, document.id, passage.language, document.date, document.source))
        vectors = embed(texts)
        with writer.change():
            gone = [name for document, _, _ in self.documents for name in writer.catalogue.remove_document(document.id)]
            writer.vectors.delete(gone)
            writer.vectors.add(entries, vectors)
            writer.lexical.delete(gone)
            writer.lexical.add(entries, terms)
            for document, file, passages in self.documents:
                writer.catalogue.put_document(document, file, passages)
        written = self.waiting
        self.documents, self.origins, self.waiting = [], {}, 0
        return written
