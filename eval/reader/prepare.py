"""Makes what the reader is trained from: `python -m eval.reader.prepare --out PACK piaf.json squad.json`.

Takes SQuAD-format files, French and English. With `--twins`, what the reader of statements is trained from.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from eval.reader.examples import Corpus, Example, Negatives, Rounds, of, read_corpus
from eval.reader.pack import write_pack
from eval.reader.parallel import Page, crossing, read_pages, translated
from eval.reader.rows import Rows
from eval.reader.statements import Statements, Twins
from eval.reader.swaps import Swaps
from eval.reader.written import TWINS, WRITTEN
from rag.embed.bundled import container_path
from rag.embed.e5s import read_container
from rag.embed.unigram import Tokenization
from rag.models import make_embedder
from rag.ports import Embedder
from rag.reader.pairs import Pairing
from rag.settings import load_settings

ROUNDS = 8
PARALLEL = 0.12
"""Examples from translated pages, for each of the others, and half as many of their sentences as statements."""
TESTED = 600
"""Questions on articles kept out that are read at each checkpoint, besides those that cross over; half as many again
get a wrong paragraph, or another name or number."""
TWINS_TESTED = 1500
"""Statements of pairs that are read at each checkpoint."""


def test_examples(corpus: Corpus, embedder: Embedder, negatives: Negatives) -> list[Example]:
    """Questions of articles kept out, all that cross over among them, paragraphs that do not answer them, and all
    statements that were written on them.
    """
    rng = _chance(0)
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
    stated = Statements(corpus, embedder, negatives, "test", made=0)
    return chosen + stated.examples(rng)


def mixed(
    corpus: Corpus, embedder: Embedder, negatives: Negatives, pages: Sequence[Page], rounds: int
) -> Iterator[list[Example]]:
    """The rounds over questions, statements and translated pages."""
    asked, stated = Rounds(corpus, embedder, negatives), Statements(corpus, embedder, negatives)
    for number in range(rounds):
        rng = _chance(number)
        found = asked.examples(number) + stated.examples(rng)
        if pages:
            count = int(PARALLEL * len(found))
            found += crossing(pages, count, rng) + translated(pages, count // 2, rng)
        rng.shuffle(found)
        yield found


def _chance(number: int) -> random.Random:
    return random.Random(number)  # noqa: S311 - for drawing, not for secrets


def main(arguments: Sequence[str] | None = None) -> None:
    """Reads, draws, writes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="+", help="SQuAD-format files")
    parser.add_argument("--out", type=Path, required=True, help="the file to be written")
    parser.add_argument("--parallel", type=Path, help="what eval.reader.parallel wrote")
    parser.add_argument("--twins", action="store_true", help="of statements that were written in pairs alone")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="over the questions, each drawn anew")
    options = parser.parse_args(arguments)
    corpus = read_corpus(options.data, (WRITTEN, TWINS) if options.twins else (WRITTEN,))
    embedder = make_embedder(load_settings())
    container = read_container(container_path())
    rows = Rows(Pairing(container.header, Tokenization(container)))
    negatives = Negatives(corpus, embedder)
    if options.twins:
        held = Twins(corpus, negatives, "test").examples(_chance(0))[:TWINS_TESTED]
        twins = Twins(corpus, negatives)
        rounds: Iterator[list[Example]] = (twins.examples(_chance(number)) for number in range(options.rounds))
    else:
        held = test_examples(corpus, embedder, negatives)
        pages = read_pages(options.parallel) if options.parallel else []
        rounds = mixed(corpus, embedder, negatives, pages, options.rounds)
    test = rows.make(held, _chance(0))
    made = []
    for number, found in enumerate(rounds):
        made.append(rows.make(found, _chance(number)))
        print(f"round {number}: {len(made[-1])} rows", flush=True)
    write_pack(options.out, container, made, test)
    print(f"{len(test)} rows of articles kept out; {options.out.stat().st_size / 1e6:.1f} MB", flush=True)


if __name__ == "__main__":
    main()
