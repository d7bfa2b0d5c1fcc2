"""What is counted: all of it by what was asked and answered, none of it what that was."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from rag.http.metrics import Metrics
from rag.llm import make
from tests.chat_models import ScriptedModel
from tests.serve.conftest import Small, Starter, client_of
from tests.serve.problem import check_problem
from tests.serve.uploads import article, send
from tests.serve.watched import Seen, scraped
from tests.shelves import ARTICLES, QUESTIONS

ANSWERED, REFUSED = QUESTIONS[1], QUESTIONS[6]


def scrape(small: Small, secret: str = "") -> Seen:
    with client_of(small.address, secret) as client:
        return scraped(client)


def test_questions_are_counted_by_endpoint_answerer_and_outcome(small: Small) -> None:
    for question in (ANSWERED, REFUSED):
        small.client.post("/api/ask", json={"question": question})
        for stream in (False, True):
            message = {"role": "user", "content": question}
            body = {"model": "sourcier", "messages": [message], "stream": stream}
            assert small.client.post("/v1/chat/completions", json=body).status_code == 200
    seen = scrape(small)
    for endpoint, times in (("/api/ask", 1), ("/v1/chat/completions", 2)):
        assert seen.of("sourcier_questions_total", endpoint=endpoint, answerer="extractive") == 2 * times
        assert seen.of("sourcier_abstentions_total", endpoint=endpoint) == times
        route = {"route": endpoint, "method": "POST", "status": "200"}
        assert seen.of("sourcier_requests_total", **route) == 2 * times
        assert seen.of("sourcier_request_seconds_count", route=endpoint) == 2 * times
    assert seen.of("sourcier_statements_total", verdict="supported") >= 3
    assert seen.of("sourcier_statements_total", verdict="unsupported") == 0
    for step in ("rewrite", "retrieve", "answer", "verify", "total"):
        assert seen.of("sourcier_step_seconds_count", step=step) == 6
        assert seen.of("sourcier_step_seconds_bucket", step=step, le="60.0") == 6
    assert seen.of("sourcier_step_seconds_sum", step="total") >= seen.of("sourcier_step_seconds_sum", step="retrieve")


def test_what_a_chat_model_says_without_support_is_counted(start: Starter, monkeypatch: pytest.MonkeyPatch) -> None:
    model = ScriptedModel(replies=["The mayor sold the bridge to a circus in 1817. [1]"], again=True)
    monkeypatch.setattr(make, "make_chat_model", lambda _: model)
    small = start(model="one:bold")
    answer = small.client.post("/api/ask", json={"question": ANSWERED}).json()
    assert [one["verdict"] for one in answer["statements"]] == ["unsupported"], answer
    seen = scrape(small)
    assert seen.of("sourcier_statements_total", verdict="unsupported") == 1
    assert seen.of("sourcier_questions_total", endpoint="/api/ask", answerer=answer["answerer"]) == 1


def test_the_index_that_is_asked_is_told_and_a_scrape_asks_it_nothing(small: Small) -> None:
    small.client.post("/api/ask", json={"question": ANSWERED})
    seen = scrape(small)
    assert seen.of("sourcier_index_documents") == len(ARTICLES)
    assert seen.of("sourcier_index_passages") >= len(ARTICLES)
    before = seen.of("sourcier_index_generation")
    assert before >= 1
    send(small, ("comet.md", article()))
    seen = scrape(small)
    assert seen.of("sourcier_index_documents") == len(ARTICLES) + 1
    assert seen.of("sourcier_index_generation") == before + 1
    small.settings.index.rename(small.settings.index.with_name("away"))
    assert scrape(small).of("sourcier_index_documents") == len(ARTICLES) + 1


def test_the_process_and_what_is_going_on_are_told(shared: Small) -> None:
    seen = scrape(shared)
    assert seen.of("process_resident_memory_bytes") > 1e6
    assert seen.of("process_cpu_seconds_total") > 0
    assert seen.of("sourcier_requests_in_flight") == 1  # the scrape itself
    for work in ("questions", "changes", "chat_models"):
        assert seen.get(("sourcier_requests_waiting", frozenset({("work", work)}))) == 0


def test_it_needs_a_token_like_everything_else_and_shows_nothing_of_what_is_asked(small: Small) -> None:
    made, secret = small.tokens.add("Somebody Special", "reader")
    check_problem(small.client.get("/metrics"), 401, "serve_no_token")
    with client_of(small.address, secret) as client:
        client.post("/api/ask", json={"question": ANSWERED})
        client.get("/api/documents/crue.md")
        client.get("/api/documents", params={"words": "library"})
        told = client.get("/metrics").text
    for unsaid in (ANSWERED, "road", "library", "crue", "flood", "Gazette", "Somebody", made.id, secret):
        assert unsaid not in told


def test_no_request_makes_series_without_end(small: Small) -> None:
    def strange(n: int) -> None:
        small.client.get(f"/nothing/{n}")
        small.client.get(f"/api/documents/{n}.md")
        small.client.get(f"/v1/models/m{n}")
        small.client.request("PROPFIND", "/api/ask")
        small.client.post("/api/ask", json={"question": f"What is {n}?", "model": f"m{n}"})
        small.client.get("/healthz", headers={"host": f"h{n}.example.org"})

    strange(0)
    scrape(small)  # which is counted itself, from the next one on
    before = set(scrape(small))
    for n in range(1, 10):
        strange(n)
    after = scrape(small)
    assert {name for name in after if "gc" not in name[0]} == {name for name in before if "gc" not in name[0]}
    route = {"route": "/api/documents/{document_id}", "method": "GET", "status": "404"}
    assert after.of("sourcier_requests_total", **route) == 10
    assert after.of("sourcier_requests_total", route="other", method="GET", status="404") == 10
    assert after.of("sourcier_requests_total", route="other", method="GET", status="421") == 10


def test_errors_are_counted_by_status(small: Small, tmp_path: Path) -> None:
    small.client.post("/api/ask", json={"question": ""})
    small.settings.index.rename(tmp_path / "away")
    small.client.post("/api/ask", json={"question": ANSWERED})
    seen = scrape(small)
    for status in ("422", "503"):
        assert seen.of("sourcier_requests_total", route="/api/ask", method="POST", status=status) == 1


def test_to_count_an_answer_takes_microseconds(small: Small) -> None:
    answer: Any = small.service.open(lambda _: None).ask(ANSWERED)
    metrics, times = Metrics(), 2000
    start = time.process_time()
    for _ in range(times):
        metrics.answered("/api/ask", answer)
    assert (time.process_time() - start) / times < 0.001  # 20 µs and less where nothing else is going on
