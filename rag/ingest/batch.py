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
    """Changes not written yet, about `size` passages of them. `new`: documents that the index did not have.

    `files` are those read in full, with their hashes, whose documents are in this batch or in one before it.
    """

    size: int = BATCH_PASSAGES
    documents: list[tuple[Document, str, list[Passage]]] = field(default_factory=list)
    files: list[tuple[str, str]] = field(default_factory=list)
    waiting: int = 0
    new: int = 0

    def put(self, document: Document, file: str, passages: Sequence[Passage]) -> None:
        """Lines a document up; it replaces the one of the same id when it is written."""
        self.documents.append((document, file, list(passages)))
        self.waiting += len(passages)

    @property
    def full(self) -> bool:
        """Whether it is time to write."""
        return self.waiting >= self.size

    def texts(self) -> tuple[list[str], list[str]]:
        """What is to be embedded of each passage, and its language."""
        shown = [(embedding_text(d.title, p)[0], p.language) for d, _, passages in self.documents for p in passages]
        return [text for text, _ in shown], [language for _, language in shown]

    def store(self, writer: IndexWriter, vectors: Vectors, terms: Sequence[Sequence[str]]) -> None:
        """Writes the documents, and that the files were read, with what came of `texts`."""
        entries = [
            VectorEntry(passage.id, document.id, passage.language, document.date, document.source)
            for document, _, passages in self.documents
            for passage in passages
        ]
        with writer.change():
            gone = [name for document, _, _ in self.documents for name in writer.catalogue.remove_document(document.id)]
            writer.vectors.delete(gone)
            writer.vectors.add(entries, vectors)
            writer.lexical.delete(gone)
            writer.lexical.add(entries, terms)
            for document, file, passages in self.documents:
                writer.catalogue.put_document(document, file, passages)
            for origin, content in self.files:
                writer.catalogue.put_file(origin, content)

    def write(self, writer: IndexWriter, embed: Callable[[Sequence[str]], Vectors]) -> int:
        """Embeds and writes everything, then is empty. Returns the number of passages."""
        texts, _ = self.texts()
        terms = [lexical_terms(document.title, p) for document, _, passages in self.documents for p in passages]
        self.store(writer, embed(texts), terms)
        written = self.waiting
        self.documents, self.files, self.waiting, self.new = [], [], 0, 0
        return written
