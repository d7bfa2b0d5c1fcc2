"""Fits what ranks, chooses and trusts what was read: `make fit-reader DATA="piaf.json squad.json"`.

Takes the SQuAD-format files that the reader was trained on, and of them the articles that were kept out of that. Prints
how each half of these does with what was fitted on the other, then fits on both and writes the numbers into
`rag/answer/weights.py` and `rag/retrieve/calibration.py`.
"""

from __future__ import annotations

import math
import random
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from eval.draws import Library, ReadDraw, ReadPool
from eval.fitting import logistic, weights_block, write_fitted
from eval.reader.examples import Corpus, read_corpus
from eval.squad import Asked
from rag.answer import weights as fitted
from rag.answer.judge import Pool, evidence, judge
from rag.answer.weights import Model, Weights
from rag.embed.cache import CachingTokenEmbedder
from rag.errors import UsageError
from rag.models import make_embedder, make_reader
from rag.retrieve import calibration as calibrating
from rag.retrieve.calibration import Read
from rag.settings import load_settings

SEED = 1
QUESTIONS = {("fr", True): 450, ("en", True): 400, ("fr", False): 200, ("en", False): 200}
"""By language and whether they are answerable, at most; all that cross over besides."""
PASSAGES = 8
"""Read for each question."""
LEAST = 0.05
"""Of ten questions nine then have their answer quoted, in 1.7 sentences; 0.02 has one in a hundred more, in 2."""
MARK = "fitted by reading"
CROSSED = 3
"""Times that a question which crosses over counts, as in the fit without a reader."""
SENTENCE = ("passage", "share", "span", "coverage", "number", "date", "question")
ANSWERED = {("read", "names", "span"): 0.7, ("coverage", "best_near", "best_coverage", "names"): 0.3}
"""What the reader says, and the words that are there, fitted apart and heard in these shares: questions that were
written beside their paragraph share more words with it than others do, so that fitted together the words would rule."""
ANSWERABLE = 2 / 3
"""Of the questions that people ask are taken to have an answer; what share has in the draw says nothing of that."""
RATED = ("searched", "answers", "span")


def main(paths: Sequence[str]) -> None:
    """Reads, draws, fits, reports, writes. A number among the paths limits how many questions are drawn."""
    limit = next((int(p) for p in paths if p.isdigit()), None)
    files = [Path(p) for p in paths if not p.isdigit()]
    if not files:
        sys.exit("Name the SQuAD-format files that the reader was trained on.")
    draws = draw(read_corpus(files), limit)
    articles = sorted({d.article for d in draws})
    halves = [[d for d in draws if articles.index(d.article) % 2 == half] for half in (0, 1)]
    judged = []
    for half in (0, 1):
        read = fit_ranking(halves[half])
        weights = fit_weights([rated(d, read) for d in halves[half]])
        judged += [(d, pools_of(rated(d, read), weights)) for d in halves[1 - half]]
    report(judged)
    read = fit_ranking(draws)
    weights = fit_weights([rated(d, read) for d in draws])
    write_fitted(fitted.__file__, weights_block("READER", weights), MARK)
    write_fitted(calibrating.__file__, f"READ = {read}", MARK)


def draw(corpus: Corpus, limit: int | None) -> list[ReadDraw]:
    """Questions of articles that the reader was not trained on, each over an index of its own."""
    settings = load_settings(reader=True)
    embedder = make_embedder(settings)
    reader = make_reader(settings, embedder)
    if reader is None:
        raise UsageError("no_reader")
    rng = random.Random(SEED)  # noqa: S311 - for drawing, not for secrets
    library = Library(corpus.paragraphs, CachingTokenEmbedder(embedder))
    chosen = choose(corpus, rng)[:limit]
    draws = []
    for number, asked in enumerate(chosen):
        if number % 100 == 0:
            print(f"{number} of {len(chosen)} questions over {len(corpus.paragraphs)} paragraphs", flush=True)
        draws.append(library.draw_read(asked, rng, reader, PASSAGES))
    return draws


def choose(corpus: Corpus, rng: random.Random) -> list[Asked]:
    """Those that are asked, in an order drawn by chance."""
    asked = [*corpus.parts["test"], *corpus.parts["calibrate"]]
    across = [q for q in asked if q.language != corpus.paragraphs[q.paragraph].language]
    chosen = list(across)
    for (language, answerable), most in QUESTIONS.items():
        own = [q for q in asked if (q.language, q.answerable) == (language, answerable) and q not in across]
        chosen += rng.sample(own, min(most, len(own)))
    rng.shuffle(chosen)
    return chosen


def fit_ranking(draws: Sequence[ReadDraw]) -> Read:
    """The calibration of a passage that was read."""
    rows = [row for d in draws for row in d.rated.values()]
    model = logistic([features for features, _ in rows], [right for _, right in rows], RATED)
    return Read(model.intercept, **model.weights)


def rated(one: ReadDraw, read: Read) -> ReadDraw:
    """With what reading says of each passage known to its sentences."""

    def known(pool: ReadPool) -> ReadPool:
        found = []
        for candidate in pool.found:
            features, _ = one.rated[candidate.hit.passage.id]
            found.append(replace(candidate, features={**candidate.features, "passage": read.log_odds(*features)}))
        return replace(pool, found=found)

    return replace(one, pools=[known(pool) for pool in one.pools])


def fit_weights(draws: Sequence[ReadDraw]) -> Weights:
    """Of the sentences, then, with those, of whether any answers."""
    models: list[Model] = []
    for same in (True, False):
        pools = [pool for d in draws for pool in d.pools if pool.same == same]
        rows = [
            ([candidate.features[name] for name in SENTENCE], holds)
            for pool in pools
            if any(pool.right)
            for candidate, holds in zip(pool.found, pool.right, strict=True)
            if holds is not None
        ]
        models.append(logistic([features for features, _ in rows], [holds for _, holds in rows], SENTENCE))
    for same, sentence in zip((True, False), models[:2], strict=True):
        # Few questions cross over here, which says nothing of those that will be asked: each counts several times.
        pools = [
            pool
            for d in draws
            for pool in list(d.pools) * (1 if d.same else CROSSED)
            if pool.same == same and (d.same or not pool.same)
        ]
        found = [evidence(p.found, [sentence.log_odds(c.features) for c in p.found]) for p in pools]
        models.append(_answered(found, [p.answers for p in pools]))
    same_sentence, cross_sentence, *answered = models
    share = sum(d.kind == "answered" for d in draws) / len(draws)
    shift = math.log(ANSWERABLE / (1 - ANSWERABLE)) - math.log(share / (1 - share))
    same_answered, cross_answered = (replace(m, intercept=round(m.intercept + shift, 2)) for m in answered)
    return Weights(same_sentence, cross_sentence, same_answered, cross_answered, LEAST)


def _answered(found: Sequence[Mapping[str, float]], labels: Sequence[bool]) -> Model:
    """The models of ANSWERED, added up."""
    intercept, weights = 0.0, dict.fromkeys((name for names in ANSWERED for name in names), 0.0)
    for names, share in ANSWERED.items():
        model = logistic([[summary[name] for name in names] for summary in found], labels, names)
        intercept += share * model.intercept
        for name in names:
            weights[name] += share * model.weights[name]
    return Model(round(intercept, 2), {name: round(weight, 2) for name, weight in weights.items()})


def pools_of(one: ReadDraw, weights: Weights) -> list[tuple[ReadPool, Pool]]:
    """Each pool, and how it is judged."""
    return [(pool, judge(pool.found, weights, same=pool.same)) for pool in one.pools]


def report(judged: Sequence[tuple[ReadDraw, Sequence[tuple[ReadPool, Pool]]]]) -> None:
    """Where the answer is among the sentences, and how well answered questions are told from others, by kind."""
    confidence = np.array([max((pool.answered for _, pool in pools), default=0.0) for _, pools in judged])
    kinds = np.array([d.kind for d, _ in judged])
    for same in (True, False):
        ranks = [
            rank_of_answer(pools)
            for d, pools in judged
            if d.kind == "answered" and any(own.answers and own.same == same for own, _ in pools)
        ]
        shares = ", ".join(f"{np.mean([r < k for r in ranks]):.3f} in the first {k}" for k in (1, 3))
        print(f"{'one language' if same else 'across languages'} ({len(ranks)} answered): the answer is {shares}")
    for kind in ("elsewhere", "near", "unanswerable"):
        of = np.isin(kinds, ["answered", kind])
        if len(set(kinds[of])) == 2:
            area = roc_auc_score(kinds[of] == "answered", confidence[of])
            print(f"answered ({sum(kinds == 'answered')}) against {kind} ({sum(kinds == kind)}): AUROC {area:.3f}")
    for low in (0.0, 0.2, 0.4, 0.6, 0.8):
        inside = (confidence >= low) & (confidence < low + 0.2)
        if inside.any():
            share = float((kinds[inside] == "answered").mean())
            print(f"confidence {low:.1f} to {low + 0.2:.1f}: {inside.sum():5} questions, {share:.2f} of them answered")


def rank_of_answer(pools: Sequence[tuple[ReadPool, Pool]]) -> int:
    """The place of the first sentence that holds the answer, all languages together; 999 where none does."""
    ranked = sorted(
        (
            (-share * pool.answered / (1 - pool.answered + 1e-9), holds)
            for own, pool in pools
            for share, holds in zip(pool.shares, own.right, strict=True)
        ),
        key=lambda pair: pair[0],
    )
    return next((i for i, (_, holds) in enumerate(ranked) if holds is not False), 999)


if __name__ == "__main__":
    main(sys.argv[1:])
