"""Whether a catalogue is what it was, beyond what the hash of its file says."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from rag.errors import IndexDamagedError
from rag.store.catalogue import Catalogue
from rag.store.totals import are_right


def is_sound(path: Path) -> bool:
    """Whether SQLite itself finds the file well formed, and its totals are right."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as db:
            return bool(db.execute("PRAGMA quick_check").fetchone()[0] == "ok") and are_right(db)
    except sqlite3.DatabaseError:
        return False


def is_true(catalogue: Catalogue) -> bool:
    """Whether each document has the hash that it was put in with, and each passage the id that its text gives."""
    try:
        wanted = {name for name, _ in catalogue.passage_languages()}
        found = set()
        for document, _ in catalogue.documents():
            if catalogue.hash_of(document.id) != document.content_hash:
                return False
            found |= {passage.id for passage in catalogue.passages_of(document.id)}
    except (sqlite3.DatabaseError, IndexDamagedError, ValueError, TypeError, KeyError):
        return False
    return found == wanted
