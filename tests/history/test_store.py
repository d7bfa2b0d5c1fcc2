"""What is kept of conversations, for two readers who must not see each other's."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from rag.errors import HistoryError
from rag.history import database
from rag.history.store import History
from rag.history.values import first_name
from tests.history.samples import TIME, checked, quoted, refused, written

ANNA, BORIS = "browser:anna", "browser:boris"


class Clock:
    """The time as a test sets it."""

    def __init__(self) -> None:
        self.now = TIME

    def __call__(self) -> dt.datetime:
        self.now += dt.timedelta(seconds=1)
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def history(tmp_path: Path, clock: Clock) -> History:
    return History(tmp_path / "data" / "history.sqlite", clock)


def names(history: History, owner: str, words: str = "") -> list[str]:
    return [one.name for one in history.conversations(owner, words)]


def test_what_was_appended_is_read_in_its_order(history: History) -> None:
    kept = [quoted(), refused(), written(), checked()]
    conversation = history.begin(ANNA, "La crue")
    assert [history.append(ANNA, conversation, one) for one in kept] == [0, 1, 2, 3]
    again = History(history.path).exchanges(ANNA, conversation)
    assert again == kept
    summary = history.summary(ANNA, conversation)
    assert (summary.name, summary.exchanges) == ("La crue", 4)
    assert [summary] == history.conversations(ANNA)
    assert TIME < summary.begun < summary.changed


def test_nothing_is_written_before_something_is_kept(history: History) -> None:
    assert history.conversations(ANNA) == []
    assert history.rated(ANNA) == []
    with pytest.raises(KeyError):
        history.exchanges(ANNA, "x")
    assert not history.path.parent.exists()
    history.begin(ANNA, "Vide")
    assert history.conversations(ANNA) == [], "a conversation without an exchange is none"
    assert history.path.stat().st_mode & 0o077 == 0, "nobody else on the machine reads it"


@pytest.mark.parametrize(
    "attempt",
    [
        lambda h, c: h.exchanges(BORIS, c),
        lambda h, c: h.summary(BORIS, c),
        lambda h, c: h.append(BORIS, c, quoted()),
        lambda h, c: h.rename(BORIS, c, "x"),
        lambda h, c: h.rate(BORIS, c, 0, "up", "x"),
        lambda h, c: h.delete(BORIS, c),
        lambda h, c: h.restore(BORIS, c),
    ],
)
def test_another_readers_conversation_is_an_unknown_one(
    history: History, attempt: Callable[[History, str], object]
) -> None:
    conversation = history.begin(ANNA, "La crue")
    history.append(ANNA, conversation, quoted())
    history.rate(ANNA, conversation, 0, "down")
    before = history.exchanges(ANNA, conversation)
    with pytest.raises(KeyError) as theirs:
        attempt(history, conversation)
    with pytest.raises(KeyError) as nobodys:
        attempt(history, "unknown")
    assert len(theirs.value.args) == len(nobodys.value.args)
    assert history.exchanges(ANNA, conversation) == before
    assert names(history, ANNA) == ["La crue"]
    assert [*names(history, BORIS), *names(history, BORIS, "crue"), *history.rated(BORIS)] == []


def test_the_conversation_changed_last_comes_first(history: History) -> None:
    first, second = history.begin(ANNA, "Un"), history.begin(ANNA, "Deux")
    history.append(ANNA, second, quoted())
    history.append(ANNA, first, quoted())
    assert names(history, ANNA) == ["Un", "Deux"]
    history.append(ANNA, second, refused())
    assert names(history, ANNA) == ["Deux", "Un"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("riviere", True), ("INONDÉ", True), ("inonde vendredi", True), ("crue riviere", True), ("riv vend", True),
        ("oeuvre", True), ("œuvre", True), ("d'œuvre", True), ("Pont ?", True), ("", True), (" \t", True),
        ("mongolie", False), ("inondé mongolie", False), ('"', True), ('pont" OR "x', False), ("NEAR(pont", False),
        ("pont*", True), ("-pont", True), ("text:pont", False), ("\0", True), ("(", True), ("ivière", False),
        ("trouve pas de réponse", False), ("x" * 5000, False), ("\ud800", True),
    ],
)  # fmt: skip
def test_search_looks_at_names_questions_and_answers(history: History, words: str, found: bool) -> None:
    conversation = history.begin(ANNA, "Chefs-d’œuvre et crue")
    history.append(ANNA, conversation, quoted("Quand le Pont a-t-il été inondé ?"))
    history.append(ANNA, conversation, refused("Autre chose ?"))
    assert bool(history.conversations(ANNA, words)) is found


def test_a_text_that_was_checked_and_a_new_name_are_found_the_old_name_is_not(history: History) -> None:
    conversation = history.begin(ANNA, "Ancien")
    history.append(ANNA, conversation, checked())
    history.rename(ANNA, conversation, "  Nouveau\n nom ")
    assert names(history, ANNA, "route fermée") == names(history, ANNA, "nouveau") == ["Nouveau nom"]
    assert names(history, ANNA, "ancien") == []
    history.rename(ANNA, conversation, " \u200b\0 ")
    assert names(history, ANNA) == ["Nouveau nom"]
    history.rename(ANNA, conversation, "x" * 500)
    assert len(names(history, ANNA)[0]) == 120


def test_what_is_deleted_is_restored_until_it_is_purged(history: History, clock: Clock) -> None:
    conversation, other = history.begin(ANNA, "La crue"), history.begin(BORIS, "Autre")
    history.append(ANNA, conversation, replace(quoted(), question="xylophone"))
    history.append(BORIS, other, quoted())
    history.rate(ANNA, conversation, 0, "up")
    history.delete(ANNA, conversation)
    assert [*names(history, ANNA), *names(history, ANNA, "crue"), *history.rated(ANNA)] == []
    with pytest.raises(KeyError):
        history.exchanges(ANNA, conversation)
    with pytest.raises(KeyError):
        history.append(ANNA, conversation, quoted())
    history.restore(ANNA, conversation)
    assert names(history, ANNA, "crue") == ["La crue"]
    with pytest.raises(KeyError):
        history.restore(ANNA, conversation)
    history.delete(ANNA, conversation)
    clock.now += dt.timedelta(days=2)
    history.append(BORIS, other, quoted())
    with pytest.raises(KeyError):
        history.restore(ANNA, conversation)
    assert names(history, BORIS) == ["Autre"]
    with sqlite3.connect(history.path) as db:
        left = [db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("exchanges", "words")]
    assert left == [2, 3], "two exchanges of the other's, and the name of theirs"
    assert b"xylophone" not in history.path.read_bytes(), "nothing of it is left in the file"


def test_a_rating_is_kept_with_its_comment_and_taken_back(history: History) -> None:
    conversation = history.begin(ANNA, "La crue")
    for asked in (TIME, TIME + dt.timedelta(hours=1)):
        history.append(ANNA, conversation, replace(quoted(), asked=asked))
    history.rate(ANNA, conversation, 0, "down", "Pas\nça : é\0")
    history.rate(ANNA, conversation, 1, "up")
    first, second = history.exchanges(ANNA, conversation)
    assert (first.rating, first.comment, second.rating, second.comment) == ("down", "Pas\nça : é\0", "up", "")
    rated = history.rated(ANNA)
    assert [(one.conversation, one.position, one.exchange) for one in rated] == [
        (conversation, 1, second),
        (conversation, 0, first),
    ]
    history.rate(ANNA, conversation, 0, None)
    assert [one.position for one in history.rated(ANNA)] == [1]
    with pytest.raises(KeyError):
        history.rate(ANNA, conversation, 2, "up")


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Qui ?", "Qui ?"),
        ("Un\n\ntexte  long", "Un texte long"),
        ("mot " * 30, ("mot " * 15).strip() + " …"),
        ("x" * 80, "x" * 60 + " …"),
        ("Une question, " + "y" * 60, "Une question …"),
    ],
)
def test_a_conversation_is_named_by_its_first_question(question: str, name: str) -> None:
    assert first_name(question) == name


# what can be wrong with the file


@pytest.mark.parametrize("content", [b"SQLite format 3\0" + b"\xff" * 5000, b"not a database at all, but text" * 40])
def test_a_damaged_file_is_said_to_be_and_stays_as_it_is(history: History, content: bytes) -> None:
    history.path.parent.mkdir()
    history.path.write_bytes(content)
    for attempt in (lambda: history.conversations(ANNA), lambda: history.begin(ANNA, "x")):
        with pytest.raises(HistoryError) as caught:
            attempt()
        assert caught.value.key == "history_damaged"
    assert history.path.read_bytes() == content


def test_an_exchange_that_cannot_be_read_is_damage_too(history: History) -> None:
    conversation = history.begin(ANNA, "x")
    history.append(ANNA, conversation, quoted())
    for content in ("{", "null", "[]", '{"question": 3}', '{"answer": {"notes": 3}}'):
        with sqlite3.connect(history.path) as db:
            db.execute("UPDATE exchanges SET content = ?", (content,))
        with pytest.raises(HistoryError) as caught:
            history.exchanges(ANNA, conversation)
        assert caught.value.key == "history_damaged"


@pytest.mark.parametrize("setup", ["PRAGMA user_version = 7", "CREATE TABLE other (x)"])
def test_a_file_of_another_version_or_program_is_left_alone(history: History, setup: str) -> None:
    history.path.parent.mkdir()
    with sqlite3.connect(history.path) as db:
        db.execute(setup)
    for attempt in (lambda: history.conversations(ANNA), lambda: history.begin(ANNA, "x")):
        with pytest.raises(HistoryError) as caught:
            attempt()
        assert caught.value.key == "history_version"


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    history = History(tmp_path / "data" / "history.sqlite")
    with pytest.raises(HistoryError) as caught:
        history.begin(ANNA, "x")
    assert caught.value.key == "history_unwritable"
    assert "SOURCIER_DATA" in caught.value.hint("fr")


def test_a_file_that_is_a_folder_is_a_sentence(history: History) -> None:
    history.path.mkdir(parents=True)
    for attempt in (lambda: history.conversations(ANNA), lambda: history.begin(ANNA, "x")):
        with pytest.raises(HistoryError) as caught:
            attempt()
        assert caught.value.key == "history_unwritable"


def test_what_sqlite_says_of_a_full_disk_or_a_read_only_file_is_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE t (x)")
        db.execute("PRAGMA max_page_count = 2")
        with pytest.raises(sqlite3.DatabaseError) as full:
            db.execute("INSERT INTO t VALUES (zeroblob(100000))")
        db.execute("PRAGMA query_only = ON")
        with pytest.raises(sqlite3.DatabaseError) as closed:
            db.execute("INSERT INTO t VALUES (1)")
    assert [database.fault(one.value, path).key for one in (full, closed)] == ["history_full", "history_unwritable"]


def test_a_file_that_somebody_holds_is_busy(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    history.begin(ANNA, "x")
    monkeypatch.setattr(database, "_PATIENCE", 0.05)
    with sqlite3.connect(history.path, isolation_level=None) as db:
        db.execute("BEGIN EXCLUSIVE")
        for attempt in (lambda: history.conversations(ANNA), lambda: history.begin(ANNA, "x")):
            with pytest.raises(HistoryError) as caught:
                attempt()
            assert caught.value.key == "history_busy"
        db.execute("ROLLBACK")
    history.begin(ANNA, "y")
