"""Articles that leave the index."""

from __future__ import annotations

from collections.abc import Sequence

from rag.store.index import IndexWriter


def remove_documents(writer: IndexWriter, document_ids: Sequence[str]) -> None:
    """Removes documents and publishes. Their files are read again by the next ingest that meets them."""
    for name in document_ids:
        file = writer.catalogue.file_of(name) or ""
        drop(writer, name)
        writer.catalogue.forget_file(file)
    writer.publish()


def drop(writer: IndexWriter, document_id: str) -> None:
    """Removes a document with its passages, without publishing."""
    with writer.change():
        gone = writer.catalogue.remove_document(document_id)
        writer.vectors.delete(gone)
        writer.lexical.delete(gone)
