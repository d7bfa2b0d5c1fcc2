"""The worker processes, seen from the one that measures."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from eval.bench.sheet import ROOT

WARM_UP = "Qui dirige l’entreprise ?"
"""Asked first, for what is done once; it is in no question set."""


@dataclass
class Side:
    """An open worker. Seconds to open, MB in memory after that; of each question ms of wall time and of all cores."""

    process: subprocess.Popen[str]
    opened: float
    rss_opened: float
    ms: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)
    rss: float = 0.0

    def ask(self, question: str) -> None:
        """Notes what it took."""
        answer = self._exchange(question)
        self.ms.append(answer["ms"])
        self.cpu_ms.append(answer["cpu_ms"])
        self.rss = answer["rss"]

    def warm_up(self) -> None:
        """Asks what is not counted."""
        self.rss = self._exchange(WARM_UP)["rss"]

    def _exchange(self, question: str) -> dict[str, float]:
        assert self.process.stdin is not None
        print(json.dumps(question), file=self.process.stdin, flush=True)
        return _answer(self.process)


@contextmanager
def side(name: Literal["ours", "ensemble"], index: Path) -> Iterator[Side]:
    """Opens one and closes it."""
    command = [sys.executable, "-m", "eval.bench.worker", name, str(index)]
    with subprocess.Popen(  # noqa: S603 - our own arguments
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            opened = _answer(process)
            yield Side(process, opened["seconds"], opened["rss"])
        finally:
            assert process.stdin is not None
            process.stdin.close()


def _answer(process: subprocess.Popen[str]) -> dict[str, float]:
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise RuntimeError("a worker of the benchmark has ended")
    answer: dict[str, float] = json.loads(line)
    return answer
