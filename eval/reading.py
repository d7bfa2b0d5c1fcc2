"""What reading more passages gives and costs: `python -m eval.reading FOLDER`, over the sets of `eval.public`.

Every question is asked anew for each number of passages, with nothing remembered of the numbers before; 0 is without
the reader. Times are of `ask`, in milliseconds, on the machine at hand with all else on it.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np

from eval.public import ONE_LANGUAGE, Bench, head, mean, quoted, ranked, row
from eval.ranking import Judged
from rag.models import make_embedder
from rag.settings import load_settings

PASSAGES = (0, 2, 4, 6, 8, 12, 16)


def main() -> None:
    """Prints the table as Markdown, each row as soon as it is known."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--limit", type=int, default=60, help="questions of each set, at most")
    parser.add_argument("--work", type=Path, default=Path("index") / "public", help="where the indexes are kept")
    parser.add_argument("--passages", type=int, nargs="+", default=PASSAGES, help="how many are read")
    options = parser.parse_args()
    bench = Bench(options.data, options.work, make_embedder(load_settings()), options.limit)
    print(head("passages read", "first sentence", "first three", "nDCG@10", "p50", "p95"))
    for passages in options.passages:
        print(one(bench, passages), flush=True)


def one(bench: Bench, passages: int) -> str:
    """The row of a number of passages: means over the questions of all sets."""
    first, three, judged, times = [], [], [], []
    for name in filter(bench.has, ONE_LANGUAGE):
        reading = {"reader": passages > 0, "reader_passages": max(passages, 1)}
        sourcier = bench.open(name, answer_threshold=0.0, **reading)
        sourcier.warm_up()
        for q in bench.questions(name):
            if not q["answerable"] or not q["answers"]:
                continue
            since = time.perf_counter()
            answer = sourcier.ask(q["question"])
            times.append(1000 * (time.perf_counter() - since))
            first.append(quoted(answer, q["answers"], 1))
            three.append(quoted(answer, q["answers"], 3))
            judged.append(Judged(q["gold_ids"], ranked(sourcier, q["question"])))
    spent = [f"{np.percentile(times, percent):.0f}" for percent in (50, 95)]
    return row(passages, float(np.mean(first)), float(np.mean(three)), mean(judged), *spent)


if __name__ == "__main__":
    main()
