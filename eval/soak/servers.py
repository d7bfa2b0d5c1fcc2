"""The page and the endpoint, each a process of its own over the same index, and the memory that they take."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import httpx

from eval.bench.sheet import ROOT

_PATIENCE = 120.0
"""Seconds that a server may take until it can be asked."""
_EVERY = 2.0
"""Seconds between two looks at the memory."""
_KINDS = {"Rss:": "rss", "Pss:": "pss", "Anonymous:": "anon"}
_COUNTS = {"open files": "fd", "threads": "task"}
KINDS = (*_KINDS.values(), *_COUNTS)


@dataclass
class Server:
    """A running one. `memory`: MB, or how many, by kind, each with the second of the clock at which it was so."""

    name: str
    address: str
    process: subprocess.Popen[str]
    log: Path
    memory: list[tuple[float, dict[str, float]]] = field(default_factory=list)

    @property
    def errors(self) -> list[str]:
        """Whatever its log has of errors."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return [f"{self.name}: {line.strip()[:200]}" for line in lines if _is_error(line)]


@contextmanager
def serving(index: Path, folder: Path) -> Iterator[list[Server]]:
    """The page and the endpoint, ready to be asked, with their memory watched. They end with the block."""
    ended = threading.Event()
    with _started("page", index, folder) as page, _started("endpoint", index, folder) as endpoint:
        watching = threading.Thread(target=_watch, args=([page, endpoint], ended), daemon=True)
        watching.start()
        try:
            yield [page, endpoint]
        finally:
            ended.set()
            watching.join()


@contextmanager
def _started(name: str, index: Path, folder: Path) -> Iterator[Server]:
    port, log = _free_port(), folder / f"{name}.log"
    command = [sys.executable, "-m", "rag.cli", "app" if name == "page" else "serve", "--index", str(index)]
    command += ["--port", str(port), *([] if name == "page" else ["--log", "json"])]
    with log.open("w", encoding="utf-8") as stream, _running(command, stream) as process:
        address = f"http://127.0.0.1:{port}"
        _until(lambda: _answers(f"{address}/{'_stcore/health' if name == 'page' else 'readyz'}"), process)
        yield Server(name, address, process, log)


@contextmanager
def _running(command: list[str], stream: IO[str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(  # noqa: S603 - our own arguments
        command, cwd=ROOT, env=dict(os.environ), stdout=stream, stderr=stream, text=True
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(90)
        except subprocess.TimeoutExpired:
            process.kill()
            raise


def _until(there: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    start = time.monotonic()
    while not there():
        if process.poll() is not None or time.monotonic() - start > _PATIENCE:
            raise RuntimeError(f"the server did not start: {process.args!r}")
        time.sleep(0.1)


def _answers(url: str) -> bool:
    with suppress(httpx.HTTPError):
        return httpx.get(url, timeout=5, trust_env=False).status_code == 200
    return False


def _watch(servers: list[Server], ended: threading.Event) -> None:
    while not ended.wait(_EVERY):
        for server in servers:
            with suppress(OSError):  # it has ended, which is told by who asks it
                server.memory.append((time.monotonic(), _memory(server.process.pid)))


def _memory(process: int) -> dict[str, float]:
    """MB, and how many files are open and threads run. Where the system does not tell (it is no Linux) it is empty."""
    place = Path(f"/proc/{process}")
    if not (place / "smaps_rollup").exists():
        return {}
    rows = (place / "smaps_rollup").read_text().splitlines()[1:]
    found = {_KINDS[name]: int(row.split()[1]) / 1024 for row in rows if (name := row.split()[0]) in _KINDS}
    return found | {kind: float(len(list((place / name).iterdir()))) for kind, name in _COUNTS.items()}


def _is_error(line: str) -> bool:
    if not line.startswith("{"):
        return "Traceback" in line or " ERROR " in line
    return json.loads(line)["level"] in ("error", "critical")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
