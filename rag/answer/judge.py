"""From sentences with features to probabilities: which of them answers, and whether any does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rag.answer.candidates import Candidate
from rag.answer.weights import Weights
from rag.text.odds import probability


@dataclass(frozen=True, slots=True)
class Pool:
    """The sentences of one language. `shares`: how likely each is the one, given that the pool answers.

    `answered`: the probability that it does.
    """

    candidates: Sequence[Candidate]
    shares: Sequence[float]
    answered: float


def judge(found: Sequence[Candidate], weights: Weights, *, same: bool) -> Pool:
    """A pool of at least one candidate. `same`: question and passages are in one language."""
    sentence = weights.sentence_same if same else weights.sentence_cross
    odds = np.array([sentence.log_odds(c.features) for c in found])
    shares = np.exp(odds - odds.max())
    shares /= shares.sum()
    answered = weights.answered_same if same else weights.answered_cross
    summary = evidence(found, odds.tolist())
    return Pool(found, [float(s) for s in shares], probability(answered.log_odds(summary)))


def evidence(found: Sequence[Candidate], odds: Sequence[float]) -> Mapping[str, float]:
    """What the pool as a whole says. `match` comes with the view of matched words, `read` and `span` with the reader's.

    With a reader nothing of retrieval is among them: where all articles are on one subject, all its probabilities are
    low.
    """
    best = found[int(np.argmax(odds))].features
    return {
        "best": max(odds),
        "coverage": max(c.features["coverage_near"] for c in found),
        "names": best["names_near"],
        "match": max(c.features.get("match_near", 0.0) for c in found),
        "read": max((c.features["answers"] for c in found if "answers" in c.features), default=0.0),
        "span": best.get("span", 0.0),
        "best_near": best["coverage_near"],
        "best_coverage": best.get("coverage", 0.0),
    }
