"""Who has a token is found by its secret; who has none, or one that was revoked or has expired, is not."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import subprocess
import sys
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st

from rag import access
from rag.access import FILE, MAX_DAYS, MAX_NAME, PREFIX, Role, Token, Tokens
from rag.errors import UsageError

DAY = dt.date(2025, 3, 1)
NAMES = st.text(min_size=1, max_size=MAX_NAME).filter(lambda name: name.isprintable() and name.strip() == name)
ROLES: st.SearchStrategy[Role] = st.sampled_from(["reader", "editor"])
ANYTHING = st.text(st.characters(exclude_categories=()))  # halves of characters too


@pytest.fixture
def tokens(tmp_path: Path) -> Tokens:
    return Tokens(tmp_path / "data")


def key_of(call: Callable[[], object]) -> str:
    with pytest.raises(UsageError) as caught:
        call()
    assert caught.value.hint()
    assert caught.value.hint("fr")
    return caught.value.key


# what holds of any token


@given(NAMES, ROLES, st.none() | st.integers(1, MAX_DAYS), st.dates(max_value=dt.date(9000, 1, 1)))
def test_what_was_made_is_found_as_it_was_made(name: str, role: Role, days: int | None, day: dt.date) -> None:
    with TemporaryDirectory() as folder:
        made, secret = Tokens(Path(folder), today=lambda: day).add(name, role, days)
        expires = None if days is None else day + dt.timedelta(days)
        assert made == Token(made.id, name, role, day, expires)
        again = Tokens(Path(folder), today=lambda: day)
        assert again.find(secret) == made
        assert again.all() == [made]


@given(st.lists(ANYTHING | st.integers(0, 60).map(lambda n: PREFIX + n * "A"), max_size=5))
def test_what_was_never_given_is_not_found(guesses: list[str]) -> None:
    with TemporaryDirectory() as folder:
        tokens = Tokens(Path(folder))
        assert [tokens.find(guess) for guess in guesses] == [None] * len(guesses)
        made, secret = tokens.add("one", "reader")
        digest = hashlib.sha256(secret.encode()).hexdigest()
        near = [secret[:-1], secret + "=", secret.upper(), f" {secret}", made.id, made.name, digest, ""]
        assert [tokens.find(guess) for guess in [*guesses, *near]] == [None] * (len(guesses) + len(near))


@given(st.lists(NAMES, min_size=1, max_size=4, unique=True), st.data())
def test_what_was_revoked_is_found_by_nobody_and_the_others_still_are(names: list[str], data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        tokens, running = Tokens(Path(folder)), Tokens(Path(folder))
        made = dict(tokens.add(name, "reader") for name in names)
        assert [running.find(secret) for secret in made.values()] == list(made)
        gone = data.draw(st.sampled_from(list(made)))
        by = data.draw(st.sampled_from([gone.id, gone.name]))
        assert tokens.revoke(by) == gone
        for each in (tokens, running, Tokens(Path(folder))):
            found = [each.find(secret) for secret in made.values()]
            assert found == [None if token == gone else token for token in made]
            assert each.needed


# secrets


def test_a_secret_is_known_by_its_beginning_and_no_two_are_the_same(tokens: Tokens) -> None:
    made = [tokens.add("same", "reader") for _ in range(20)]
    assert all(secret.startswith("srcr_") and len(secret) == 5 + 43 for _, secret in made)
    assert len({secret for _, secret in made}) == len({token.id for token, _ in made}) == 20
    assert all(len(token.id) == 8 for token, _ in made)
    assert tokens.all() == [token for token, _ in made]


def test_a_secret_stands_nowhere(tokens: Tokens) -> None:
    made, secret = tokens.add("one", "editor")
    kept = tokens.path.read_text()
    digest = hashlib.sha256(secret.encode()).hexdigest()
    assert digest in kept
    assert tokens.find(secret)
    for text in (kept, repr(made), repr(tokens), repr(vars(tokens))):
        assert secret not in text
    assert digest not in repr(vars(tokens))
    with pytest.raises(UsageError) as caught:
        tokens.revoke(secret)  # taken for the name
    assert secret not in "".join(traceback.format_exception(caught.value)) + caught.value.localized("fr")


# how long it is good


@pytest.mark.parametrize(("later", "good"), [(0, True), (30, True), (31, False), (400, False)])
def test_it_is_good_on_its_last_day_and_no_longer(tmp_path: Path, later: int, good: bool) -> None:
    made, secret = Tokens(tmp_path, today=lambda: DAY).add("month", "reader", days=30)
    assert made.expires == dt.date(2025, 3, 31)
    after = Tokens(tmp_path, today=lambda: DAY + dt.timedelta(later))
    assert (after.find(secret) is not None) is good
    assert after.all() == [made]
    assert after.needed


def test_a_running_server_sees_the_day_change(tmp_path: Path) -> None:
    days = [DAY]
    tokens = Tokens(tmp_path, today=lambda: days[-1])
    _, secret = tokens.add("day", "reader", days=1)
    assert tokens.find(secret)
    days.append(DAY + dt.timedelta(2))
    assert tokens.find(secret) is None


# wrong use


@pytest.mark.parametrize(
    "name", ["", " ", "x" * 81, "a\nb", "a\tb", "\x1b[31mred", "a\u2028b", "turn\u202eed", "half\ud800", " a", "a "]
)
def test_these_are_no_names(tokens: Tokens, name: str) -> None:
    assert key_of(lambda: tokens.add(name, "reader")) == "token_name"
    assert not tokens.needed


@pytest.mark.parametrize("days", [0, -1, MAX_DAYS + 1, 10**12])
def test_these_are_no_days(tokens: Tokens, days: int) -> None:
    assert key_of(lambda: tokens.add("one", "reader", days)) == "token_days"


def test_a_name_that_several_have_is_not_enough(tokens: Tokens) -> None:
    (first, _), (second, _) = tokens.add("same", "reader"), tokens.add("same", "editor")
    assert key_of(lambda: tokens.revoke("same")) == "token_several"
    assert tokens.all() == [first, second]
    assert tokens.revoke(first.id) == first
    assert tokens.revoke("same") == second


def test_an_id_goes_before_a_name_that_looks_like_one(tokens: Tokens) -> None:
    first, _ = tokens.add("one", "reader")
    second, _ = tokens.add(first.id, "reader")
    assert tokens.revoke(first.id) == first
    assert tokens.revoke(first.id) == second


def test_what_is_not_there_is_not_revoked_and_nothing_is_made(tokens: Tokens) -> None:
    assert key_of(lambda: tokens.revoke("one")) == "token_unknown"
    assert not tokens.path.parent.exists()


# whether one is needed


def test_none_is_needed_before_one_was_made(tokens: Tokens) -> None:
    assert not tokens.needed
    assert tokens.all() == []
    assert tokens.find("srcr_") is None
    assert not tokens.path.parent.exists()  # asking made nothing


def test_one_is_needed_from_then_on_by_whoever_looks(tokens: Tokens) -> None:
    running = Tokens(tokens.path.parent)
    assert not running.needed
    made, _ = tokens.add("one", "reader")
    assert running.needed
    tokens.revoke(made.id)
    assert running.needed
    assert running.all() == []


def test_a_file_that_was_deleted_means_that_none_was_made(tokens: Tokens) -> None:
    _, secret = tokens.add("one", "reader")
    assert tokens.find(secret)
    tokens.path.unlink()
    assert not tokens.needed
    assert tokens.find(secret) is None


# the file


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_nobody_else_may_read_the_file(tokens: Tokens) -> None:
    before = os.umask(0)
    try:
        made, _ = tokens.add("one", "reader")
        assert tokens.path.stat().st_mode & 0o777 == 0o600
        tokens.path.chmod(0o644)
        tokens.revoke(made.id)
    finally:
        os.umask(before)
    assert tokens.path.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tokens.path.parent.iterdir() if not path.name.endswith(".lock")] == [FILE]


GOOD = {"id": "0a1b2c3d", "name": "one", "role": "reader", "created": "2025-03-01", "expires": None}
KEPT = {"version": 1, "tokens": [{"token": GOOD, "sha256": "a" * 64}]}
DAMAGED = [
    b"", b"{", b"null", b"[]", b"{}", b"\xff\xfe", json.dumps(KEPT).encode()[:-9], b"[" * 100_000,
    json.dumps(KEPT | {"version": 2}).encode(), json.dumps(KEPT | {"more": 1}).encode(),
    *(b'{"version": 1, "tokens": %s}' % kept for kept in (b"null", b'""', b"{}", b"[null]", b"[[]]", b'[{"id": "a"}]')),
    *(
        json.dumps({"version": 1, "tokens": [{"token": GOOD | wrong, "sha256": "a" * 64}]}).encode()
        for wrong in ({"role": "owner"}, {"expires": "tomorrow"}, {"created": 0}, {"id": 1}, {"name": None})
    ),
    json.dumps({"version": 1, "tokens": [{"token": GOOD, "sha256": "a" * 63}]}).encode(),
]  # fmt: skip


def test_the_file_is_as_these_tests_have_it(tokens: Tokens) -> None:
    tokens.path.parent.mkdir()
    tokens.path.write_text(json.dumps(KEPT))
    assert tokens.all() == [Token("0a1b2c3d", "one", "reader", DAY, None)]


@pytest.mark.parametrize("data", DAMAGED, ids=range(len(DAMAGED)))
def test_a_damaged_file_lets_nobody_in(tokens: Tokens, data: bytes) -> None:
    _, secret = tokens.add("one", "reader")
    assert tokens.find(secret)
    tokens.path.write_bytes(data)
    for call in (lambda: tokens.needed, tokens.all, lambda: tokens.find(secret), lambda: tokens.find("")):
        assert key_of(call) == "tokens_damaged"
    assert key_of(lambda: tokens.add("two", "reader")) == "tokens_damaged"
    assert key_of(lambda: tokens.revoke("one")) == "tokens_damaged"
    assert tokens.path.read_bytes() == data  # what can be saved of it is still there


@given(st.binary(max_size=60))
def test_whatever_is_in_the_file_it_is_never_as_if_it_were_not_there(data: bytes) -> None:
    with TemporaryDirectory() as folder:
        (Path(folder) / FILE).write_bytes(data)
        assert key_of(lambda: Tokens(Path(folder)).needed) == "tokens_damaged"


def test_a_file_that_may_not_be_read_lets_nobody_in(tokens: Tokens) -> None:
    tokens.path.mkdir(parents=True)  # what root may not read either
    assert key_of(lambda: tokens.needed) == "tokens_unreadable"
    assert key_of(lambda: tokens.find("srcr_")) == "tokens_unreadable"


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    tokens = Tokens(tmp_path / "data")
    assert key_of(lambda: tokens.add("one", "reader")) == "data_write"
    assert key_of(lambda: tokens.needed) == "tokens_unreadable"


# many at once


ADD = """
import sys
from pathlib import Path
from rag.access import Tokens
tokens = Tokens(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for n in range(10):
    tokens.add(f"{sys.argv[2]} {n}", "reader")
"""


def test_what_two_processes_add_at_once_is_all_there(tokens: Tokens) -> None:
    adding = [
        subprocess.Popen(
            [sys.executable, "-c", ADD, tokens.path.parent, name],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for name in "ab"
    ]  # fmt: skip
    for process in adding:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in adding:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    assert [process.wait(60) for process in adding] == [0, 0]
    for process in adding:
        process.communicate()
    assert sorted(token.name for token in tokens.all()) == [f"{name} {n}" for name in "ab" for n in range(10)]


def test_threads_share_it_while_tokens_come_and_go(tokens: Tokens) -> None:
    kept, secret = tokens.add("kept", "editor")
    with ThreadPoolExecutor(8) as pool:
        asking = [pool.submit(lambda: [tokens.find(secret) for _ in range(200)]) for _ in range(6)]
        changing = [pool.submit(lambda: tokens.revoke(tokens.add("gone", "reader")[0].id)) for _ in range(12)]
        assert all(token == kept for future in asking for token in future.result())
        assert {future.result().name for future in changing} == {"gone"}
    assert tokens.all() == [kept]


def test_no_state_of_the_file_is_taken_for_an_earlier_one(tmp_path: Path) -> None:
    """Not where the clock stands still or was put back, though the size is the same and inodes are used again."""
    tokens, running = Tokens(tmp_path), Tokens(tmp_path)
    last, secret = tokens.add("0", "reader")
    os.utime(tokens.path, (4e9, 4e9))
    times = [tokens.path.stat().st_mtime_ns]
    for n in range(1, 10):
        assert running.find(secret) == last
        gone = last
        last, new = tokens.add(str(n), "reader")
        tokens.revoke(gone.id)
        assert running.find(secret) is None
        secret = new
        times.append(tokens.path.stat().st_mtime_ns)
    assert times == sorted(set(times))


def test_who_does_not_get_at_the_file_is_told(tokens: Tokens, monkeypatch: pytest.MonkeyPatch) -> None:
    tokens.add("one", "reader")
    monkeypatch.setattr(access, "_PATIENCE", 0.05)
    with FileLock(tokens.path.with_name(f".{FILE}.lock")):
        assert key_of(lambda: tokens.add("two", "reader")) == "tokens_busy"
