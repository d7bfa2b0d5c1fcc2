"""Fits what the check goes by: `make fit-check DATA="piaf.json squad.json"`.

Takes the SQuAD-format files that the reader was trained on, and of them the questions on articles that were kept out of
that, makes statements of them (see `eval.made_statements`), adds twins that were written on paragraphs kept out, prints
how each half of the articles is told by what was fitted on the other, and writes the numbers into
`rag/answer/check/weights.py`: what tells whether a fact is in its place, then, with that, how much the reader's word
counts beside words and facts.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from eval.fitting import logistic, write_fitted
from eval.made_statements import Made, Maker
from eval.reader.examples import Corpus, read_corpus
from eval.reader.written import TWINS, WRITTEN
from eval.squad import Asked, Paragraph
from rag.answer.check import weights as fitted
from rag.answer.check.belonging import asks, evidence, found
from rag.answer.check.finding import evidence as support_evidence
from rag.answer.check.given import read_passages
from rag.answer.check.judge import EvidenceJudge
from rag.answer.weights import Model
from rag.embed.cache import caching
from rag.errors import UsageError
from rag.models import make_embedder, make_reader
from rag.ports import PassageReader
from rag.settings import load_settings

LANGUAGES = ("fr", "en")
SEED = 1
QUESTIONS = 150
"""In each language, and of those that cross over."""
PAIRS = 250
"""Of the twins, which are harder than what is made by rule, and should not outweigh it."""
KINDS = frozenset({"true", "swapped", "replaced"})
"""Statements whose facts are looked at: changed in one place, or not at all."""
PLACE = ("share", "rival", "echo", "home")
SUPPORT = ("supports", "unsupported", "weak")


@dataclass(frozen=True, slots=True)
class Row:
    """A fact that could be in another's place, or a passage beside a statement: what speaks for it, if it is right."""

    evidence: Mapping[str, float]
    right: bool
    article: str
    across: bool


class Fitter:
    """Looks at statements with the parts of the product."""

    def __init__(self) -> None:
        settings = load_settings(reader=True)
        embedder = make_embedder(settings)
        reader = make_reader(settings, embedder)
        if reader is None:
            raise UsageError("no_reader")
        self._reader: PassageReader = reader
        self._judge = EvidenceJudge(caching(embedder))

    def facts(self, made: Made) -> Iterator[Row]:
        """Those of a statement, beside the first of its paragraphs."""
        own = made.paragraphs[0]
        for whole in self._judge.passages(made.text, made.language, read_passages([_line(own)])):
            for fact in found(whole):
                if asks(fact):
                    start, end = fact.span
                    changed = made.changed is not None and start < made.changed.end and made.changed.start < end
                    yield Row(dict(evidence(fact)), not changed, made.article, made.language != own.language)

    def support(self, made: Made) -> Row | None:
        """The passage, of all beside it, that supports it best by the reader; None where none speaks of it, or numbers
        and dates settle it.
        """
        hits = read_passages([_line(paragraph) for paragraph in made.paragraphs])
        findings = self._judge.findings(made.text, made.language, hits)
        stances = self._reader.stances(made.text, [finding.window.hit for finding in findings])
        pairs = sorted(zip(findings, stances, strict=True), key=lambda pair: -pair[1].supports)
        across = any(made.language != paragraph.language for paragraph in made.paragraphs)
        if not pairs or pairs[0][0].miscounts:
            return None
        return Row(support_evidence(*pairs[0]), made.supported, made.article, across)


def main(paths: Sequence[str]) -> None:
    """Makes statements, looks at them, reports, writes."""
    if not paths:
        sys.exit("Name the SQuAD-format files that the reader was trained on.")
    corpus = read_corpus([Path(p) for p in paths], (WRITTEN, TWINS))
    made, twins = list(_made(corpus)), list(_twins(corpus))
    fitter = Fitter()
    facts = [row for one in made if one.kind in KINDS for row in fitter.facts(one)]
    print(f"{len(made)} and {len(twins)} statements, {len(facts)} facts that could be in another's place", flush=True)
    support = [row for one in [*made, *twins] if (row := fitter.support(one)) is not None]
    blocks = []
    for name, rows, features in (("PLACE", facts, PLACE), ("SUPPORT", support, SUPPORT)):
        _report(name, rows, features)
        blocks.append(f"{name} = {_fit(rows, features)}")
    write_fitted(fitted.__file__, "\n".join(blocks))


def _made(corpus: Corpus) -> Iterator[Made]:
    rng = random.Random(SEED)  # noqa: S311 - for drawing, not for secrets
    maker = Maker(corpus.paragraphs)
    for asked in _chosen([*corpus.parts["test"], *corpus.parts["calibrate"]], corpus.paragraphs, rng):
        yield from maker.make(asked, rng)


def _twins(corpus: Corpus) -> Iterator[Made]:
    """Of the statements written in pairs some, with both of a pair or neither; none of what the reader has seen."""
    names = sorted({one.twin for one in corpus.stated["test"] if one.twin is not None})
    chosen = set(random.Random(SEED).sample(names, min(PAIRS, len(names))))  # noqa: S311 - for drawing
    for one in corpus.stated["test"]:
        if one.twin in chosen:
            paragraph = corpus.paragraphs[one.paragraph]
            kind = one.kind if one.supported else f"twin {one.kind}"
            yield Made(one.text, one.language, paragraph.article, (paragraph,), kind)


def _chosen(asked: Sequence[Asked], paragraphs: Sequence[Paragraph], rng: random.Random) -> list[Asked]:
    chosen = []
    groups: dict[tuple[str, str], list[Asked]] = {(a, b): [] for a in LANGUAGES for b in LANGUAGES}
    for one in asked:
        if one.answerable:
            groups[one.language, paragraphs[one.paragraph].language].append(one)
    for (language, other), own in groups.items():
        most = QUESTIONS if language == other else QUESTIONS // 2
        chosen += rng.sample(own, min(most, len(own)))
    return chosen


def _line(paragraph: Paragraph) -> str:
    return json.dumps({"text": paragraph.text, "title": paragraph.title, "language": paragraph.language})


def _fit(rows: Sequence[Row], features: Sequence[str]) -> Model:
    values = [[r.evidence[f] for f in features] for r in rows]
    return logistic(values, [r.right for r in rows], features, balanced=features is SUPPORT)


def _report(name: str, rows: Sequence[Row], features: Sequence[str]) -> None:
    articles = sorted({r.article for r in rows})
    odds = np.zeros(len(rows))
    half = np.array([articles.index(r.article) % 2 for r in rows])
    for part in (0, 1):
        model = _fit([r for r, h in zip(rows, half, strict=True) if h != part], features)
        for i in np.flatnonzero(half == part).tolist():
            odds[i] = model.log_odds(rows[i].evidence)
    right = np.array([r.right for r in rows])
    across = np.array([r.across for r in rows])
    for what, of in (("within a language", ~across), ("across", across)):
        area = roc_auc_score(right[of], odds[of])
        print(f"{name}, {what}: {right[of].sum()} right, {(~right[of]).sum()} not; AUROC {area:.3f}")
    for refused in (0.01, 0.02, 0.05, 0.1, 0.2):
        limit = np.quantile(odds[right], refused)
        print(f"  below {limit:.2f}: {refused:.0%} of what is right, {(odds[~right] < limit).mean():.0%} of the rest")


if __name__ == "__main__":
    main(sys.argv[1:])
