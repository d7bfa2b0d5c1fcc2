"""Fits the numbers of the extractive answerer: `make fit DATA="piaf.json squad.json"`.

Takes SQuAD-format files, French and English. Prints how the fit does on a fifth of the articles that were kept out,
then fits on everything and writes the numbers into `rag/answer/weights.py` and `rag/retrieve/calibration.py`. About 15
minutes on two cores.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from eval.draws import Draw, Library
from eval.fitting import logistic, weights_block, write_fitted
from eval.squad import Asked, crossed, read_squad
from rag.answer import weights as fitted
from rag.answer.judge import evidence
from rag.answer.weights import Model, Weights
from rag.embed.cache import CachingTokenEmbedder
from rag.models import make_embedder
from rag.retrieve import calibration as calibrating
from rag.retrieve.calibration import Calibration
from rag.settings import load_settings

SEED = 1
QUESTIONS = 1500
"""Of each language, drawn at random; those put into the other language are all taken, thrice."""

_SAME = ("sentence_z", "passage_z", "reciprocal_rank", "coverage", "names_near", "number", "date", "question")
_CROSS = ("sentence_z", "passage_z", "reciprocal_rank", "names_near", "number", "date", "question", "short")
_MATCHES = ("match", "match_near")
FEATURES = {
    ("BUNDLED", True): (*_SAME, *_MATCHES),
    ("BUNDLED", False): (*_CROSS, *_MATCHES),
    ("ANY_EMBEDDER", True): tuple(name for name in _SAME if name != "passage_z"),
    ("ANY_EMBEDDER", False): tuple(name for name in _CROSS if name not in {"passage_z", "question"}),
}
EVIDENCE = {"BUNDLED": ("best", "names", "match"), "ANY_EMBEDDER": ("best", "names", "coverage")}


def main(paths: Sequence[str]) -> None:
    """Reads, draws, fits, reports, writes. A number among the paths limits how many questions are drawn."""
    limit = next((int(p) for p in paths if p.isdigit()), None)
    paths = [p for p in paths if not p.isdigit()]
    if not paths:
        sys.exit("Name the SQuAD-format files to fit on: python -m eval.fit_extractive piaf.json squad.json")
    paragraphs, questions = read_squad(Path(p) for p in paths)
    rng = random.Random(SEED)  # noqa: S311 - for drawing, not for secrets
    embedder = make_embedder(load_settings())
    library = Library(paragraphs, CachingTokenEmbedder(embedder, tokens=30_000))
    chosen = _choose(questions, rng)
    rng.shuffle(chosen)
    chosen = chosen[:limit]
    draws = []
    for number, asked in enumerate(chosen):
        if number % 500 == 0:
            print(f"{number} of {len(chosen)} questions over {len(paragraphs)} paragraphs", flush=True)
        if draw := library.draw(asked, rng):
            draws.append(draw)
    articles = sorted({d.article for d in draws})
    kept_out = set(articles[::5])
    blocks = []
    for name, of in EVIDENCE.items():
        models = []
        for same in (True, False):
            own = [d for d in draws if d.same == same]
            train, test = ([d for d in own if (d.article in kept_out) == held] for held in (False, True))
            _report(name, same, test, _fit_pair(train, FEATURES[name, same], of))
            models.append(_fit_pair(own, FEATURES[name, same], of))
        (same_s, same_a), (cross_s, cross_a) = models
        blocks.append(weights_block(name, Weights(same_s, cross_s, same_a, cross_a)))
    _calibrate([d for d in draws if d.article not in kept_out], [d for d in draws if d.article in kept_out])
    calibration = _fit_calibration(draws)
    write_fitted(fitted.__file__, "\n\n".join(f"{b}\n{_DOCS[name]}" for name, b in zip(EVIDENCE, blocks, strict=True)))
    write_fitted(calibrating.__file__, f"BUNDLED = {calibration}")


def _choose(questions: Sequence[Asked], rng: random.Random) -> list[Asked]:
    chosen: list[Asked] = []
    for language in ("fr", "en"):
        own = [q for q in questions if q.answerable and q.language == language]
        chosen += rng.sample(own, min(QUESTIONS, len(own)))
    return chosen + 3 * crossed(questions, Path(__file__).parent / "data" / "crossed_questions.jsonl")


def _fit_pair(draws: Sequence[Draw], features: Sequence[str], of: Sequence[str]) -> tuple[Model, Model]:
    rows, right = [], []
    for draw in draws:
        if draw.kind == "answered" and any(draw.right):
            for candidate, holds in zip(draw.found, draw.right, strict=True):
                if holds is not None:
                    rows.append([candidate.features[name] for name in features])
                    right.append(holds)
    sentence = logistic(rows, right, features)
    summaries = [evidence(d.found, [sentence.log_odds(c.features) for c in d.found]) for d in draws]
    answered = logistic([[s[n] for n in of] for s in summaries], [d.kind == "answered" for d in draws], of)
    return sentence, answered


def _report(name: str, same: bool, draws: Sequence[Draw], models: tuple[Model, Model]) -> None:
    sentence, answered = models
    odds = [[sentence.log_odds(c.features) for c in d.found] for d in draws]
    ranks = []
    for draw, own in zip(draws, odds, strict=True):
        if draw.kind == "answered":
            order = np.argsort(-np.array(own))
            ranks.append(next((r for r, i in enumerate(order) if draw.right[i] is not False), 99))
    first, three = (np.mean([r < k for r in ranks]) for k in (1, 3))
    confidence = np.array([answered.log_odds(evidence(d.found, o)) for d, o in zip(draws, odds, strict=True)])
    kinds = np.array([d.kind for d in draws])
    print(f"{name}, {'one language' if same else 'across languages'}, articles kept out: {len(draws)} questions")
    print(f"  answer in the first sentence {first:.3f}, in the first three {three:.3f} ({len(ranks)} answered)")
    for kind in ("elsewhere", "near"):
        of = np.isin(kinds, ["answered", kind])
        area = roc_auc_score(kinds[of] == "answered", confidence[of])
        print(f"  answered against {kind}: AUROC {area:.3f}", flush=True)


_DOCS = {
    "BUNDLED": '"""For the bundled embedder, whose tokens are matched."""',
    "ANY_EMBEDDER": '"""For any other, of which nothing is known but how its scores spread."""',
}


def _fit_calibration(draws: Sequence[Draw]) -> Calibration:
    rows = [[r.gap, r.evidence.best, r.evidence.coverage] for d in draws for r, _ in d.rated]
    model = logistic(rows, [right for d in draws for _, right in d.rated], ("gap", "best", "coverage"))
    return Calibration(model.intercept, **model.weights)


def _calibrate(train: Sequence[Draw], test: Sequence[Draw]) -> None:
    """Reports how well the scores of first hits are calibrated, and tell answered questions from others."""
    calibration = _fit_calibration(train)
    scores = np.array([calibration.probability(d.rated[0][0].gap, d.rated[0][0].evidence) for d in test])
    right = np.array([d.rated[0][1] for d in test])
    print(f"score of the first hit, articles kept out: {len(test)} questions")
    for low in (0.0, 0.2, 0.4, 0.6, 0.8):
        inside = (scores >= low) & (scores < low + 0.2)
        if inside.any():
            print(f"  {low:.1f} to {low + 0.2:.1f}: {inside.sum():5} hits, {right[inside].mean():.2f} of them answer")
    print(f"  answers or not: AUROC {roc_auc_score(right, scores):.3f}")


if __name__ == "__main__":
    main(sys.argv[1:])
