"""One system of `make bench-scale` in a process of its own.

`python -m eval.bench.scale_worker build SYSTEM GIVEN FOLDER SECONDS GIB` writes it, and says what that took.
`… serve SYSTEM FOLDER` opens it, says what that took, and answers each line of JSON: a question, or a vector.
"""

from __future__ import annotations

import gc
import json
import sys
import threading
import time
import warnings
from importlib import import_module
from pathlib import Path
from typing import Any, TextIO

import numpy as np

from eval.bench.scale_data import Given
from eval.bench.scale_systems import SYSTEMS, Opened, silence
from rag import models
from rag.settings import load_settings

_EVERY = 0.2
"""Seconds between two looks at the memory."""


def main() -> None:
    """Builds or serves, as the command line says."""
    silence()
    warnings.simplefilter("ignore")
    say, sys.stdout = sys.stdout, sys.stderr  # whatever a vendor prints is no answer
    if sys.argv[1] == "build":
        _, _, name, given, folder, seconds, gib = sys.argv
        _say(say, _build(name, Given(Path(given)), Path(folder), Limit(float(seconds), float(gib))))
    else:
        _serve(say, sys.argv[2], Path(sys.argv[3]))


class Limit:
    """Notes the most memory that was in use, seen by a thread beside the work, and whether that or time is used up."""

    def __init__(self, seconds: float, gib: float) -> None:
        self._end, self._most = time.monotonic() + seconds, 1024 * gib
        self.anon = 0.0
        self.reached = ""
        self._done = threading.Event()
        self._watching = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Limit:
        self._watching.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._watching.join()

    def _watch(self) -> None:
        while True:
            self.anon = max(self.anon, memory()["anon"])
            if self._done.wait(_EVERY):
                return

    def __call__(self) -> bool:
        """Between batches."""
        if time.monotonic() > self._end:
            self.reached = "time"
        elif self.anon > self._most:
            self.reached = "memory"
        return bool(self.reached)


def _build(name: str, given: Given, folder: Path, limit: Limit) -> dict[str, Any]:
    start, used = time.perf_counter(), time.process_time()
    with limit:
        held = SYSTEMS[name].build(given, folder, limit)
    took = {"seconds": time.perf_counter() - start, "cpu": time.process_time() - used}
    return {"held": held, **took, "reached": limit.reached, "anon": limit.anon}


def _serve(say: TextIO, name: str, folder: Path) -> None:
    for module in SYSTEMS[name].imports:
        import_module(module)
    start = time.perf_counter()
    opened = SYSTEMS[name].open(folder, models.make_embedder(load_settings()))
    took = time.perf_counter() - start
    gc.collect()
    _say(say, {"seconds": took, **memory()})
    for line in sys.stdin:
        _say(say, _answer(opened, json.loads(line)))


def _answer(opened: Opened, asked: Any) -> dict[str, Any]:
    if isinstance(asked, list):
        return {"found": opened.nearest(np.array(asked, dtype=np.float32))}
    start, used = time.perf_counter(), time.process_time()
    found = opened.search(asked)
    ms, cpu = 1000 * (time.perf_counter() - start), 1000 * (time.process_time() - used)
    return {"ms": ms, "cpu_ms": cpu, "found": found, **memory()}


def memory() -> dict[str, float]:
    """MB of this process: all that is in memory, and that which no file stands behind."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    fields: dict[str, str] = dict(line.split(":", 1) for line in lines)
    names = {"rss": "VmRSS", "anon": "RssAnon"}
    return {name: int(fields[field].split()[0]) / 1024 for name, field in names.items()}


def _say(to: TextIO, what: dict[str, Any]) -> None:
    print(json.dumps(what), file=to, flush=True)


if __name__ == "__main__":
    main()
