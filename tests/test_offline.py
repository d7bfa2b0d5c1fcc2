"""Ingesting and asking need no network: none is tried, and without any it works."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from rag.ports import Embedder
from tests.conftest import CORPUS, ROOT

RUNNER = ROOT / "tests" / "offline_runner.py"
NAMESPACE = ["unshare", "--map-root-user", "--net"]
TRY = "import socket; socket.create_connection(('192.0.2.1', 9), timeout=5)"
"""An address that is nobody's (RFC 5737)."""


def environment() -> dict[str, str]:
    """Ours, without what tells the model's libraries to stay offline: that is for the product to do."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "TRANSFORMERS_"))}
    return {**kept, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}


def run(before: list[str], *commands: list[str]) -> dict[str, Any]:
    done = subprocess.run(
        [*before, sys.executable, str(RUNNER), json.dumps(commands)],
        capture_output=True, text=True, env=environment(), check=False, timeout=250,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def without_network() -> list[str]:
    """What to put before a command so that it has no network; skips where that cannot be had."""
    if shutil.which("unshare") is None:
        pytest.skip("there is no unshare here")
    probe = [*NAMESPACE, sys.executable, "-c", TRY]
    done = subprocess.run(probe, capture_output=True, text=True, check=False)
    if "OSError: [Errno 101]" not in done.stderr:  # the network is unreachable
        reason = (done.stderr.strip().splitlines() or ["no reason"])[-1]
        pytest.skip(f"no network namespace can be made here: {reason}")
    return NAMESPACE


@pytest.mark.parametrize("before", ["", "no network"], ids=["guarded", "no network"])
def test_ingest_and_ask_without_a_network(
    before: str,
    tmp_path: Path,
    embedder: Embedder,  # which has measured the precision
) -> None:
    prefix = without_network() if before else []
    index = str(tmp_path / "index")
    result = run(
        prefix,
        ["ingest", str(CORPUS / "open-models-ecosystem.md"), str(CORPUS / "meta-reality-labs.md"), "--index", index],
        ["ask", "Qui dirige Groq ?", "--json", "--index", index],
    )
    assert result["attempts"] == []
    (ingested, report), (asked, answer) = result["done"]
    assert ingested == 0
    assert report.startswith("2 added")
    assert asked == 0
    assert "Jonathan Ross" in json.loads(answer)["answer"]


def test_the_guard_sees_and_refuses_what_leaves_this_machine() -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT / 'tests')!r})\n"
        + """
import socket, offline_runner as guard
sys.addaudithook(guard._guard)
listener = socket.create_server(("127.0.0.1", 0))
socket.create_connection(listener.getsockname()).close()
for attempt in (
    lambda: socket.create_connection(("192.0.2.1", 9), timeout=5),
    lambda: socket.getaddrinfo("example.org", 443),
    lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.1", 53)),
    lambda: socket.gethostbyname("example.org"),
):
    try:
        attempt()
    except OSError as error:
        assert "refused" in str(error), error
    else:
        raise AssertionError("not refused")
print(len(guard.attempts))
"""
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.returncode) == ("4", 0), done.stderr
