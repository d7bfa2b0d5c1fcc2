"""The catalogue: documents and passages in one SQLite file, the source of truth of an index."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rag.store.catalogue_file import damaged, reading, writing
from rag.store.catalogue_schema import INFO, SCHEMA
from rag.store.totals import change_totals, read_totals
from rag.text.parsed import read_json
from rag.types import Document, DocumentInfo, Heading, Passage, Span

_COMMIT_EVERY = 1000
"""Documents put or removed. SQLite keeps the pages that a transaction changes in memory as they were."""


class Catalogue:
    """An open catalogue file. One made with `read_only` may be shared by threads; SQLite takes them in turn.

    One made with `create` or `writable` is the writer's own copy: what is in the file before `commit` means nothing.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._db = connection
        self._path = path
        self._changes = 0

    @classmethod
    def create(cls, path: Path) -> Catalogue:
        """A new, empty catalogue."""
        return cls(writing(path, SCHEMA), path)

    @classmethod
    def writable(cls, path: Path) -> Catalogue:
        """For the one writer, on a copy that nobody reads yet."""
        return cls(writing(path, ""), path)

    @classmethod
    def read_only(cls, path: Path) -> Catalogue:
        """For readers: nothing is created or locked beside the file.

        Whatever is asked of it raises IndexDamagedError where the file is not what was written: the hash of a large
        one is not looked at when an index is opened.
        """
        found = cls(reading(path), path)
        weakref.finalize(found, found._db.close)  # a connection alone is a ring, open until it is collected
        return found

    def close(self) -> None:
        """Closes the file; what was not committed is gone."""
        self._db.close()

    def commit(self) -> None:
        """Makes what was changed so far part of the file."""
        self._db.commit()

    # documents

    def document(self, document_id: str) -> Document:
        """The whole document. An unknown id is a KeyError."""
        row = self._db.execute(
            "SELECT id, title, text, language, origin, date, source, url, headings, hash FROM documents WHERE id = ?",
            (document_id,),
        ).fetchone()
        if row is None:
            raise KeyError(document_id)
        name, title, text, language, origin, date, source, url, headings, content_hash = row
        with self._told():
            found = Document(
                name, title, text, language, origin, _date(date), source, url, _headings(headings)
            )  # fmt: skip
            if found.content_hash != content_hash:
                raise ValueError("not the document that was put in")
        return found

    def headings(self, document_id: str) -> tuple[Heading, ...]:
        """The document's headings alone. An unknown id is a KeyError."""
        row = self._db.execute("SELECT headings FROM documents WHERE id = ?", (document_id,)).fetchone()
        if row is None:
            raise KeyError(document_id)
        with self._told():
            return _headings(row[0])

    def info(self, document_ids: Sequence[str] | None = None) -> list[DocumentInfo]:
        """What is shown of the documents named, or of all, by title. Unknown ids are left out."""
        if document_ids is None:
            rows = self._db.execute(INFO + "ORDER BY d.title, d.id").fetchall()
        else:
            rows = [
                row
                for name in dict.fromkeys(document_ids)
                for row in self._db.execute(INFO + "WHERE d.id = ?", (name,)).fetchall()
            ]
        with self._told():
            return [
                DocumentInfo(name, title, language, _date(date), source, url, origin, characters, passages)
                for name, title, language, date, source, url, origin, characters, passages in rows
            ]

    def document_ids(self) -> list[str]:
        """All ids, in order."""
        return [row[0] for row in self._db.execute("SELECT id FROM documents ORDER BY id")]

    def documents_of_file(self, file: str) -> dict[str, tuple[str, str]]:
        """For each origin in the file, (document id, content hash)."""
        rows = self._db.execute("SELECT origin, id, hash FROM documents WHERE file = ?", (file,))
        return {origin: (name, content_hash) for origin, name, content_hash in rows}

    def documents(self) -> Iterator[tuple[Document, str]]:
        """Every document with the file that it came from, one at a time."""
        for name in self.document_ids():
            (file,) = self._db.execute("SELECT file FROM documents WHERE id = ?", (name,)).fetchone()
            yield self.document(name), str(file)

    def first_title(self) -> str:
        """That of the document whose id is the first; "" where there is none."""
        row = self._db.execute("SELECT title FROM documents ORDER BY id LIMIT 1").fetchone()
        return "" if row is None else str(row[0])

    def origin_of(self, document_id: str) -> str | None:
        """Where the document came from, or None when there is no such document."""
        row = self._db.execute("SELECT origin FROM documents WHERE id = ?", (document_id,)).fetchone()
        return None if row is None else str(row[0])

    def file_of(self, document_id: str) -> str | None:
        """The file that the document came from, or None when there is no such document."""
        row = self._db.execute("SELECT file FROM documents WHERE id = ?", (document_id,)).fetchone()
        return None if row is None else str(row[0])

    def hash_of(self, document_id: str) -> str | None:
        """The content hash that the document was put in with, or None when there is no such document."""
        row = self._db.execute("SELECT hash FROM documents WHERE id = ?", (document_id,)).fetchone()
        return None if row is None else str(row[0])

    def put_document(self, document: Document, file: str, passages: Sequence[Passage]) -> None:
        """Adds a document with its passages; one of the same id must have been removed before."""
        headings = json.dumps([[h.span.start, h.span.end, h.level] for h in document.headings])
        date = document.date.isoformat() if document.date else None
        self._db.execute(
            "INSERT INTO documents VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
            (document.id, file, document.origin, document.content_hash, document.title, document.language, date,
             document.source, document.url, headings, len(document.text), document.text),
        )  # fmt: skip
        self._db.executemany(
            "INSERT INTO passages VALUES (?,?,?,?,?,?)",
            [(p.id, p.document_id, p.start, p.end, p.language, p.heading) for p in passages],
        )
        self._changed(1, [p.language for p in passages])

    def remove_document(self, document_id: str) -> list[str]:
        """Removes a document and returns the ids of the passages that went with it."""
        rows = self._db.execute("SELECT id, language FROM passages WHERE document_id = ?", (document_id,)).fetchall()
        if self._db.execute("DELETE FROM documents WHERE id = ?", (document_id,)).rowcount:
            self._changed(-1, [language for _, language in rows])
        return [name for name, _ in rows]

    def _changed(self, documents: int, languages: Sequence[str]) -> None:
        change_totals(self._db, documents, languages)
        self._changes += 1
        if self._changes % _COMMIT_EVERY == 0:
            self._db.commit()

    def document_files(self) -> list[tuple[str, str]]:
        """(document id, file) of all documents."""
        return [(str(name), str(file)) for name, file in self._db.execute("SELECT id, file FROM documents ORDER BY id")]

    def words(self) -> Iterator[tuple[str, str]]:
        """For each document its id, and its title, source and text on lines of their own."""
        rows = self._db.execute("SELECT id, title, source, text FROM documents ORDER BY id")
        return ((str(name), "\n".join(parts)) for name, *parts in rows)

    def texts(self) -> Iterator[tuple[str, str]]:
        """(document id, text) of all documents."""
        return iter(self._db.execute("SELECT id, text FROM documents ORDER BY id"))

    # files

    def file_hash(self, origin: str) -> str | None:
        """The hash under which a file was last read in full, or None."""
        row = self._db.execute("SELECT hash FROM files WHERE origin = ?", (origin,)).fetchone()
        return None if row is None else str(row[0])

    def put_file(self, origin: str, content_hash: str) -> None:
        """Notes that a file was read in full."""
        self._db.execute("INSERT OR REPLACE INTO files VALUES (?,?)", (origin, content_hash))

    def forget_file(self, origin: str) -> None:
        """The next run reads the file again whatever its hash."""
        self._db.execute("DELETE FROM files WHERE origin = ?", (origin,))

    def files(self) -> list[tuple[str, str]]:
        """(origin, hash) of every file that was read in full."""
        rows = self._db.execute("SELECT origin, hash FROM files ORDER BY origin")
        return [(str(origin), str(content_hash)) for origin, content_hash in rows]

    def files_below(self, folder: str) -> list[str]:
        """The files of documents, and those read, that lie in `folder` (an absolute path)."""
        prefix = folder.rstrip("/") + "/"
        rows = self._db.execute("SELECT origin FROM files UNION SELECT file FROM documents ORDER BY 1")
        return [row[0] for row in rows if row[0].startswith(prefix)]

    # passages

    def passages(self, passage_ids: Sequence[str]) -> list[Passage]:
        """The passages in the order asked for. An unknown id is a KeyError."""
        return [self._passage(name) for name in passage_ids]

    def passages_of(self, document_id: str) -> list[Passage]:
        """The passages of a document, in the order of the text."""
        rows = self._db.execute(
            "SELECT id FROM passages WHERE document_id = ? ORDER BY start", (document_id,)
        ).fetchall()
        return self.passages([row[0] for row in rows])

    def passage_languages(self) -> Iterator[tuple[str, str]]:
        """(passage id, language) of all passages, by id."""
        return iter(self._db.execute("SELECT id, language FROM passages ORDER BY id"))

    def counts(self) -> tuple[int, int]:
        """(documents, passages)."""
        documents, passages = read_totals(self._db)
        return documents, sum(passages.values())

    def languages(self) -> dict[str, int]:
        """Passages by language, most first."""
        return read_totals(self._db)[1]

    def _passage(self, passage_id: str) -> Passage:
        row = self._db.execute(
            # substr counts characters from 1, as Python counts code points from 0.
            "SELECT p.document_id, p.start, p.end, substr(d.text, p.start + 1, p.end - p.start), p.language, p.heading "
            "FROM passages p JOIN documents d ON d.id = p.document_id WHERE p.id = ?",
            (passage_id,),
        ).fetchone()
        if row is None:
            raise KeyError(passage_id)
        with self._told():
            passage = Passage(*row)
            if passage.id != passage_id:  # the id is a hash of the text: what is quoted is what was indexed
                raise ValueError("not the passage that was put in")
        return passage

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What does not fit together within is damage."""
        try:
            yield
        except (ValueError, TypeError, AttributeError) as error:
            raise damaged(self._path) from error


def _date(iso: str | None) -> dt.date | None:
    return dt.date.fromisoformat(iso) if iso else None


def _headings(packed: str) -> tuple[Heading, ...]:
    return tuple(Heading(Span(start, end), level) for start, end, level in read_json(packed))
