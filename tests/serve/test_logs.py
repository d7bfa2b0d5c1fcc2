"""The log: a line for each event, which nothing of a request can break; what is asked and who may is not in it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from rag.service import Service
from tests.conftest import ROOT
from tests.doubles import HashEmbedder
from tests.serve.conftest import Small, Starter, client_of
from tests.serve.problem import check_problem
from tests.serve.running import running
from tests.serve.watched import Log, logged
from tests.shelves import QUESTIONS

POSIX = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
SECONDS = 60


@pytest.fixture
def log() -> Iterator[Log]:
    with logged() as found:
        yield found


def test_a_request_is_a_line_without_what_was_asked(small: Small, log: Log) -> None:
    secret = small.secret("reader")
    made = small.tokens.find(secret)
    assert made
    with client_of(small.address, secret, **{"X-Request-ID": "mine-1"}) as client:
        given = client.post("/api/ask?why=zebras", json={"question": QUESTIONS[1]})
        client.get("/api/documents", params={"words": "zebras"})
    asked, listed = log.of("request")
    assert given.headers["x-request-id"] == asked["request_id"] == "mine-1"
    assert asked.pop("time").endswith("Z")
    assert asked.pop("ms") > 0
    assert asked == {
        "level": "info", "event": "request", "logger": "sourcier.access", "message": "POST /api/ask 200",
        "request_id": "mine-1", "method": "POST", "path": "/api/ask", "status": 200, "caller": made.id,
        "bytes": len(given.content),
    }  # fmt: skip
    assert (listed["path"], listed["status"]) == ("/api/documents", 200)
    for unsaid in (secret, QUESTIONS[1], "zebras", made.name + '"'):
        assert unsaid not in log.getvalue()


def test_who_is_turned_away_is_a_line_too(small: Small, log: Log) -> None:
    small.secret()
    refused = small.client.get("/api/documents")
    (told,) = log.of("request")
    assert (told["status"], told["caller"]) == (401, "")
    assert check_problem(refused, 401, "serve_no_token")["request_id"] == told["request_id"]


@pytest.mark.parametrize(
    "given", [b"", b"a" * 65, b"a b", b"a;b", b"a/b", b"\xc3\xa9", b"<b>", b'"', b"%0a", b"\x80", b"a\tb"], ids=repr
)
def test_an_id_that_is_no_short_plain_token_is_not_taken(shared: Small, given: bytes) -> None:
    told = shared.client.get("/healthz", headers=[(b"x-request-id", given)])
    assert re.fullmatch("[0-9a-f]{16}", told.headers["x-request-id"])
    assert shared.client.get("/healthz").headers["x-request-id"] != told.headers["x-request-id"]


@pytest.mark.parametrize("given", ["a", "A-b_c.9", "0" * 64])
def test_an_id_that_is_one_goes_into_header_and_problem(shared: Small, given: str) -> None:
    told = shared.client.get("/nothing", headers={"X-Request-ID": given})
    assert told.headers["x-request-id"] == check_problem(told, 404, "serve_no_path")["request_id"] == given


class Broken(HashEmbedder):
    """Fails in a way that nobody expects, once somebody asks for zebras."""

    def embed_query(self, text: str) -> Any:
        if "zebras" in text:
            raise ZeroDivisionError("that")
        return super().embed_query(text)


def test_an_error_inside_is_logged_once_with_its_traceback(small: Small, log: Log) -> None:
    service = Service(small.settings, Broken(dimension=512))
    with running(service) as address, client_of(address) as client:
        given = client.post("/api/search", json={"question": QUESTIONS[6]})
    body = check_problem(given, 500, "serve_internal", kind="ZeroDivisionError")
    (told,) = [one for one in log.events if "traceback" in one]
    assert "in embed_query" in told["traceback"]
    assert told["request_id"] == body["request_id"] == given.headers["x-request-id"]
    assert log.of("request")[-1]["status"] == 500


def _failing(kind: str) -> tuple[list[httpx.Response], str]:
    """What the failing server answers, and what it has on stderr."""
    paths = ["/fine", "/fail", "/fail%0A%7B%22event%22:%22forged%22%7D%E2%80%A8%1b[2J", "/fine?q=secret"]
    command = [sys.executable, "-m", "tests.serve.failing", kind]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            assert process.stdout
            with client_of(process.stdout.readline().strip()) as client:
                given = [client.get(path, headers={"X-Request-ID": f"r{n}"}) for n, path in enumerate(paths)]
                with pytest.raises(httpx.RemoteProtocolError):
                    client.get("/break", headers={"X-Request-ID": "r4"})
            process.send_signal(signal.SIGTERM)
            _, said = process.communicate(timeout=SECONDS)
        finally:
            process.kill()
    return given, said


@POSIX
def test_nothing_of_a_request_or_an_error_breaks_a_json_line() -> None:
    given, said = _failing("json")
    assert [one.status_code for one in given] == [200, 500, 500, 200]
    events = [json.loads(line) for line in said.splitlines()]
    assert {one["event"] for one in events} == {"request", "error"}
    errors = [one["request_id"] for one in events if "traceback" in one]
    assert errors == ["r1", "r2", "r4"]  # each once, the one that broke a response off as well
    requests = {one["request_id"]: one for one in events if one["event"] == "request"}
    assert [(one["status"], one["bytes"]) for one in requests.values()] == [
        (200, 15), (500, len(given[1].content)), (500, len(given[2].content)), (200, 15), (200, 5),
    ]  # fmt: skip
    assert requests["r2"]["path"].startswith("/fail\n{")
    assert "secret" not in said
    assert said.isascii()


@POSIX
def test_nothing_of_a_request_or_an_error_begins_a_line_of_text() -> None:
    _, said = _failing("text")
    lines = said.split("\n")
    heads = [line for line in lines if line and not line.startswith("    ")]
    assert all(re.match(r"\d{4}-\d\d-\d\d [\d:,]{12} sourcier\.http ERROR GET /(fail|break)", line) for line in heads)
    assert [line.rsplit(" ", 1)[1] for line in heads] == ["r1]", "r2]", "r4]"]
    assert "\x1b" not in said
    assert "\u2028" not in said
    assert "    2026-01-01 00:00:00,000 sourcier ERROR forged" in lines  # of the error, below its head


@POSIX
def test_the_command_logs_json_alone_when_it_is_told_to(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "rag.cli", "serve", "--index", str(tmp_path / "index"), "--port", "0"]
    with subprocess.Popen([*command, "--log", "json"], stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr
            serving = json.loads(process.stderr.readline())
            assert (serving["event"], serving["level"]) == ("serving", "info")
            with client_of(serving["address"]) as client:
                refused = client.post("/api/ask", json={"question": "Where do zebras drink?"})
                assert client.get("/healthz").status_code == 200
            process.send_signal(signal.SIGTERM)
            _, said = process.communicate(timeout=SECONDS)
        finally:
            process.kill()
    assert process.returncode == 0
    events = [json.loads(line) for line in said.splitlines()]
    (asked,) = [one for one in events if one["event"] == "request"]  # and not that somebody looks whether it lives
    assert (asked["status"], asked["request_id"]) == (503, refused.headers["x-request-id"])
    assert any("sourcier ingest" in one["message"] for one in events)
    assert "zebras" not in said


def test_a_start_that_fails_says_so_in_the_log_once(start: Starter, log: Log) -> None:
    small = start(empty=True)
    for _ in range(3):
        assert small.client.get("/readyz").status_code == 503
    assert len([one for one in log.events if one["message"].startswith("not ready: ")]) == 1


def test_scripts_of_a_page_that_may_ask_see_the_id(start: Starter) -> None:
    page = "https://desk.example.org"
    small = start(cors_origins=[page])
    given = small.client.get("/nothing", headers={"Origin": page})
    assert given.headers["access-control-expose-headers"] == "x-request-id"
    assert check_problem(given, 404, "serve_no_path")["request_id"] == given.headers["x-request-id"]
