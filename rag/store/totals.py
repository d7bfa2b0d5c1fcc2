"""How many documents and passages a catalogue holds, kept beside them: counting a million rows takes a second."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable

_DOCUMENTS, _PASSAGES = "documents", "passages"
_TABLE = """
CREATE TABLE totals (
  of       TEXT NOT NULL,         -- documents or passages
  language TEXT NOT NULL,         -- of the passages; of documents it is empty
  count    INTEGER NOT NULL,
  PRIMARY KEY (of, language)
) WITHOUT ROWID;
"""


def keep_totals(db: sqlite3.Connection) -> None:
    """Begins to, where an older version has not."""
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'totals'").fetchone():
        db.execute(_TABLE)
        db.executemany("INSERT INTO totals VALUES (?,?,?)", _counted(db))


def change_totals(db: sqlite3.Connection, documents: int, languages: Iterable[str]) -> None:
    """Adds documents (1 or -1) and as many passages, one of each of the languages."""
    rows = [(_PASSAGES, language, documents * count) for language, count in Counter(languages).items()]
    db.executemany(
        "INSERT INTO totals VALUES (?,?,?) ON CONFLICT (of, language) DO UPDATE SET count = count + excluded.count",
        [(_DOCUMENTS, "", documents), *rows],
    )


def read_totals(db: sqlite3.Connection) -> tuple[int, dict[str, int]]:
    """The number of documents, and that of passages by language, most first."""
    try:
        rows = db.execute("SELECT of, language, count FROM totals WHERE count > 0").fetchall()
    except sqlite3.OperationalError:  # a catalogue of an older version, which is not written into
        rows = _counted(db)
    documents = sum(int(count) for of, _, count in rows if of == _DOCUMENTS)
    passages = {str(language): int(count) for of, language, count in rows if of == _PASSAGES}
    return documents, dict(sorted(passages.items(), key=lambda pair: (-pair[1], pair[0])))


def are_right(db: sqlite3.Connection) -> bool:
    """Whether counting gives the same."""
    documents, passages = read_totals(db)
    counted = _counted(db)
    return sorted(counted) == sorted(
        [(_DOCUMENTS, "", documents), *((_PASSAGES, language, count) for language, count in passages.items())]
    )


def _counted(db: sqlite3.Connection) -> list[tuple[str, str, int]]:
    (documents,) = db.execute("SELECT count(*) FROM documents").fetchone()
    passages = db.execute("SELECT language, count(*) FROM passages GROUP BY 1").fetchall()
    return [(_DOCUMENTS, "", documents), *((_PASSAGES, language, count) for language, count in passages)]
