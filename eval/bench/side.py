"""The worker processes, seen from the one that measures."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from eval.bench.sheet import ROOT

WARM_UP = "Qui dirige l’entreprise ?"
"""Asked first, for what is done once; it is in no question set."""


@dataclass
class Worker:
    """A process that answers each line of JSON with one. `said` is what it has said of itself once it was ready."""

    process: subprocess.Popen[str]
    said: dict[str, Any] = field(default_factory=dict)

    def exchange(self, asked: str | list[float]) -> dict[str, Any]:
        """What it answers. Raises RuntimeError where it has ended."""
        assert self.process.stdin is not None
        print(json.dumps(asked), file=self.process.stdin, flush=True)
        return self.hear()

    def hear(self) -> dict[str, Any]:
        """Its next line."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("a worker of the benchmark has ended")
        answer: dict[str, Any] = json.loads(line)
        return answer


@contextmanager
def worker(*command: str) -> Iterator[Worker]:
    """Starts one, waits until it is ready, and ends it."""
    with subprocess.Popen(  # noqa: S603 - our own arguments
        [sys.executable, "-m", *command], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            made = Worker(process)
            made.said = made.hear()
            yield made
        finally:
            assert process.stdin is not None
            process.stdin.close()


@dataclass
class Side:
    """An open worker. Seconds to open, MB in memory after that; of each question ms of wall time and of all cores."""

    worker: Worker
    opened: float
    rss_opened: float
    ms: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)
    rss: float = 0.0

    def ask(self, question: str) -> None:
        """Notes what it took."""
        answer = self.worker.exchange(question)
        self.ms.append(answer["ms"])
        self.cpu_ms.append(answer["cpu_ms"])
        self.rss = answer["rss"]

    def warm_up(self) -> None:
        """Asks what is not counted."""
        self.rss = self.worker.exchange(WARM_UP)["rss"]


@contextmanager
def side(name: Literal["ours", "ensemble"], index: Path) -> Iterator[Side]:
    """Opens one and closes it."""
    with worker("eval.bench.worker", name, str(index)) as opened:
        yield Side(opened, opened.said["seconds"], opened.said["rss"])
