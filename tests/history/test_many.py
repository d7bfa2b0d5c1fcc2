"""Many who write to one file at once, and one who is killed while writing."""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from rag.history.store import History
from tests.conftest import ROOT
from tests.history.samples import quoted

EACH = 8


def writer(history: History, owner: str, conversation: str, count: int) -> subprocess.Popen[str]:
    """A process that waits to be let go."""
    command = [sys.executable, "-m", "tests.history.writer", str(history.path), owner, conversation, str(count)]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    return process


def let_go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def test_eight_threads_and_two_processes_lose_nothing(tmp_path: Path) -> None:
    history = History(tmp_path / "history.sqlite")
    shared = history.begin("all", "Partagée")
    processes = [writer(history, "all", shared, EACH) for _ in range(2)]
    barrier = threading.Barrier(8)

    def write(thread: int) -> list[int]:
        barrier.wait(10)
        own = history.begin(f"thread {thread}", f"De {thread}")
        positions = []
        for number in range(EACH):
            history.append(f"thread {thread}", own, replace(quoted(), question=f"{thread} {number}"))
            positions.append(history.append("all", shared, quoted()))
            assert len(history.exchanges(f"thread {thread}", own)) == number + 1
        return positions

    for process in processes:
        let_go(process)
    with ThreadPoolExecutor(8) as pool:
        positions = [position for one in pool.map(write, range(8)) for position in one]
    assert [process.wait(60) for process in processes] == [0, 0]
    assert len(set(positions)) == 8 * EACH, "no position is given twice"
    assert len(history.exchanges("all", shared)) == 10 * EACH
    for thread in range(8):
        (own,) = history.conversations(f"thread {thread}")
        asked = [kept.question for kept in history.exchanges(f"thread {thread}", own.id)]
        assert asked == [f"{thread} {number}" for number in range(EACH)]


def test_the_file_is_made_once_by_whoever_is_first(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "history.sqlite"
    barrier = threading.Barrier(8)

    def begin(thread: int) -> None:
        barrier.wait(10)
        history = History(path)
        history.append("all", history.begin("all", str(thread)), quoted())

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(begin, range(8)))
    assert sorted(one.name for one in History(path).conversations("all")) == [str(thread) for thread in range(8)]


@pytest.mark.parametrize("acknowledged", [1, 4, 9])
def test_what_was_acknowledged_survives_a_kill(tmp_path: Path, acknowledged: int) -> None:
    history = History(tmp_path / "history.sqlite")
    conversation = history.begin("anna", "x")
    process = writer(history, "anna", conversation, 100_000)
    let_go(process)
    assert process.stdout is not None
    last = -1
    while last < acknowledged:
        last = int(process.stdout.readline())
    process.kill()
    process.wait(10)
    said = [last, *(int(line) for line in process.stdout.read().split())]
    kept = history.exchanges("anna", conversation)
    assert [one.question for one in kept] == [f"anna {number}" for number in range(len(kept))]
    assert max(said) + 1 <= len(kept) <= max(said) + 2, "all that was said to be kept, and at most one that was not"
    assert history.append("anna", conversation, quoted()) == len(kept), "and it goes on"
    assert len(history.conversations("anna", "anna")) == 1
