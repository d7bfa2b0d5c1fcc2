"""What the endpoint adds to a question, and how it holds when many ask at the same time."""

from __future__ import annotations

import asyncio
import itertools
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import numpy as np

from eval.bench.sessions import rows
from eval.bench.sheet import ROOT, Sheet, percentiles
from eval.bench.side import WARM_UP
from eval.sets import read_set
from rag import indexing
from rag.build import open_sourcier
from rag.ports import Embedder
from rag.settings import load_settings

CLIENTS = 50
SECONDS = 120.0
ALONE = 60
"""Questions that one client asks alone, of the library and of the endpoint by turns."""
_TIMEOUT = 120.0


def endpoint(sheet: Sheet, embedder: Embedder) -> None:
    """One client alone beside the library, then many at once; over the shipped articles, in quotations."""
    questions = [case.question for case in read_set(ROOT / "eval" / "sourcier-fr-en.jsonl").cases]
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(index=Path(folder) / "index")
        indexing.ingest(settings, embedder, indexing.IngestRequest(paths=[ROOT / "corpus"]))
        sheet.section("the endpoint for other programs")
        with serving(settings.index) as (address, up):
            sheet.row("`sourcier serve` answers a question after", up, "s")
            library = open_sourcier(settings, embedder)
            library.warm_up()
            _alone(sheet, address, library.ask, questions)
            sheet.section(f"{CLIENTS} clients at once for {SECONDS:.0f} s")
            sheet.note("each asks again as soon as it is answered: /api/ask, a stream of /v1, /api/search by turns")
            sheet.note(f"{len(questions)} different questions, which come again")
            many = asyncio.run(_many(address, questions))
            sheet.row("requests", len(many.ms), "", 0)
            sheet.row("errors", len(many.errors), "", 0, goal="0")
            for error in sorted(set(many.errors))[:3]:
                sheet.note(error)
            sheet.row("answered", len(many.ms) / SECONDS, "requests/s", 1)
            rows(sheet, "a request", many.ms)


def _alone(sheet: Sheet, address: str, ask: Callable[[str], object], questions: Sequence[str]) -> None:
    """A question once of the library and once of the endpoint, by turns; /v1 gets others, since a server remembers."""
    times: dict[str, list[float]] = {"library": [], "/api/ask": [], "own": [], "/v1": []}
    with httpx.Client(base_url=address, timeout=_TIMEOUT) as client:
        for question, other in zip(questions[:ALONE], questions[ALONE : 2 * ALONE], strict=True):
            times["library"].append(_ms(partial(ask, question)))
            start = time.perf_counter()
            answer = client.post("/api/ask", json={"question": question}).raise_for_status().json()
            times["/api/ask"].append(1000 * (time.perf_counter() - start))
            times["own"].append(times["/api/ask"][-1] - answer["timings_ms"]["total"])
            times["/v1"].append(_ms(partial(client.post, "/v1/chat/completions", json=_chat(other))))
    p50 = {name: percentiles(found)[0] for name, found in times.items()}
    sheet.row("the library's ask, p50", p50["library"], "ms", 1)
    sheet.row("POST /api/ask, p50", p50["/api/ask"], "ms", 1)
    sheet.row("POST /v1/chat/completions, p50", p50["/v1"], "ms", 1)
    sheet.row("what /api/ask adds to the ask within it, p50", p50["own"], "ms", 1, goal="< 10")
    sheet.row("… p95", percentiles(times["own"])[1], "ms", 1)
    sheet.row("/api/ask less the library's ask, p50", p50["/api/ask"] - p50["library"], "ms", 1, goal="< 10")


@dataclass
class Many:
    """What many clients met."""

    ms: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


async def _many(address: str, questions: Sequence[str]) -> Many:
    found, end = Many(), time.monotonic() + SECONDS
    limits = httpx.Limits(max_connections=CLIENTS, max_keepalive_connections=CLIENTS)

    async def person(number: int, client: httpx.AsyncClient) -> None:
        chance = np.random.default_rng(number)
        for turn in itertools.count(number):
            if time.monotonic() > end:
                return
            question = f"{questions[int(chance.integers(len(questions)))]}{' ' * int(chance.integers(9))}"
            start = time.perf_counter()
            try:
                await _REQUESTS[turn % len(_REQUESTS)](client, question)
            except (httpx.HTTPError, ValueError) as error:
                found.errors.append(f"{type(error).__name__}: {error}")
            found.ms.append(1000 * (time.perf_counter() - start))

    async with httpx.AsyncClient(base_url=address, timeout=_TIMEOUT, limits=limits) as client:
        await asyncio.gather(*(person(number, client) for number in range(CLIENTS)))
    return found


async def _ask(client: httpx.AsyncClient, question: str) -> None:
    answer = (await client.post("/api/ask", json={"question": question})).raise_for_status().json()
    if not (answer["abstained"] or answer["statements"]):
        raise ValueError("an answer without a statement")


async def _search(client: httpx.AsyncClient, question: str) -> None:
    if not (await client.post("/api/search", json={"question": question})).raise_for_status().json()["hits"]:
        raise ValueError("no passage")


async def _stream(client: httpx.AsyncClient, question: str) -> None:
    last = ""
    body = {**_chat(question), "stream": True}
    async with client.stream("POST", "/v1/chat/completions", json=body) as response:
        response.raise_for_status()
        async for line in response.aiter_lines():
            last = line or last
    if last != "data: [DONE]":
        raise ValueError(f"a stream that ends with {json.dumps(last)[:80]}")


_REQUESTS = (_ask, _stream, _search)


def _chat(question: str) -> dict[str, Any]:
    return {"model": "sourcier", "messages": [{"role": "user", "content": question}]}


def _ms(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - start)


@contextmanager
def serving(index: Path) -> Iterator[tuple[str, float]]:
    """The address of `sourcier serve` over that index, and the seconds until it had answered a question."""
    command = [sys.executable, "-m", "rag.cli", "serve", "--index", str(index), "--port", "0"]
    start = time.perf_counter()
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own
        try:
            assert process.stderr is not None
            said = process.stderr.readline().split()
            address = next(word for word in said if word.startswith("http")).rstrip(";")
            httpx.post(f"{address}/api/ask", json={"question": WARM_UP}, timeout=_TIMEOUT).raise_for_status()
            yield address, time.perf_counter() - start
        finally:
            process.terminate()
            process.wait(90)
