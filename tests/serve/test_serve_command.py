"""`sourcier serve` as a service manager runs it: a process of its own, which ends once it has answered."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from rag.access import Tokens
from rag.errors import UsageError
from rag.http import server
from rag.settings import load_settings
from tests.command import refuse_embedders
from tests.command import sourcier as run
from tests.serve.conftest import client_of
from tests.serve.problem import check_problem

SECONDS = 60
POSIX = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")


@dataclass
class Running:
    """The process, and where it says that it serves."""

    process: subprocess.Popen[str]
    said: str
    address: str

    @property
    def place(self) -> tuple[str, int]:
        found = urlsplit(self.address)
        assert found.hostname
        assert found.port
        return found.hostname, found.port


@contextmanager
def served(index: Path, *options: str, language: str = "en") -> Iterator[Running]:
    command = [sys.executable, "-m", "rag.cli", "serve", "--index", str(index), "--port", "0", *options]
    environment = {**os.environ, "SOURCIER_LANGUAGE": language}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            assert process.stderr is not None
            said = process.stderr.readline()
            assert "http://" in said, said + process.stderr.read()
            yield Running(process, said, said[said.index("http://") :].split(" ")[0].strip(" ;\u202f"))
        finally:
            process.kill()


def hears(place: tuple[str, int]) -> bool:
    try:
        socket.create_connection(place, timeout=1).close()
    except OSError:
        return False
    return True


@POSIX
@pytest.mark.parametrize("kind", [signal.SIGTERM, signal.SIGINT])
def test_what_has_begun_is_answered_before_it_ends(shipped_index: Path, kind: signal.Signals) -> None:
    body = b'{"question": "Rajiv est-il convaincu par l\\u2019API Llama ?"}'
    head = "POST /api/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    with served(shipped_index) as running, socket.create_connection(running.place, SECONDS) as begun:
        begun.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body[:10])
        with client_of(running.address) as client:
            assert client.get("/healthz").status_code == 200  # so the other one has been heard, too
        running.process.send_signal(kind)
        while hears(running.place):
            pass
        begun.sendall(body[10:])
        answer = whole(begun)
        assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
        assert b'"abstained":false' in answer
        out, err = running.process.communicate(timeout=SECONDS)
        assert (running.process.returncode, out, err) == (0, "", "")
    assert running.said == f"Serving at {running.address}; /docs describes it. Ctrl-C ends it.\n"


def whole(begun: socket.socket) -> bytes:
    """All that comes until the other side closes."""
    with begun.makefile("rb") as stream:
        return stream.read()


@POSIX
def test_without_an_index_it_serves_and_says_so(tmp_path: Path) -> None:
    with served(tmp_path / "index", language="fr") as running:
        assert running.place[0] == "127.0.0.1"
        with client_of(running.address) as client:
            check_problem(client.post("/api/ask", json={"question": "Qui ?"}), 503, "index_missing", "fr")
        running.process.send_signal(signal.SIGTERM)
        out, err = running.process.communicate(timeout=SECONDS)
    assert (running.process.returncode, out) == (0, "")
    assert "sourcier ingest" in err
    assert "Traceback" not in err
    assert running.said == f"En service à l’adresse {running.address}\u202f; /docs la décrit. Ctrl-C l’arrête.\n"


def test_a_connection_is_kept_for_longer_than_clients_keep_one(tmp_path: Path) -> None:
    request = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with served(tmp_path / "index") as running, socket.create_connection(running.place, SECONDS) as kept:
        for pause in (0, 6):  # the openai client's is 5 s, and uvicorn's own as well
            time.sleep(pause)
            kept.sendall(request)
            told = http.client.HTTPResponse(kept)
            told.begin()
            assert (told.status, told.read()) == (200, b"ok\n")


def test_a_port_that_is_taken_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCIER_LANGUAGE", "en")
    refuse_embedders(monkeypatch)
    with server.listen("127.0.0.1", 0) as taken:
        port = str(taken.getsockname()[1])
        said = run("serve", "--port", port, "--index", tmp_path / "index").mistake()
    assert said == (
        f"Nothing can be served at 127.0.0.1, port {port}: Address already in use. "
        "Give another --port, or 0 for any that is free."
    )


@pytest.mark.parametrize(
    "arguments",
    [["--address", "0.0.0.0"], ["--address", "::"], ["--address", "192.0.2.1"], ["--host", "sourcier.example.org"]],
)
def test_what_others_reach_needs_a_token_or_an_open_choice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.setenv("SOURCIER_LANGUAGE", "en")
    monkeypatch.setattr(server, "listen", _never)
    index = tmp_path / "index"
    said = run("serve", *arguments, "--index", index).mistake()
    assert said.startswith("Others than this machine would reach the endpoint at ")
    assert arguments[1] in said
    assert said.endswith("Make one (sourcier token add NAME), or say --open to let everybody in.")
    with pytest.raises(_ListenedError):
        run("serve", *arguments, "--open", "--index", index)
    Tokens(load_settings(index=index).data_folder).add("one", "reader")
    with pytest.raises(_ListenedError):
        run("serve", *arguments, "--index", index)


class _ListenedError(BaseException):
    """It would have been served to others."""


def _never(address: str, port: int) -> socket.socket:
    raise _ListenedError


def test_the_address_is_said_as_it_is_typed_into_a_browser() -> None:
    with server.listen("127.0.0.1", 0) as found:
        assert server.address_of(found) == f"http://127.0.0.1:{found.getsockname()[1]}"
    if socket.has_ipv6:
        try:
            found = server.listen("::1", 0)
        except UsageError:
            pytest.skip("this machine has no IPv6")
        with found:
            assert server.address_of(found) == f"http://[::1]:{found.getsockname()[1]}"
