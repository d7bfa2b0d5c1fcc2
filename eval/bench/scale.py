"""How cost grows with the number of passages, beside what people would otherwise use: `make bench-scale`.

Text and vectors are made: sentences of the shipped articles recombined, and noise around the vectors of those passages
that were embedded. The questions are real. Files that were just written are still in the system's cache when opened.
"""

from __future__ import annotations

import argparse
import json
import math
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from eval.bench.large import questions
from eval.bench.scale_data import Given, nearest, prepare, recall
from eval.bench.scale_systems import SYSTEMS
from eval.bench.scale_table import Measured, table
from eval.bench.sheet import ROOT, percentiles
from eval.bench.side import worker
from rag import models
from rag.ports import Embedder
from rag.settings import load_settings

SIZES = (10_000, 100_000, 1_000_000)
QUESTIONS = 120
OURS = "sourcier"
_WARM_UP = "Qui dirige l’entreprise ?"
_WORKER = "eval.bench.scale_worker"


@dataclass(frozen=True, slots=True)
class Run:
    """Where it is kept, what one that is compared with may use at most, and how many questions are asked."""

    folder: Path
    minutes: float
    gib: float
    keep: bool
    questions: int = QUESTIONS


def main() -> None:
    """Measures, and prints a table."""
    wanted = _arguments()
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as temporary:
        run = Run(wanted.folder or Path(temporary), wanted.minutes, wanted.gib, wanted.folder is not None)
        measured = list(measure(run, wanted.sizes, wanted.systems))
    print(table(measured))
    print(f"\n{(time.monotonic() - start) / 60:.0f} minutes in all")
    if wanted.json:
        wanted.json.write_text(json.dumps([asdict(m) for m in measured], indent=1) + "\n", encoding="utf-8")


def measure(run: Run, sizes: Sequence[int], systems: Sequence[str]) -> Iterator[Measured]:
    """Each system at each size, one after the other."""
    embedder = models.make_embedder(load_settings())
    asked = questions(run.questions)
    for size in sizes:
        given = prepare(run.folder / f"{size}" / "given", embedder, size)
        for name in systems:
            print(f"{size} passages: {name} ({SYSTEMS[name].note})", file=sys.stderr, flush=True)
            found = _measured(run, given, name, asked, embedder)
            print(f"  {found}", file=sys.stderr, flush=True)
            yield found


def _measured(run: Run, given: Given, name: str, asked: Sequence[str], embedder: Embedder) -> Measured:
    folder = given.folder.parent / name
    made = built(run, given, name)
    vectors = np.stack([embedder.embed_query(question) for question in asked])
    with worker(_WORKER, "serve", name, str(folder)) as served:
        served.exchange(_WARM_UP)
        answers = [served.exchange(question) for question in asked]
        found = [served.exchange(vector.tolist())["found"] for vector in vectors]
    recalls = {}
    if found[0]:
        exact = nearest(given, vectors, made["held"])
        recalls = {pool: recall([f[pool] for f in found], exact[pool]) for pool in found[0]}
    p50, p95 = percentiles([answer["ms"] for answer in answers])
    last, cpu = answers[-1], percentiles([answer["cpu_ms"] for answer in answers])
    measured = Measured(
        name, len(given.vectors), made["held"], made["reached"], made["seconds"], made["anon"],
        _bytes(folder) / 1e6, served.said["seconds"], last["rss"], last["anon"], p50, p95, *cpu, recalls,
    )  # fmt: skip
    if not run.keep:
        shutil.rmtree(folder, ignore_errors=True)
    return measured


def built(run: Run, given: Given, name: str) -> dict[str, Any]:
    """What building took; what a kept folder holds from an earlier run is not built again."""
    folder = given.folder.parent / name
    note = folder / "built.json"
    if not note.exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        minutes = math.inf if name == OURS else run.minutes
        words = [sys.executable, "-m", _WORKER, "build", name, given.folder, folder, 60 * minutes, run.gib]
        done = subprocess.run([*map(str, words)], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
        note.write_text(done.stdout, encoding="utf-8")
    found: dict[str, Any] = json.loads(note.read_text(encoding="utf-8"))
    return found


def _bytes(folder: Path) -> int:
    """On the disk; a file under two names counts once."""
    sizes = {(s := file.stat()).st_ino: s.st_size for file in folder.rglob("*") if file.is_file()}
    return sum(sizes.values())


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m eval.bench.scale", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="passages (default: %(default)s)")
    parser.add_argument("--systems", nargs="+", choices=SYSTEMS, default=list(SYSTEMS), help="default: all")
    parser.add_argument(
        "--minutes",
        type=float,
        default=10,
        help="for building what Sourcier is compared with; then it is asked over what it holds (default: %(default)s)",
    )
    parser.add_argument("--gib", type=float, default=18, help="of memory, likewise (default: %(default)s)")
    parser.add_argument(
        "--folder", type=Path, help="keep everything here; what is there from before is not built again"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as well")
    return parser.parse_args()


if __name__ == "__main__":
    main()
