"""Fits what tells whether a fact is in its place: `make fit-check DATA="piaf.json squad.json"`.

Takes the SQuAD-format files that the reader was trained on, and of them the questions on articles that were kept out of
that, makes statements of them (see `eval.made_statements`), prints how each half of the articles is told by what was
fitted on the other, and writes the numbers into `rag/answer/check/weights.py`.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from eval.fitting import logistic, write_fitted
from eval.made_statements import Made, Maker
from eval.reader.examples import read_corpus
from eval.squad import Asked, Paragraph
from rag.answer.check import weights as fitted
from rag.answer.check.belonging import Belonging
from rag.answer.check.given import read_passages
from rag.answer.check.judge import EvidenceJudge
from rag.embed.cache import caching
from rag.errors import UsageError
from rag.models import make_embedder, make_reader
from rag.settings import load_settings

SEED = 1
QUESTIONS = 150
"""In each language; all that cross over besides."""
KINDS = frozenset({"true", "swapped", "replaced"})
READ = ("read", "found", "share", "echo", "home")
UNREAD = ("share", "rival", "echo", "home")


@dataclass(frozen=True, slots=True)
class Row:
    """A fact of a statement that could be in another's place: what speaks for it, and whether it is right."""

    evidence: dict[str, float]
    right: bool
    article: str
    across: bool


def main(paths: Sequence[str]) -> None:
    """Makes statements, looks at their facts, reports, writes."""
    if not paths:
        sys.exit("Name the SQuAD-format files that the reader was trained on.")
    rows = list(_rows([Path(p) for p in paths]))
    for name, features in (("READ", READ), ("UNREAD", UNREAD)):
        _report(name, rows, features)
    blocks = [f"{name} = {_fit(rows, features)}" for name, features in (("READ", READ), ("UNREAD", UNREAD))]
    write_fitted(fitted.__file__, "\n".join(blocks))


def _rows(paths: Sequence[Path]) -> Iterator[Row]:
    settings = load_settings(reader=True)
    embedder = make_embedder(settings)
    reader = make_reader(settings, embedder)
    if reader is None:
        raise UsageError("no_reader")
    judge, belonging = EvidenceJudge(caching(embedder), reader), Belonging(reader)
    corpus = read_corpus(paths)
    rng = random.Random(SEED)  # noqa: S311 - for drawing, not for secrets
    maker = Maker(corpus.paragraphs)
    for number, asked in enumerate(
        _chosen([*corpus.parts["test"], *corpus.parts["calibrate"]], corpus.paragraphs, rng)
    ):
        if number % 50 == 0:
            print(f"{number} questions", flush=True)
        for made in maker.make(asked, rng):
            if made.kind in KINDS:
                yield from _of(made, judge, belonging)


def _chosen(asked: Sequence[Asked], paragraphs: Sequence[Paragraph], rng: random.Random) -> list[Asked]:
    across = [q for q in asked if q.language != paragraphs[q.paragraph].language]
    chosen = list(across)
    for language in ("fr", "en"):
        own = [q for q in asked if q.language == language and q.answerable and q not in across]
        chosen += rng.sample(own, min(QUESTIONS, len(own)))
    return chosen


def _of(made: Made, judge: EvidenceJudge, belonging: Belonging) -> Iterator[Row]:
    own = made.paragraphs[0]
    line = json.dumps({"text": own.text, "title": own.title, "language": own.language})
    for whole in judge.passages(made.text, made.language, read_passages([line])):
        for fact in belonging.found(whole):
            if belonging.asks(fact):
                start, end = fact.span
                changed = made.changed is not None and start < made.changed.end and made.changed.start < end
                evidence = dict(belonging.evidence(fact, whole))
                yield Row(evidence, not changed, made.article, made.language != own.language)


def _fit(rows: Sequence[Row], features: Sequence[str]) -> object:
    return logistic([[r.evidence[f] for f in features] for r in rows], [r.right for r in rows], features)


def _report(name: str, rows: Sequence[Row], features: Sequence[str]) -> None:
    articles = sorted({r.article for r in rows})
    odds = np.zeros(len(rows))
    half = np.array([articles.index(r.article) % 2 for r in rows])
    for part in (0, 1):
        model = logistic(
            [[r.evidence[f] for f in features] for r, h in zip(rows, half, strict=True) if h != part],
            [r.right for r, h in zip(rows, half, strict=True) if h != part],
            features,
        )
        for i in np.flatnonzero(half == part).tolist():
            odds[i] = model.log_odds(rows[i].evidence)
    right = np.array([r.right for r in rows])
    across = np.array([r.across for r in rows])
    for what, of in (("within a language", ~across), ("across", across)):
        area = roc_auc_score(right[of], odds[of])
        print(f"{name}, {what}: {right[of].sum()} facts in their place, {(~right[of]).sum()} not; AUROC {area:.3f}")
    for refused in (0.01, 0.02, 0.05, 0.1):
        limit = np.quantile(odds[right], refused)
        print(
            f"  below {limit:.2f}: {refused:.0%} of those in their place, {(odds[~right] < limit).mean():.0%} of others"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
