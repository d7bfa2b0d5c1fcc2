"""The conversations of all readers, in one SQLite file. Nobody sees another's: every method asks whose they are."""

from __future__ import annotations

import datetime as dt
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rag.errors import HistoryError
from rag.history import codec, database
from rag.history.values import KeptExchange, RatedExchange, Rating, Summary, clean_name, now

_RESTORABLE = dt.timedelta(days=1)
"""So long a conversation that was deleted can be restored; then the next write to the file purges it."""

_FOUND = """
    SELECT conversation FROM exchanges WHERE number IN (SELECT rowid FROM words WHERE words MATCH ?)
    UNION ALL SELECT -rowid FROM words WHERE words MATCH ? AND rowid < 0
"""
"""What a word is found in: the numbers of conversations, by their exchanges and by their names."""

_OWN = "FROM conversations WHERE owner = ? AND id = ? AND deleted IS NULL"


class History:
    """The conversations kept in `path`, which is made at the first write. Threads and processes may share it.

    An `owner` is the id of a reader. A conversation that is unknown, deleted or another's is a KeyError, in every
    method alike. All raise HistoryError where the file cannot be read or written. What a method that writes has
    done when it returns is on the disk.
    """

    def __init__(self, path: Path, clock: Callable[[], dt.datetime] = now) -> None:
        self.path = path
        self._clock = clock

    def conversations(self, owner: str, words: str = "") -> list[Summary]:
        """The owner's conversations that hold an exchange, the one changed last first.

        With `words`: those in whose name, questions and answers each of them begins a word, whatever its case and
        accents. Signs alone are no words.
        """
        wanted = [word for word in words.split() if any(map(str.isalnum, word))]
        found = " ".join(f"AND c.number IN ({_FOUND})" for _ in wanted)
        query = f"""
            SELECT c.id, c.name, c.begun, c.changed, count(*) FROM conversations c
            JOIN exchanges e ON e.conversation = c.number
            WHERE c.owner = ? AND c.deleted IS NULL {found}
            GROUP BY c.number ORDER BY c.changed DESC, c.number DESC
        """  # noqa: S608 - only placeholders are put in
        terms = [term for word in wanted for term in (_term(word),) * 2]
        with database.reading(self.path) as db:
            rows = db.execute(query, (_text(owner), *terms)).fetchall() if db is not None else []
        return [_summary(*row) for row in rows]

    def exchanges(self, owner: str, conversation: str) -> list[KeptExchange]:
        """All exchanges of a conversation, in their order."""
        with database.reading(self.path) as db:
            if db is None:
                raise KeyError(conversation)
            number = _number(db, owner, conversation)
            rows = db.execute(
                "SELECT content, rating, comment FROM exchanges WHERE conversation = ? ORDER BY position", (number,)
            ).fetchall()
        return [self._read(*row) for row in rows]

    def summary(self, owner: str, conversation: str) -> Summary:
        """What is shown of a conversation in a list."""
        with database.reading(self.path) as db:
            if db is None:
                raise KeyError(conversation)
            number = _number(db, owner, conversation)
            row = db.execute(
                "SELECT id, name, begun, changed, (SELECT count(*) FROM exchanges e WHERE e.conversation = c.number) "
                "FROM conversations c WHERE number = ?", (number,),
            ).fetchone()  # fmt: skip
        return _summary(*row)

    def begin(self, owner: str, name: str) -> str:
        """The id of a new conversation. It is listed from its first exchange on."""
        conversation, time = secrets.token_urlsafe(12), self._clock().isoformat()
        with self._writing() as db:
            number = db.execute(
                "INSERT INTO conversations (id, owner, name, begun, changed) VALUES (?, ?, ?, ?, ?)",
                (conversation, _text(owner), _text(clean_name(name)), time, time),
            ).lastrowid
            assert number is not None
            _name_words(db, number, name)
        return conversation

    def append(self, owner: str, conversation: str, exchange: KeptExchange) -> int:
        """Keeps an exchange as the last of a conversation, and returns its position there, from 0."""
        content = codec.written(exchange)
        with self._writing() as db:
            number = _number(db, owner, conversation)
            position = int(db.execute("SELECT count(*) FROM exchanges WHERE conversation = ?", (number,)).fetchone()[0])
            added = db.execute(
                "INSERT INTO exchanges (conversation, position, asked, rating, comment, content) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                (number, position, exchange.asked.isoformat(), exchange.rating, _text(exchange.comment), content),
            ).lastrowid
            db.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (added, _searchable(exchange)))
            db.execute("UPDATE conversations SET changed = ? WHERE number = ?", (self._clock().isoformat(), number))
        return position

    def rename(self, owner: str, conversation: str, name: str) -> None:
        """Names a conversation. A name without anything to read in it changes nothing."""
        if not (name := clean_name(name)):
            return
        with self._writing() as db:
            number = _number(db, owner, conversation)
            db.execute("UPDATE conversations SET name = ? WHERE number = ?", (_text(name), number))
            db.execute("DELETE FROM words WHERE rowid = ?", (-number,))
            _name_words(db, number, name)

    def delete(self, owner: str, conversation: str) -> None:
        """Deletes a conversation. It can be restored for a day; then it is purged."""
        with self._writing() as db:
            number = _number(db, owner, conversation)
            db.execute("UPDATE conversations SET deleted = ? WHERE number = ?", (self._clock().isoformat(), number))

    def restore(self, owner: str, conversation: str) -> None:
        """Takes back that a conversation was deleted. KeyError where it was not, or has been purged."""
        with self._writing() as db:
            changed = db.execute(
                "UPDATE conversations SET deleted = NULL WHERE owner = ? AND id = ? AND deleted IS NOT NULL",
                (_text(owner), _text(conversation)),
            ).rowcount
            if not changed:
                raise KeyError(conversation)

    def rate(self, owner: str, conversation: str, position: int, rating: Rating | None, comment: str = "") -> None:
        """Sets what the reader makes of an exchange; None takes it back. KeyError for a position that is not there."""
        with self._writing() as db:
            number = _number(db, owner, conversation)
            rated = db.execute(
                "UPDATE exchanges SET rating = ?, comment = ? WHERE conversation = ? AND position = ?",
                (rating, _text(comment), number, position),
            ).rowcount
            if not rated:
                raise KeyError(conversation, position)

    def rated(self, owner: str) -> list[RatedExchange]:
        """The exchanges that the owner has rated, in conversations that are not deleted, the one asked last first."""
        with database.reading(self.path) as db:
            rows = [] if db is None else db.execute(
                "SELECT c.id, e.position, e.content, e.rating, e.comment FROM exchanges e "
                "JOIN conversations c ON c.number = e.conversation "
                "WHERE c.owner = ? AND c.deleted IS NULL AND e.rating IS NOT NULL "
                "ORDER BY e.asked DESC, e.number DESC", (_text(owner),),
            ).fetchall()  # fmt: skip
        return [RatedExchange(name, position, self._read(*kept)) for name, position, *kept in rows]

    def _read(self, content: str, rating: str | None, comment: str) -> KeptExchange:
        try:
            return codec.read(content, rating, comment)
        except ValueError as error:
            raise HistoryError("history_damaged", path=self.path, reason=error) from error

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that writes, and purges what was deleted long ago."""
        with database.writing(self.path) as db:
            _purge(db, (self._clock() - _RESTORABLE).isoformat())
            yield db


def _purge(db: sqlite3.Connection, before: str) -> None:
    """Wipes what was deleted before that time, its words in the index too."""
    numbers = db.execute("SELECT number FROM conversations WHERE deleted < ?", (before,)).fetchall()
    for (number,) in numbers:
        db.execute(
            "DELETE FROM words WHERE rowid = -? OR rowid IN (SELECT number FROM exchanges WHERE conversation = ?)",
            (number, number),
        )
        db.execute("DELETE FROM conversations WHERE number = ?", (number,))
    if numbers:
        db.execute("INSERT INTO words (words) VALUES ('optimize')")


def _summary(conversation: str, name: str, begun: str, changed: str, count: int) -> Summary:
    return Summary(conversation, name, dt.datetime.fromisoformat(begun), dt.datetime.fromisoformat(changed), count)


def _number(db: sqlite3.Connection, owner: str, conversation: str) -> int:
    row = db.execute(f"SELECT number {_OWN}", (_text(owner), _text(conversation))).fetchone()
    if row is None:
        raise KeyError(conversation)
    return int(row[0])


def _name_words(db: sqlite3.Connection, number: int, name: str) -> None:
    db.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (-number, _words(name)))


def _searchable(exchange: KeptExchange) -> str:
    """What is found of an exchange: the question or the text, and what was answered. A refusal says nothing."""
    return _words("\n".join([exchange.question, *(statement.text for statement in exchange.statements)]))


def _term(word: str) -> str:
    """What begins with the word, in the query language of FTS5, in which nothing within quotation marks is special."""
    return '"' + _words(word).replace('"', '""') + '"*'


def _words(text: str) -> str:
    """The text as it is indexed and searched: ligatures as two letters, which the tokenizer leaves as one."""
    for ligature, letters in (("œ", "oe"), ("Œ", "OE"), ("æ", "ae"), ("Æ", "AE"), ("\0", " ")):
        text = text.replace(ligature, letters)
    return _text(text)


def _text(text: str) -> str:
    """The text without halves of characters, which UTF-8 cannot write."""
    return text.encode("utf-8", "replace").decode("utf-8")
