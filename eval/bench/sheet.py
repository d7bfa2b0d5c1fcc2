"""What was measured: printed as it comes, kept for `--json`."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[2]
_SOURCIER_ANSWERED = (0, 3)
"""Exit codes of `sourcier ask`: answered, and nothing in the articles answers."""


class Sheet:
    """Sections of rows, each a value with its unit."""

    def __init__(self) -> None:
        self._sections: dict[str, dict[str, dict[str, float | str]]] = {}
        self._rows: dict[str, dict[str, float | str]] = {}

    def section(self, title: str) -> None:
        """What follows belongs to it."""
        print(title, flush=True)
        self._rows = self._sections.setdefault(title, {})

    def note(self, text: str) -> None:
        """A line that says how something is measured; it is not kept."""
        print(f"  ({text})", flush=True)

    def row(self, name: str, value: float, unit: str, digits: int = 2, goal: str = "") -> None:
        """`goal` is what the value is meant to be, in the same unit."""
        print(f"  {name:<58} {value:>10.{digits}f} {unit:<11}{goal and f' goal {goal}'}".rstrip(), flush=True)
        self._rows[name] = {"value": round(float(value), 6), "unit": unit, **({"goal": goal} if goal else {})}

    def write(self, path: Path) -> None:
        """Everything so far, as JSON: section, row, then value, unit and goal."""
        path.write_text(json.dumps(self._sections, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def seconds(work: Callable[[], object]) -> float:
    """Wall time of a call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def percentiles(times: Sequence[float]) -> tuple[float, float]:
    """p50 and p95, in the unit given."""
    p50, p95 = np.percentile(times, [50, 95])
    return float(p50), float(p95)


def cold_ask(index: Path, question: str) -> float:
    """Seconds of `sourcier ask` in a process of its own, median of 3."""
    command = [sys.executable, "-m", "rag.cli", "ask", question, "--index", str(index)]

    def ask() -> None:
        code = subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=False).returncode  # noqa: S603
        if code not in _SOURCIER_ANSWERED:
            raise RuntimeError(f"`sourcier ask` ended with {code}")

    return statistics.median(seconds(ask) for _ in range(3))
