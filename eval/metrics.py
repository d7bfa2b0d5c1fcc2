"""The figures of a run: what each question gives to each metric, and what many questions give together.

==================== ===================================================================== ======================
metric               over                                                                  is
==================== ===================================================================== ======================
recall@k … ndcg@10   answerable questions with gold                                        mean over questions
answer_in_quote@k    answerable questions with answer strings                              share of questions
exact_match, f1      the same; the whole text of the answer against the best of the        mean over questions
                     strings, so that an answer of three sentences scores low
short_exact_match    the same where there is a short answer; that                          mean over questions
short_f1
citation_precision   citations in answers to answerable questions with gold                share that are gold
citation_recall      gold items of the same questions                                      share that are cited
abstention_precision refusals                                                              share rightly so
abstention_recall    questions without an answer                                           share refused
abstention_auroc     all questions asked                                                   area under ROC curve of
                                                                                           the confidence
latency_ms_p50, p95  all questions asked                                                   percentile of `ask`
==================== ===================================================================== ======================
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.outcome import Given, Outcome, quoted_within
from eval.ranking import RANK_METRICS, Judged, rank_metrics
from eval.strings import exact_match, f1

SHARES = (
    *RANK_METRICS, "answer_in_quote@1", "answer_in_quote@3", "exact_match", "f1", "short_exact_match",
    "short_f1", "citation_precision",
    "citation_recall", "abstention_precision", "abstention_recall",
)  # fmt: skip
"""Metrics that are a sum over questions divided by another."""

AUROC = "abstention_auroc"
PERCENTILES = {"latency_ms_p50": 50, "latency_ms_p95": 95}
METRICS = (*SHARES, AUROC, *PERCENTILES)

Floats = NDArray[np.float64]
Draws = NDArray[np.int64]
"""Rows of numbers of questions: `(resamples, questions)`."""


@dataclass(frozen=True)
class Table:
    """What each question gives, in the order of the questions; n of them.

    `parts`: of each of SHARES `(n, 2)`, numerator and denominator. `answerable`, `confidence`, `latency`: `(n,)`,
    the last two NaN for a question that was not asked. A Table is never shown as it is.
    """

    parts: dict[str, Floats]
    answerable: NDArray[np.bool_]
    confidence: Floats
    latency: Floats

    @staticmethod
    def of(outcomes: Sequence[Outcome]) -> Table:
        """The table of some outcomes."""
        parts = {name: np.zeros((len(outcomes), 2)) for name in SHARES}
        retrieved = [n for n, outcome in enumerate(outcomes) if outcome.ranked is not None]
        rankings = [Judged(range(len(outcomes[n].case.gold)), outcomes[n].ranked or ()) for n in retrieved]
        for n, found in zip(retrieved, rank_metrics(rankings), strict=True):
            for name, value in found.items():
                parts[name][n] = value, 1
        for n, outcome in enumerate(outcomes):
            for name, part in _answer_parts(outcome).items():
                parts[name][n] = part
        given = [outcome.given for outcome in outcomes]
        return Table(
            parts,
            np.array([outcome.case.answerable for outcome in outcomes], dtype=bool),
            np.array([np.nan if g is None else g.confidence for g in given], dtype=float),
            np.array([np.nan if g is None or g.latency_ms is None else g.latency_ms for g in given], dtype=float),
        )

    def rows(self, numbers: Sequence[int]) -> Table:
        """The table of some of the questions."""
        at = np.asarray(numbers, dtype=int)
        parts = {name: part[at] for name, part in self.parts.items()}
        return Table(parts, self.answerable[at], self.confidence[at], self.latency[at])

    def __len__(self) -> int:
        return len(self.answerable)

    def values(self) -> dict[str, float | None]:
        """Each of METRICS over all questions; None where it does not apply."""
        found: dict[str, float | None] = {}
        for name, part in self.parts.items():
            numerator, denominator = part.sum(axis=0)
            found[name] = float(numerator / denominator) if denominator else None
        found[AUROC] = self._auroc()
        timed = self.latency[~np.isnan(self.latency)]
        for name, percent in PERCENTILES.items():
            found[name] = float(np.percentile(timed, percent)) if timed.size else None
        return found

    def replicates(self, draws: Draws) -> dict[str, Floats]:
        """Each metric over each row of questions drawn, NaN where it does not apply to those drawn."""
        n = len(self)
        cells = (draws + n * np.arange(len(draws))[:, None]).ravel()
        counts = np.bincount(cells, minlength=len(draws) * n).reshape(len(draws), n).astype(float)
        found = {name: _ratio(counts @ part[:, 0], counts @ part[:, 1]) for name, part in self.parts.items()}
        found[AUROC] = self._aurocs(counts)
        times = np.sort(self.latency[draws], axis=1)  # NaN comes last
        for name, percent in PERCENTILES.items():
            found[name] = _percentile(times, percent)
        return found

    def _auroc(self) -> float | None:
        asked = ~np.isnan(self.confidence)
        if len(set(self.answerable[asked].tolist())) < 2:
            return None
        from sklearn.metrics import roc_auc_score

        return float(roc_auc_score(self.answerable[asked], self.confidence[asked]))

    def _aurocs(self, counts: Floats) -> Floats:
        """The same for each row of counts at once: the share of pairs in the right order, ties counting half."""
        asked = ~np.isnan(self.confidence)
        order = np.flatnonzero(asked)[np.argsort(self.confidence[asked], kind="stable")]
        scores, answerable, counts = self.confidence[order], self.answerable[order], counts[:, order]
        negatives = np.where(answerable, 0, counts)
        below = np.concatenate([np.zeros((len(counts), 1)), np.cumsum(negatives, axis=1)], axis=1)
        left, right = (np.searchsorted(scores, scores, side=side) for side in _SIDES)
        beaten = (below[:, left] + below[:, right]) / 2
        positives = np.where(answerable, counts, 0)
        return _ratio((positives * beaten).sum(axis=1), positives.sum(axis=1) * below[:, -1])


_SIDES: Any = ("left", "right")


def _percentile(rows: Floats, percent: float) -> Floats:
    """Of each sorted row, NaN at its end left out, as numpy's nanpercentile has it, which takes a row at a time."""
    last = np.maximum((~np.isnan(rows)).sum(axis=1) - 1, 0)
    if not rows.shape[1]:
        return np.full(len(rows), np.nan)
    place = last * percent / 100
    below = np.floor(place).astype(int)
    low, high = (np.take_along_axis(rows, at[:, None], axis=1)[:, 0] for at in (below, np.minimum(below + 1, last)))
    found: Floats = low + (high - low) * (place - below)
    return found


def _ratio(numerators: Floats, denominators: Floats) -> Floats:
    found: Floats = np.full(len(numerators), np.nan)
    np.divide(numerators, denominators, out=found, where=denominators > 0)
    return found


def _answer_parts(outcome: Outcome) -> dict[str, tuple[float, float]]:
    case, given = outcome.case, outcome.given
    if given is None:
        return {}
    refused = float(given.abstained)
    if not case.answerable:
        return {"abstention_precision": (refused, refused), "abstention_recall": (refused, 1)}
    parts = {"abstention_precision": (0.0, refused)}
    if case.answers:
        text = "" if given.abstained else given.text
        parts["answer_in_quote@1"] = (float(quoted_within(outcome, 1)), 1)
        parts["answer_in_quote@3"] = (float(quoted_within(outcome, 3)), 1)
        parts["exact_match"] = (exact_match(text, case.answers), 1)
        parts["f1"] = (f1(text, case.answers), 1)
        if given.short is not None:
            parts["short_exact_match"] = (exact_match(given.short, case.answers), 1)
            parts["short_f1"] = (f1(given.short, case.answers), 1)
    return parts | (_citation_parts(outcome, given) if case.gold else {})


def _citation_parts(outcome: Outcome, given: Given) -> dict[str, tuple[float, float]]:
    cited = {item for citation in given.citations for item in citation.gold}
    right = sum(bool(citation.gold) for citation in given.citations)
    return {
        "citation_precision": (right, len(given.citations)),
        "citation_recall": (len(cited), len(outcome.case.gold)),
    }
