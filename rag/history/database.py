"""The SQLite file of conversations: its schema, how it is opened, and what its failures are called.

Each operation opens the file, makes one transaction and closes it: threads and processes share nothing but the file,
and one that was put in its place meanwhile is seen. What was committed is on the disk (`synchronous = EXTRA` over a
rollback journal, which unlike a write-ahead log needs no memory shared between processes).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from rag.errors import HistoryError

VERSION = 1
_PATIENCE = 10.0
"""Seconds that a transaction waits for others'."""

_SCHEMA = (
    """
CREATE TABLE conversations (
  number  INTEGER PRIMARY KEY,
  id      TEXT NOT NULL UNIQUE,
  owner   TEXT NOT NULL,
  name    TEXT NOT NULL,
  begun   TEXT NOT NULL,          -- ISO 8601, UTC, as all times
  changed TEXT NOT NULL,
  deleted TEXT                    -- when; it can be restored until it is purged
)""",
    "CREATE INDEX conversations_by_owner ON conversations (owner, changed)",
    """
CREATE TABLE exchanges (
  number       INTEGER PRIMARY KEY,
  conversation INTEGER NOT NULL REFERENCES conversations (number) ON DELETE CASCADE,
  position     INTEGER NOT NULL,  -- in its conversation, from 0
  asked        TEXT NOT NULL,
  rating       TEXT CHECK (rating IN ('up', 'down')),
  comment      TEXT NOT NULL,
  content      TEXT NOT NULL,     -- JSON, by rag.history.codec
  UNIQUE (conversation, position)
)""",
    # The row of an exchange has its number; that of a conversation's name has its number below zero.
    "CREATE VIRTUAL TABLE words USING fts5 (text, tokenize = 'unicode61 remove_diacritics 2')",
    f"PRAGMA user_version = {VERSION}",
)


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection | None]:
    """A transaction that reads; None where nothing was ever kept. Raises HistoryError."""
    with _faults(path):
        if not path.exists():
            yield None
            return
        with closing(_connected(path)) as db:
            db.execute("BEGIN")
            if _version(db, path) == 0:
                yield None
                return
            yield db


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """A transaction that writes; an exception within it undoes it. Makes the folder and the file. Raises HistoryError.

    Once the block has ended, what was written survives the end of the process and of the machine.
    """
    with _faults(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(_connected(path, "rwc")) as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                if _version(db, path) == 0:
                    # What people ask is nobody else's business. Not by opening the file: closing it again would take
                    # away the locks that other threads hold on it.
                    path.chmod(0o600)
                    for statement in _SCHEMA:
                        db.execute(statement)
                yield db
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise


def _connected(path: Path, mode: str = "rw") -> sqlite3.Connection:
    # Not read-only for readers either: the first to open it after a crash has to undo what was not committed.
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=_PATIENCE, isolation_level=None)
    db.execute("PRAGMA synchronous = EXTRA")
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA secure_delete = ON")  # what was purged is not left in the file
    return db


def _version(db: sqlite3.Connection, path: Path) -> int:
    """The schema's version; 0 where the file holds nothing yet."""
    found = int(db.execute("PRAGMA user_version").fetchone()[0])
    empty = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    if found != VERSION and not (found == 0 and empty):
        raise HistoryError("history_version", path=path, found=found, known=VERSION)
    return found


@contextmanager
def _faults(path: Path) -> Iterator[None]:
    """Turns what goes wrong with the file into a HistoryError."""
    try:
        yield
    except OSError as error:
        raise HistoryError("history_unwritable", path=path, reason=error.strerror or error) from error
    except sqlite3.DatabaseError as error:
        raise fault(error, path) from error


def fault(error: sqlite3.DatabaseError, path: Path) -> HistoryError:
    """What an error of SQLite means to a user."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF  # the rest says where in SQLite it arose
    if code == sqlite3.SQLITE_FULL:
        return HistoryError("history_full", path=path)
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return HistoryError("history_busy", path=path)
    if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_IOERR}:
        return HistoryError("history_unwritable", path=path, reason=error)
    return HistoryError("history_damaged", path=path, reason=error)
