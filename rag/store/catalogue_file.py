"""The SQLite file of a catalogue: how a writer and how readers open it, and that damage in it is told as such."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rag.errors import IndexDamagedError
from rag.store.totals import keep_totals

Row = Any
_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT}
"""Codes of SQLite, without what extends them."""


def writing(path: Path, schema: str) -> sqlite3.Connection:
    """For the one writer, on a copy that nobody reads yet; `schema` is for a file that is new."""
    db = sqlite3.connect(path)
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA journal_mode = MEMORY")  # the file is thrown away when the writer fails
    db.execute("PRAGMA synchronous = OFF")  # it is flushed as a whole before it is published
    db.execute("PRAGMA cache_size = -65536")  # KiB: ids come in no order, and each is put among all others
    db.executescript(schema)
    keep_totals(db)
    return db


def reading(path: Path) -> sqlite3.Connection:
    """For readers, of which threads may share one. What SQLite finds damaged is an IndexDamagedError.

    `immutable` keeps SQLite from creating or locking anything beside the file.
    """
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    db = sqlite3.connect(uri, uri=True, check_same_thread=False, factory=_Reading)
    db.path = path
    return db


def damaged(path: Path) -> IndexDamagedError:
    """That the file is not what was written."""
    return IndexDamagedError("index_file_changed", path=path.parent.parent, file=f"{path.parent.name}/{path.name}")


class _Reading(sqlite3.Connection):
    path: Path

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        return self.cursor(_Rows).execute(sql, parameters)


class _Rows(sqlite3.Cursor):
    """SQLite reads a page when a row of it is wanted, so that each of these may meet damage."""

    connection: _Reading

    def execute(self, sql: str, parameters: Any = (), /) -> _Rows:
        with self._told():
            super().execute(sql, parameters)
        return self

    def fetchone(self) -> Row:
        with self._told():
            return super().fetchone()

    def fetchall(self) -> list[Row]:
        with self._told():
            return super().fetchall()

    def __next__(self) -> Row:
        with self._told():
            return super().__next__()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except UnicodeDecodeError as error:
            raise damaged(self.connection.path) from error
        except sqlite3.DatabaseError as error:
            code = getattr(error, "sqlite_errorcode", None)
            if code is None and isinstance(error, sqlite3.ProgrammingError):
                raise  # our own mistake: a file that was closed, a statement that is none
            if code is None or code & 0xFF in _DAMAGE:  # without a code: text that is none
                raise damaged(self.connection.path) from error
            raise
