"""Who runs the server over HTTP sees how it is: whether it lives, whether it can be asked, what it counts and logs."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from rag.access import Tokens
from rag.indexing import IngestRequest, ingest
from rag.settings import Settings, load_settings
from tests.doubles import HashEmbedder
from tests.mcp.conftest import Connect, command, environment, listening, served
from tests.serve.conftest import client_of
from tests.serve.problem import check_problem
from tests.serve.watched import Log, logged, once_loaded, scraped
from tests.shelves import ARTICLES, QUESTIONS, write_articles

POSIX = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
ANSWERED, REFUSED = QUESTIONS[1], QUESTIONS[6]
HEADERS = {"accept": "application/json"}


def calling(tool: str, **arguments: Any) -> dict[str, Any]:
    """The request of a client."""
    return {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": tool, "arguments": arguments}}


@dataclass(frozen=True)
class Served:
    """A server over a few articles, and a client that speaks plain HTTP."""

    settings: Settings
    url: str
    client: httpx.Client

    def call(self, tool: str, **arguments: Any) -> httpx.Response:
        return self.client.post("/mcp", json=calling(tool, **arguments), headers=HEADERS)

    def ingest(self, folder: Path) -> None:
        assert not ingest(self.settings, HashEmbedder(dimension=512), IngestRequest(paths=[folder])).failed


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Served]:
    """Without an index."""
    settings = load_settings(index=tmp_path / "index", reader=False)
    with listening(served(settings, write=True)) as url, client_of(url.removesuffix("/mcp")) as client:
        yield Served(settings, url, client)


@pytest.fixture
def small(empty: Served, tmp_path: Path) -> Served:
    empty.ingest(write_articles(tmp_path / "articles"))
    return empty


@pytest.fixture
def log() -> Iterator[Log]:
    with logged() as found:
        yield found


# whether it is there, and whether it can be asked


def test_it_is_ready_once_its_index_is_open_and_everybody_may_know(small: Served) -> None:
    Tokens(small.settings.data_folder).add("one", "editor")
    assert small.client.get("/healthz").text == "ok\n"
    assert once_loaded(small.client).text == "ready\n"
    assert small.call("list_articles").status_code == 401
    assert small.client.get("/metrics").status_code == 401


def test_without_an_index_it_is_there_and_not_ready_until_there_is_one(empty: Served, tmp_path: Path) -> None:
    assert empty.client.get("/healthz").status_code == 200
    given = once_loaded(empty.client)
    check_problem(given, 503, "serve_not_ready", reason="index_missing")
    assert str(tmp_path) not in given.text
    empty.ingest(write_articles(tmp_path / "articles"))
    assert once_loaded(empty.client).status_code == 200  # though nobody has asked anything


# what is counted


def test_questions_and_requests_are_counted_as_the_endpoint_counts_them(small: Served) -> None:
    for question in (ANSWERED, REFUSED, REFUSED):
        assert not small.call("ask", question=question).json()["result"].get("isError")
    small.call("search", question=ANSWERED)
    seen = scraped(small.client)
    assert seen.of("sourcier_questions_total", endpoint="/mcp", answerer="extractive") == 3
    assert seen.of("sourcier_abstentions_total", endpoint="/mcp") == 2
    assert seen.of("sourcier_statements_total", verdict="supported") >= 1
    assert seen.of("sourcier_step_seconds_count", step="total") == 3
    assert seen.of("sourcier_requests_total", route="/mcp", method="POST", status="200") == 4
    assert seen.of("sourcier_request_seconds_count", route="/mcp") == 4
    assert seen.of("sourcier_requests_in_flight") == 1  # the scrape itself
    for work in ("questions", "changes", "chat_models"):
        assert seen.get(("sourcier_requests_waiting", frozenset({("work", work)}))) == 0


def test_the_metrics_are_those_of_the_endpoint_and_say_nothing_of_what_is_asked(small: Served, tmp_path: Path) -> None:
    small.call("ask", question=ANSWERED)
    small.client.get("/nothing")
    told = small.client.get("/metrics").text
    for unsaid in (ANSWERED, "road", "library", "flood", "Gazette", "nothing"):
        assert unsaid not in told
    from tests.serve.conftest import starting

    with starting(tmp_path / "endpoint") as start:
        other = start()
        other.client.post("/api/ask", json={"question": ANSWERED})
        described = other.client.get("/metrics").text
    ours, theirs = (re.findall(r"^# (?:HELP|TYPE) sourcier.*", text, re.MULTILINE) for text in (told, described))
    assert ours == theirs


def test_the_index_that_is_asked_is_told_and_so_is_its_change(small: Served) -> None:
    assert once_loaded(small.client).status_code == 200
    before = scraped(small.client)
    assert before.of("sourcier_index_documents") == len(ARTICLES)
    assert not small.call("add_article", title="Comet", text="A comet passes.").json()["result"].get("isError")
    after = scraped(small.client)
    assert after.of("sourcier_index_documents") == len(ARTICLES) + 1
    assert after.of("sourcier_index_generation") == before.of("sourcier_index_generation") + 1


# what is logged and answered


def test_a_request_is_a_line_without_what_was_asked_and_has_an_id(small: Served, log: Log) -> None:
    made, secret = Tokens(small.settings.data_folder).add("one", "reader")
    with client_of(small.url.removesuffix("/mcp"), secret, **{"X-Request-ID": "mine-1"}) as client:
        given = client.post("/mcp?why=zebras", json=calling("ask", question=REFUSED), headers=HEADERS)
        client.get("/healthz")
    assert given.headers["x-request-id"] == "mine-1"
    (asked,) = (one for one in log.of("request") if one["path"] == "/mcp")
    assert (asked["request_id"], asked["method"], asked["status"]) == ("mine-1", "POST", 200)
    assert (asked["caller"], asked["bytes"]) == (made.id, len(given.content))
    for unsaid in (secret, "zebras"):
        assert unsaid not in log.getvalue()
    levels = {one["path"]: one["level"] for one in log.of("request")}
    assert levels == {"/mcp": "info", "/healthz": "debug"}


def test_what_fails_in_a_tool_is_logged_with_the_id_of_its_request(empty: Served, log: Log) -> None:
    for mode in ({}, {"mcp-protocol-version": "2025-06-18"}):
        given = empty.client.post("/mcp", json=calling("list_articles"), headers={**HEADERS, **mode})
        told = given.json()["result"]["content"][0]["text"]
        assert told == "There is no index of the articles yet. Ask whoever runs the server: its log says what to do."
        asked = given.headers["x-request-id"]
        (line,) = (one for one in log.events if one.get("request_id") == asked and one["event"] == "message")
        assert line["message"].startswith(f"list_articles: There is no index in {empty.settings.index}. Make one with:")


def test_what_is_not_there_is_a_problem_with_the_id(small: Served) -> None:
    told = check_problem(small.client.get("/nothing"), 404, "mcp_no_path", path="/nothing", tools="/mcp")
    assert re.fullmatch("[0-9a-f]{16}", told["request_id"])
    wrong = small.client.post("/healthz")
    check_problem(wrong, 405, "serve_method", method="POST", allowed=wrong.headers["allow"])
    small.client.headers["host"] = "evil.example"
    assert check_problem(small.client.get("/healthz"), 421, "serve_host")["request_id"]


@POSIX
def test_the_command_logs_json_alone_when_it_is_told_to(tmp_path: Path, connect: Connect) -> None:
    started = [sys.executable, *command(tmp_path / "index", "--http", "--port", "0", "--log", "json")]
    with ExitStack() as stack:
        process = stack.enter_context(
            subprocess.Popen(started, env=environment(), text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        )
        stack.callback(process.kill)
        assert process.stderr
        serving = json.loads(process.stderr.readline())
        assert (serving["event"], serving["level"]) == ("serving", "info")
        with connect(serving["address"]) as client:
            assert client.mistake("ask", question="Where do zebras drink?").startswith("There is no index")
        process.send_signal(signal.SIGTERM)
        said, errors = process.communicate(timeout=60)
    assert (process.returncode, said) == (0, "")
    events = [json.loads(line) for line in errors.splitlines()]
    requests = [one for one in events if one["event"] == "request"]
    assert {(one["path"], one["status"]) for one in requests} == {("/mcp", 200)}
    (told,) = (one for one in events if one["message"].startswith("ask: There is no index in"))
    assert told["request_id"] in {one["request_id"] for one in requests}
    assert "zebras" not in errors
