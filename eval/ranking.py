"""Measures of a ranking, from the gold items and the ranked items alone, by ir-measures."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from typing import NamedTuple

DEPTH = 10
"""How many of the ranked items count."""

RANK_METRICS = ("recall@1", "recall@5", "recall@10", "mrr@10", "ndcg@10")


class Judged(NamedTuple):
    """A ranking without repetitions, best first, and the items that are relevant; at least one is."""

    gold: Collection[Hashable]
    ranked: Sequence[Hashable]


def rank_metrics(rankings: Sequence[Judged]) -> list[dict[str, float]]:
    """RANK_METRICS of each ranking, in its order, each in [0, 1]. Relevance is binary."""
    import ir_measures
    from ir_measures import RR, R, nDCG

    measures = dict(zip(RANK_METRICS, (R @ 1, R @ 5, R @ 10, RR @ 10, nDCG @ 10), strict=True))
    names = {measure: name for name, measure in measures.items()}
    # Names of our own for the questions and items: what is written in a set may be anything.
    judgements = {}
    runs = {}
    for number, (gold, ranked) in enumerate(rankings):
        wanted = list(dict.fromkeys(gold))
        codes = {item: f"gold{n}" for n, item in enumerate(wanted)}
        judgements[str(number)] = dict.fromkeys(codes.values(), 1)
        runs[str(number)] = {codes.get(item, f"other{n}"): float(-n) for n, item in enumerate(ranked[:DEPTH])}
    found: list[dict[str, float]] = [{} for _ in rankings]
    if rankings:
        for metric in ir_measures.iter_calc(list(names), judgements, runs):
            found[int(metric.query_id)][names[metric.measure]] = float(metric.value)
    return found
