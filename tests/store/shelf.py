"""Documents and indexes for the tests of the store: a passage is a line."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

from rag.ports import VectorEntry
from rag.store.faiss_store import FaissStore
from rag.store.index import Index, IndexWriter, StoreKind
from rag.store.manifest import Identity, Manifest
from rag.text.context import lexical_terms
from rag.types import Document, Filter, Heading, Passage, Span
from tests.doubles import HashEmbedder

STORE = StoreKind(new=FaissStore, load=FaissStore.load)
FILES = [
    "catalogue.sqlite",
    "columns.npz",
    "generation.json",
    "lexical-columns.npz",
    "lexical-counts.npy",
    "lexical-keys.npy",
    "lexical-lengths.npy",
    "lexical-rows.npy",
    "lexical-starts.npy",
    "vectors-000000.faiss",
]
"""What a generation consists of."""
EMBEDDER = HashEmbedder()
IDENTITY = Identity(EMBEDDER.name, EMBEDDER.fingerprint, EMBEDDER.dimension, {"target_tokens": 160, "max_tokens": 256})


def document(name: str, text: str, date: dt.date | None = None) -> Document:
    first = text.split("\n", 1)[0]
    return Document(name, f"Titre {name}", text, "fr", f"/articles/{name}", date, "Gazette", "https://example.org/é",
                    (Heading(Span(0, len(first)), 2),))  # fmt: skip


def passages(held: Document) -> list[Passage]:
    found, at = [], 0
    for line in held.text.split("\n"):
        if line:
            found.append(Passage(held.id, at, at + len(line), line, held.language, "Titre › Partie"))
        at += len(line) + 1
    return found


def put(writer: IndexWriter, held: Document) -> None:
    lines = passages(held)
    entries = [VectorEntry(p.id, held.id, p.language, held.date, held.source) for p in lines]
    writer.catalogue.put_document(held, held.origin, lines)
    writer.vectors.add(entries, EMBEDDER.embed_passages([p.text for p in lines]))
    writer.lexical.add(entries, [lexical_terms(held.title, p) for p in lines])


def drop(writer: IndexWriter, name: str) -> None:
    gone = writer.catalogue.remove_document(name)
    writer.vectors.delete(gone)
    writer.lexical.delete(gone)


def publish(path: Path, *documents: Document, fresh: bool = False, kind: StoreKind = STORE) -> Manifest:
    """Adds documents, or puts them in the place of those of the same id, and publishes."""
    path.mkdir(parents=True, exist_ok=True)
    writer = IndexWriter(path, kind, IDENTITY, fresh=fresh)
    try:
        for held in documents:
            drop(writer, held.id)
            put(writer, held)
        return writer.publish()
    finally:
        writer.close()


def snapshot(folder: Path) -> dict[str, tuple[int, int, str]]:
    """Every file and folder with the time of its last change, its size and its hash."""
    return {
        str(path.relative_to(folder)): (
            path.stat().st_mtime_ns,
            path.stat().st_size,
            hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "",
        )
        for path in [folder, *folder.rglob("*")]
    }


def holds(index: Index, *documents: Document) -> bool:
    """Whether the index is whole and has these documents and no others, and finds each passage by its own words."""
    index.verify()
    lines = [line for held in documents for line in passages(held)]
    found = [index.vectors.search(EMBEDDER.embed_query(line.text), 1)[0][0] for line in lines]
    return (
        [index.catalogue.document(name) for name in index.catalogue.document_ids()] == list(documents)
        and found == [line.id for line in lines]
        and index.catalogue.passages(found) == lines
        and all(line.id in found_by_words(index, line) for line in lines)
    )


def found_by_words(index: Index, line: Passage) -> set[str]:
    """The ids of the passages that the lexical index gives for the words of one."""
    query = dict.fromkeys(lexical_terms("", line), 1.0)
    return {name for name, _ in index.lexical.search(query, 100, Filter(languages=(line.language,)))}


FIRST = document("a", "Où est la source ?\nElle est sous le vieux chêne.")
SECOND = document("b", "La rivière déborde.\nLe pont est fermé depuis jeudi.")
