"""Trains the reader: `python -m eval.reader --out FOLDER piaf.json squad.json`.

Takes SQuAD-format files, French and English. A run that is cut off goes on where its last checkpoint was when the same
command is given again.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from eval.reader.examples import SWAPPED, Corpus, Example, Negatives, Rounds, of, read_corpus
from eval.reader.loop import Plan, Training
from eval.reader.network import Reader
from eval.reader.parallel import crossing, read_pages
from eval.reader.rows import Row, Rows
from eval.reader.swaps import Swaps
from rag.embed.bundled import container_path
from rag.embed.e5s import read_container
from rag.embed.unigram import Tokenization
from rag.models import make_embedder
from rag.ports import Embedder
from rag.reader.pairs import Pairing
from rag.reader.weights import ReaderWeights
from rag.settings import load_settings

PARALLEL = 0.12
"""Examples from translated pages, for each of the others."""
ROUNDS = 1000
"""More than a run has: the rounds of another seed are others."""
TESTED = 600
"""Questions on articles kept out that are read at each checkpoint, besides those that cross over; half as many again
get a wrong paragraph, or another name or number."""


def test_rows(corpus: Corpus, embedder: Embedder, negatives: Negatives, rows: Rows) -> list[Row]:
    """Questions of articles kept out, all that cross over among them, and paragraphs that do not answer them."""
    rng = random.Random(0)  # noqa: S311 - for drawing, not for secrets
    asked = list(corpus.parts["test"])
    rng.shuffle(asked)
    examples = [of(one, corpus.paragraphs) for one in asked]
    chosen = [e for e in examples if e.kind == "across"] + [e for e in examples if e.kind != "across"][:TESTED]
    some = [one for one in asked if one.answerable][: TESTED // 2]
    for one, vector in zip(some, embedder.embed_passages([one.question for one in some]), strict=True):
        wrong = negatives.draw(one, vector, rng)
        if wrong is not None:
            own = of(one, corpus.paragraphs)
            chosen.append(replace(own, paragraph=corpus.paragraphs[wrong], span=None, kind="elsewhere"))
    swaps = Swaps(corpus.paragraphs)
    for one in some:
        if (question := swaps.draw(one, rng)) is not None:
            chosen.append(replace(of(one, corpus.paragraphs), question=question, span=None, kind="swapped"))
    return rows.make(chosen, rng)


def main(arguments: Sequence[str] | None = None) -> None:
    """Reads, draws, trains."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="+", help="SQuAD-format files")
    parser.add_argument("--out", type=Path, required=True, help="the folder of the run")
    parser.add_argument("--parallel", type=Path, help="what eval.reader.parallel wrote")
    parser.add_argument("--start", type=Path, help="a reader.npz to begin with, not the bundled encoder")
    parser.add_argument("--seed", type=int, default=Plan().seed, help="another for a run that begins with a reader")
    parser.add_argument("--total", type=int, default=Plan().total, help="examples to be seen")
    parser.add_argument("--rate", type=float, default=Plan().rate, help="the highest rate of learning")
    parser.add_argument("--swapped", type=float, default=SWAPPED, help="exchanges for each answered question")
    options = parser.parse_args(arguments)
    plan = Plan(total=options.total, rate=options.rate, seed=options.seed)
    corpus = read_corpus(options.data)
    embedder = make_embedder(load_settings())
    container = read_container(container_path())
    rows = Rows(Pairing(container.header, Tokenization(container)))
    negatives = Negatives(corpus, embedder)
    test = test_rows(corpus, embedder, negatives, rows)
    asked = Rounds(corpus, embedder, negatives, options.swapped)
    pages = read_pages(options.parallel) if options.parallel else []

    def rounds(number: int) -> list[Example]:
        number += (plan.seed - 1) * ROUNDS
        rng = random.Random(number)  # noqa: S311 - for drawing, not for secrets
        found = asked.examples(number)
        found += crossing(pages, int(PARALLEL * len(found)), rng) if pages else []
        rng.shuffle(found)
        return found

    print(f"{len(rounds(0))} examples a round; {len(test)} rows of articles kept out", flush=True)
    reader = Reader(container)
    if options.start:
        reader.take(ReaderWeights.load(options.start))
    training = Training(options.out, reader, plan, container.header.pad)
    if training.resume():
        print(f"goes on after {training.seen} examples", flush=True)
    training.run(rounds, rows, test)
    training.export(test)


if __name__ == "__main__":
    main()
