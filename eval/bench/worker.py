"""One side of the comparison in a process of its own: `python -m eval.bench.worker ours|ensemble INDEX`.

It opens, says what that took, and then answers one question for each line of JSON that it is given.
"""

from __future__ import annotations

import gc
import json
import resource
import sys
import time
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path

from rag import build, models
from rag.settings import load_settings

K = 10
"""Passages asked for."""


def main() -> None:
    """Serves until the input ends."""
    warnings.simplefilter("ignore")  # langchain_community says on import that it is being retired
    side, index = sys.argv[1], Path(sys.argv[2])
    say = sys.stdout
    sys.stdout = sys.stderr  # whatever a vendor prints is no answer
    find, opened = _ours(index) if side == "ours" else _ensemble(index)
    gc.collect()
    print(json.dumps({"seconds": opened, "rss": resident()}), file=say, flush=True)
    for line in sys.stdin:
        question = json.loads(line)
        start, used = time.perf_counter(), time.process_time()
        found = find(question)
        ms, cpu = 1000 * (time.perf_counter() - start), 1000 * (time.process_time() - used)
        print(json.dumps({"ms": ms, "cpu_ms": cpu, "found": found, "rss": resident()}), file=say, flush=True)


def _ours(index: Path) -> tuple[Callable[[str], int], float]:
    settings = load_settings(index=index, reader=False)  # what is compared is the search
    start = time.perf_counter()
    sourcier = build.open_sourcier(settings, models.make_embedder(settings))
    opened = time.perf_counter() - start
    sourcier.warm_up()  # as a process does that serves
    return lambda question: len(sourcier.search(question, K)), opened


def _ensemble(index: Path) -> tuple[Callable[[str], int], float]:
    from eval.bench.ensemble import make_ensemble, read_passages

    texts, vectors = read_passages(index)
    embedder = models.make_embedder(load_settings(index=index))
    start = time.perf_counter()
    retriever = make_ensemble(texts, vectors, embedder, K)
    return lambda question: len(retriever.invoke(question)), time.perf_counter() - start


def resident() -> float:
    """MB of this process in memory; where the system does not tell, the most it ever had."""
    status = Path("/proc/self/status")
    if status.exists():
        fields: Mapping[str, str] = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(fields["VmRSS"].split()[0]) / 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 1024


if __name__ == "__main__":
    main()
