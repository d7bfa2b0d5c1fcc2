"""One process serves many: at once, while others take their time, and whatever is published underneath."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from rag.indexing import IngestRequest, ingest
from rag.llm import make
from rag.render_json import answer_json
from tests.chat_models import Reply, ScriptedModel
from tests.doubles import HashEmbedder
from tests.serve.conftest import Small, Starter, client_of
from tests.serve.problem import check_problem
from tests.shelves import QUESTIONS


def same(answer: dict[str, Any]) -> dict[str, Any]:
    """But for how long it took."""
    return {name: value for name, value in answer.items() if name != "timings_ms"}


def test_an_index_that_is_missing_is_said_until_it_is_there(start: Starter, tmp_path: Path) -> None:
    small = start(empty=True)
    for path in ("/api/ask", "/api/search"):
        given = small.client.post(path, json={"question": QUESTIONS[1]})
        told = check_problem(given, 503, "index_missing")
        assert told["hint"].startswith("Ask whoever runs the server")
        assert str(small.settings.index) not in given.text
        assert int(given.headers["retry-after"]) > 0
    (tmp_path / "a.md").write_text("---\ntitle: A\n---\n\nThe mayor closed the road.\n", encoding="utf-8")
    ingest(small.settings, HashEmbedder(dimension=512), IngestRequest(paths=[tmp_path / "a.md"]))
    found = small.client.post("/api/search", json={"question": QUESTIONS[1]}).json()["hits"]
    assert [hit["document_id"] for hit in found] == ["a.md"]


def test_an_index_published_underneath_is_what_the_next_question_is_asked_of(small: Small, tmp_path: Path) -> None:
    asked = {"question": "Which comet passes in October?", "k": 1}
    assert "comet" not in small.client.post("/api/search", json=asked).json()["hits"][0]["text"]
    (tmp_path / "comet.md").write_text("---\ntitle: Comet\n---\n\nThe comet Halley passes in October.\n")
    for text in ("The comet Halley passes in October.", "The comet Encke passes in October."):
        (tmp_path / "comet.md").write_text(f"---\ntitle: Comet\n---\n\n{text}\n", encoding="utf-8")
        ingest(small.settings, HashEmbedder(dimension=512), IngestRequest(paths=[tmp_path / "comet.md"]))
        assert text in small.client.post("/api/search", json=asked).json()["hits"][0]["text"]


def test_twenty_clients_at_once_get_each_their_own_answer(small: Small) -> None:
    sourcier = small.service.open(lambda _: None)
    wanted = {question: same(answer_json(sourcier.ask(question))) for question in QUESTIONS}
    ready = threading.Barrier(20)

    def ask(number: int) -> None:
        with client_of(small.address) as client:
            ready.wait()
            for question in QUESTIONS[number % 8 :] + QUESTIONS[: number % 8]:
                given = client.post("/api/ask", json={"question": question})
                assert (given.status_code, same(given.json())) == (200, wanted[question])

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(ask, range(20)))


@pytest.fixture
def hanging() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


SLOW: list[tuple[dict[str, str], str, dict[str, Any]]] = [
    ({"model": "one:slow"}, "/api/ask", {"question": QUESTIONS[1]}),
    ({"judge_model": "one:slow"}, "/api/check", {"text": "The mayor closed the road."}),
    (
        {"follow_up_model": "one:slow"},
        "/api/ask",
        {"question": "And when?", "model": "extractive", "conversation": [{"role": "user", "text": QUESTIONS[1]}]},
    ),
]


@pytest.mark.parametrize("case", SLOW)
def test_chat_models_that_take_their_time_hold_up_no_quotations(
    start: Starter, monkeypatch: pytest.MonkeyPatch, hanging: threading.Event, case: tuple[Any, str, Any]
) -> None:
    settings, path, body = case
    asked = threading.Semaphore(0)

    def slow(_: Any) -> Reply:
        asked.release()
        return Reply("Nothing.", at=0, hang=hanging)

    monkeypatch.setattr(make, "make_chat_model", lambda _: ScriptedModel(replies=[slow], again=True))
    small = start(**settings)

    def wait(_: int) -> int:
        with client_of(small.address) as client:
            return client.post(path, json=body).status_code

    with ThreadPoolExecutor(8) as pool:
        slow_ones = [pool.submit(wait, number) for number in range(8)]
        for _ in slow_ones:
            assert asked.acquire(timeout=60)
        found = small.client.post("/api/search", json={"question": QUESTIONS[1]})
        assert found.status_code == 200
        assert not any(one.done() for one in slow_ones)
        hanging.set()
        assert {one.result() for one in slow_ones} == {200}
