"""Operations run in processes of their own: to their end, or killed at a time."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from eval.chaos import worker

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0
"""Seconds after which a process that does not end has hung."""

_FORKED = multiprocessing.get_context("forkserver")
"""Processes are forked off one that has loaded the code and done nothing: each by itself loads it for a second."""
_FORKED.set_forkserver_preload(["eval.chaos.loaded"])


@dataclass(frozen=True)
class Ended:
    """How a process ended. `seconds`: from when it began its work. `said`: its lines on stdout."""

    code: int
    said: tuple[str, ...]
    complaint: str
    seconds: float

    @property
    def done(self) -> bool:
        """Whether it has acknowledged all that it was asked for."""
        return "done" in self.said

    @property
    def kept(self) -> list[list[str]]:
        """Exchanges and ratings that it has acknowledged."""
        return [line.split()[1:] for line in self.said if line.startswith("kept ")]

    @property
    def one_line(self) -> bool:
        """Whether it ended as one does that says what is the matter."""
        return self.code == 2 and len(self.complaint.splitlines()) == 1 and "Traceback" not in self.complaint


def ended(root: Path, *arguments: str, kill_after: float | None = None) -> Ended:
    """Runs an operation, to its end or killed (SIGKILL) so many seconds after it has begun its work."""
    (heard, said), (complained, complaining) = _FORKED.Pipe(duplex=False), _FORKED.Pipe(duplex=False)
    child = _FORKED.Process(target=_child, args=(said, complaining, [str(root), *arguments]))
    child.start()
    said.close()
    complaining.close()
    with os.fdopen(os.dup(heard.fileno())) as lines, os.fdopen(os.dup(complained.fileno())) as errors:
        first = lines.readline().strip()
        start = time.perf_counter()
        if kill_after is not None:
            time.sleep(kill_after)
            child.kill()
        rest, complaint = lines.read(), errors.read()
    seconds = time.perf_counter() - start
    child.join(PATIENCE)
    if child.exitcode is None:
        child.kill()
        child.join()
    heard.close()
    complained.close()
    assert child.exitcode is not None
    return Ended(child.exitcode, (first, *rest.split("\n")), complaint, seconds)


def _child(said: Connection, complaining: Connection, arguments: list[str]) -> None:
    for stream, place in ((said, 1), (complaining, 2)):
        os.dup2(stream.fileno(), place)
        stream.close()
    for name in [name for name in os.environ if name.upper().startswith("SOURCIER_")]:
        del os.environ[name]
    sys.stdout, sys.stderr = os.fdopen(1, "w", closefd=False), os.fdopen(2, "w", closefd=False)
    sys.argv[1:] = arguments
    try:
        worker.main()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


def command(root: Path, *arguments: str) -> list[str]:
    """The command of an operation, for a process that loads everything by itself."""
    return [sys.executable, "-m", "eval.chaos.worker", str(root), *arguments]


def run(arguments: Sequence[str]) -> Ended:
    """Runs a command to its end."""
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith("SOURCIER_")}
    kept |= {"PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8"}
    start = time.perf_counter()
    done = subprocess.run(  # noqa: S603 - of our own making
        arguments, cwd=ROOT, env=kept, text=True, capture_output=True, timeout=PATIENCE, check=False
    )  # fmt: skip
    return Ended(done.returncode, tuple(done.stdout.split("\n")), done.stderr, time.perf_counter() - start)
