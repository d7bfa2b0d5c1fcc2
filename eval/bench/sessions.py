"""How long the page keeps people waiting when many ask at the same time."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from eval.bench.page_session import PageSession
from eval.bench.sheet import ROOT, Sheet, percentiles
from eval.sets import read_set
from rag import indexing
from rag.ports import Embedder
from rag.settings import load_settings

SESSIONS = 20
ROUNDS = 5
"""Questions that each session asks, all sessions at the same moment."""


def sessions(sheet: Sheet, embedder: Embedder) -> None:
    """One session alone, then so many at once; over the shipped articles, in quotations."""
    questions = [case.question for case in read_set(ROOT / "eval" / "sourcier-fr-en.jsonl").cases]
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        indexing.ingest(load_settings(index=index), embedder, indexing.IngestRequest(paths=[ROOT / "corpus"]))
        sheet.section("the page")
        with serving(index) as (address, up):
            first = PageSession(address)
            sheet.row("the server answers after", up, "s")
            sheet.row("the first page of all shows after", first.first_shown, "s", goal="<= 2")
            sheet.row("the first page of all is whole, the model loaded, after", first.first_page, "s")
            first.close()
            alone = PageSession(address)
            sheet.row("a further session's first page", alone.first_page, "s", goal="<= 2")
            times = [1000 * alone.ask(question) for question in questions[: 2 * ROUNDS]]
            rows(sheet, "one session alone, a question", times, goal="<= 300")
            alone.close()
            rows(sheet, f"{SESSIONS} sessions at once, a question", at_once(address, questions))


def rows(sheet: Sheet, name: str, times: Sequence[float], goal: str = "") -> None:
    """p50 and p95."""
    for at, value in zip(("p50", "p95"), percentiles(times), strict=True):
        sheet.row(f"{name}, {at}", value, "ms", 0, goal)


def at_once(address: str, questions: Sequence[str]) -> list[float]:
    """Milliseconds of each question, when all sessions ask one at the same moment; no two the same one."""
    with ThreadPoolExecutor(SESSIONS) as pool:
        people = list(pool.map(lambda _: PageSession(address), range(SESSIONS)))
        times: list[float] = []
        for number in range(ROUNDS):
            batch = [questions[(number * SESSIONS + i) % len(questions)] for i in range(SESSIONS)]
            times += pool.map(lambda pair: 1000 * pair[0].ask(pair[1]), zip(people, batch, strict=True))
        for one in people:
            one.close()
    return times


@contextmanager
def serving(index: Path) -> Iterator[tuple[str, float]]:
    """The address of the page over that index, and the seconds until its server answered."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "rag.cli", "app", "--index", str(index), "--port", str(port)]
    start = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - our own arguments
        command, cwd=ROOT, env=dict(os.environ), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        address = f"http://127.0.0.1:{port}"
        while not _answers(address):
            if process.poll() is not None or time.perf_counter() - start > 120:
                raise RuntimeError("the page did not start")
            time.sleep(0.05)
        yield address, time.perf_counter() - start
    finally:
        process.terminate()
        process.wait(20)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5):  # noqa: S310 - our own address
            return True
    except OSError:
        return False
