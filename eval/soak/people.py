"""Those who ask: people at the page, and programs. Each waits a while between two questions, as people do."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import httpx
import numpy as np

from eval.bench.page_session import PageSession
from eval.soak.changes import QUESTION, REGISTER, numbers

MEAN_PAUSE = 4.0
"""Seconds, exponentially distributed, between an answer and the next question of the same user."""
_VISIT = 10
"""Questions that a person asks before leaving the page, for another to come."""
_TIMEOUT = 120.0
_SAID = "The Meta AI app works with the Ray-Ban Meta glasses and with the Quest headsets."
"""As an article has it (`corpus/meta-ai-app.md`)."""
_RIGHT = "serve_busy", "serve_late"
"""What a 503 may say: come again."""


@dataclass
class Seen:
    """What the users met. Any number of threads may share it: each appends."""

    asked: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    """By kind: the second of the clock, and the milliseconds that it took."""
    turned_away: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    generations: set[str] = field(default_factory=set)

    def timed(self, kind: str, ask: Callable[[], object]) -> None:
        """Asks, and keeps what came of it."""
        start = time.monotonic()
        try:
            ask()
        except TurnedAwayError as refused:
            self.turned_away.append(f"{kind}: {refused}")
            return
        except Exception as error:  # noqa: BLE001 - whatever it is, it is a finding
            self.errors.append(f"{kind}: {type(error).__name__}: {str(error)[:200]}")
            return
        self.asked.setdefault(kind, []).append((start, 1000 * (time.monotonic() - start)))


class TurnedAwayError(Exception):
    """A 503 that is right."""


class SenseError(Exception):
    """An answer that cannot be."""


@dataclass(frozen=True)
class World:
    """What all users share. `texts`: the articles that do not change, by id."""

    page: str
    endpoint: str
    questions: Sequence[str]
    texts: Mapping[str, str]
    seen: Seen
    ended: threading.Event


def person(world: World, number: int) -> None:
    """At the page until it ends: each visit is a session of its own."""
    chance = np.random.default_rng(number)
    while _paused(world, chance):
        sessions: list[PageSession] = []
        world.seen.timed("page, opened", partial(_open, world, sessions))
        for session in sessions:
            with closing(session):
                for _ in range(_VISIT):
                    if _paused(world, chance):
                        world.seen.timed("page, asked", partial(_at_page, session, _question(world, chance)))


def program(world: World, number: int) -> None:
    """Asks the endpoint in each of its ways by turns until it ends."""
    chance = np.random.default_rng(10_000 + number)
    with httpx.Client(base_url=world.endpoint, timeout=_TIMEOUT, trust_env=False) as client:
        turn = number
        while _paused(world, chance):
            kind, ask = tuple(_WAYS.items())[turn % len(_WAYS)]
            question = _question(world, chance)
            world.seen.timed(kind, partial(ask, world, client, question))
            turn += 1


def watcher(world: World, _: int) -> None:
    """Looks whether it is ready and what it has counted, as what watches over a server does."""
    with httpx.Client(base_url=world.endpoint, timeout=_TIMEOUT, trust_env=False) as client:
        while not world.ended.wait(5):
            for path in ("/readyz", "/metrics"):
                world.seen.timed(path, partial(_look, client, path))


def _open(world: World, into: list[PageSession]) -> None:
    into.append(PageSession(world.page))


def _look(client: httpx.Client, path: str) -> None:
    _good(client.get(path))


def _at_page(session: PageSession, question: str) -> None:
    before = len(session.shown)
    session.ask(question)
    if any("sourcier-alert" in shown for shown in session.shown[before:]):
        raise SenseError("the page shows an error")
    del session.shown[:]


def _ask(world: World, client: httpx.Client, question: str) -> None:
    answer = _good(client.post("/api/ask", json={"question": question})).json()
    _check_answer(world, answer)


def _stream(world: World, client: httpx.Client, question: str) -> None:
    body = {"model": "sourcier", "messages": [{"role": "user", "content": question}], "stream": True}
    with client.stream("POST", "/v1/chat/completions", json=body) as response:
        if response.status_code != 200:
            response.read()
        _good(response)
        events = [line.removeprefix("data: ") for line in response.iter_lines() if line]
    if events[-1] != "[DONE]":
        raise SenseError(f"a stream that ends with {events[-1][:80]}")
    _check_answer(world, json.loads(events[-2])["sourcier"])


def _search(world: World, client: httpx.Client, question: str) -> None:
    hits = _good(client.post("/api/search", json={"question": question, "k": 10})).json()["hits"]
    if not hits:
        raise SenseError("no passage")
    for hit in hits:
        _check_span(world, hit, hit["text"])


def _check(world: World, client: httpx.Client, _: str) -> None:
    """A sentence of an article is supported by it."""
    for statement in _good(client.post("/api/check", json={"text": _SAID})).json()["statements"]:
        if statement["verdict"] != "supported":
            raise SenseError(f"a sentence of an article is {statement['verdict']}")
        for citation in statement["citations"]:
            _check_span(world, citation, citation["quote"])


def _register(world: World, client: httpx.Client, _: str) -> None:
    """Both articles of the register were published together: no answer sees one before and the other after."""
    body = {"question": QUESTION, "k": 20, "filter": {"documents": list(REGISTER)}}
    hits = _good(client.post("/api/search", json=body)).json()["hits"]
    found = numbers(hits)
    if len(found) != 1 or {hit["document_id"] for hit in hits} != set(REGISTER):
        raise SenseError(f"an answer from more than one generation: {sorted(found)} of {len(hits)} passages")
    world.seen.generations |= found


_WAYS: dict[str, Callable[[World, httpx.Client, str], None]] = {
    "/api/ask": _ask,
    "/v1, streamed": _stream,
    "/api/search": _search,
    "/api/check": _check,
    "/api/search, register": _register,
}


def _good(response: httpx.Response) -> httpx.Response:
    if response.status_code == 503 and response.json().get("code") in _RIGHT:
        raise TurnedAwayError(response.json()["code"])
    if response.status_code != 200:
        raise SenseError(f"{response.status_code} {response.text[:150]}")
    return response


def _check_answer(world: World, answer: Mapping[str, Any]) -> None:
    """Each quotation stands where it says that it does, and an answer states something unless it is none."""
    if answer["abstained"] == bool(answer["statements"]):
        raise SenseError("an answer without a statement, or a refusal with one")
    for statement in answer["statements"]:
        if statement["verdict"] != "supported" or not statement["citations"]:
            raise SenseError(f"a quotation that is {statement['verdict']}")
        for citation in statement["citations"]:
            _check_span(world, citation, citation["quote"])


def _check_span(world: World, place: Mapping[str, Any], text: str) -> None:
    known = world.texts.get(place["document_id"])
    if known is not None and known[place["start"] : place["end"]] != text:
        raise SenseError(f"{place['document_id']} {place['start']}-{place['end']} is something else")


def _question(world: World, chance: np.random.Generator) -> str:
    return world.questions[int(chance.integers(len(world.questions)))]


def _paused(world: World, chance: np.random.Generator) -> bool:
    """False once it is to end."""
    return not world.ended.wait(float(chance.exponential(MEAN_PAUSE)))
