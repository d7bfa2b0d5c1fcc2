"""An index moved from FAISS to Milvus and back: are 500 questions answered the same? `python -m eval.bench.moved`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from eval.bench.large import EMBEDDED
from eval.bench.sheet import ROOT, Sheet
from eval.bench.synthetic import Corpus, vectors_around
from eval.bench.writing import GivenVectors, real_vectors, write_index
from eval.sets import read_set
from rag import build, indexing, models
from rag.moving import move
from rag.ports import Embedder
from rag.settings import Settings, load_settings
from rag.types import Answer

SETS = (
    "tests/data/shipped_questions.jsonl", "eval/sourcier-fr-en.jsonl", "eval/second_questions.jsonl",
    "eval/english-on-french.jsonl", "eval/follow-ups.jsonl",
)  # fmt: skip
SCORES = 1e-4
"""Stores add up an inner product in orders of their own: two scores that differ by less are the same."""


def main() -> None:
    """Prints what was the same, and what was not."""
    wanted = _arguments()
    sheet, embedder = Sheet(), models.make_embedder(load_settings())
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(index=Path(folder) / "index", store_uri=wanted.uri)
        _write(settings, embedder, wanted.passages)
        asked = _questions(wanted.questions)
        sheet.section(f"{wanted.passages} synthetic passages, {len(asked)} questions, reader and all")
        before = _answers(settings, embedder, asked)
        sheet.row("answered, the others refused", sum(not answer.abstained for answer in before), "", 0)
        for to in ("milvus", "faiss"):
            moved = move(settings, to)
            sheet.row(f"moved to {to}", moved.passages / moved.seconds, "passages/s", 0)
            sheet.note(f"SHA-256 {moved.checksum}")
            now = _answers(settings, embedder, asked)
            sheet.row("… the same answers", sum(map(_same, before, now)), f"of {len(asked)}", 0)
            sheet.row("… the same passages considered", sum(map(_same_hits, before, now)), f"of {len(asked)}", 0)


def _write(settings: Settings, embedder: Embedder, passages: int) -> None:
    corpus = Corpus(ROOT / "corpus")
    real, _ = real_vectors(corpus, embedder, min(EMBEDDED, passages))
    given = GivenVectors(embedder, vectors_around(real, passages))
    write_index(settings.index, indexing.identity(settings, embedder), corpus, given)


def _questions(count: int) -> list[str]:
    """Real ones, and where there are too few, their words in reverse: nonsense that has to be searched for as well."""
    found = list(dict.fromkeys(case.question for name in SETS for case in read_set(ROOT / name).cases))
    turned = [" ".join(reversed(question.rstrip(" ?").split())) + " ?" for question in found]
    return [*found, *turned][:count]


def _answers(settings: Settings, embedder: Embedder, questions: Sequence[str]) -> list[Answer]:
    sourcier = build.open_sourcier(settings, embedder)
    found = []
    for number, question in enumerate(questions, 1):
        found.append(sourcier.ask(question))
        if number % 100 == 0:
            print(number, file=sys.stderr)
    return found


def _same(one: Answer, other: Answer) -> bool:
    """Whether a reader sees the same: the words, their sources, whether it was refused."""
    return (one.abstained, one.statements) == (other.abstained, other.statements)


def _same_hits(one: Answer, other: Answer) -> bool:
    if [hit.passage.id for hit in one.hits] != [hit.passage.id for hit in other.hits]:
        return False
    return all(abs(a.score - b.score) < SCORES for a, b in zip(one.hits, other.hits, strict=True))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m eval.bench.moved", description=__doc__)
    parser.add_argument("--passages", type=int, default=50_000, help="of the index (default: %(default)s)")
    parser.add_argument("--questions", type=int, default=500, help="to ask (default: %(default)s)")
    parser.add_argument("--uri", help="of a Milvus server (default: Milvus Lite)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
