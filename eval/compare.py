"""Two runs over the questions that both have: how far each metric moved, and which questions turned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from eval.bootstrap import Interval, bounds, replicates
from eval.metrics import METRICS, Table
from eval.outcome import Outcome, is_right
from eval.saved import SavedRun
from eval.summary import interval_json
from rag.errors import UsageError


@dataclass(frozen=True, slots=True)
class Difference:
    """A metric in both runs; `change` is second minus first, with its paired 95 % bootstrap interval."""

    first: float
    second: float
    change: Interval


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from the first run to the second.

    `differences`: what else than the answers differs between the runs (settings, index), each with both values.
    `lost` and `gained` hold (before, after) of each question.
    """

    questions: int
    only_first: int
    only_second: int
    differences: tuple[str, ...]
    metrics: dict[str, Difference | None]
    lost: tuple[tuple[Outcome, Outcome], ...]
    gained: tuple[tuple[Outcome, Outcome], ...]


def compare(first: SavedRun, second: SavedRun) -> Comparison:
    """Pairs the questions by id and wording. Raises UsageError where there is no pair.

    Where one of the runs is of the retrieval alone, only that decides which questions turned.
    """
    after = {(outcome.case.id, outcome.case.question): outcome for outcome in second.done}
    pairs = [(before, after[key]) for before in first.done if (key := (before.case.id, before.case.question)) in after]
    if not pairs:
        raise UsageError("run_nothing_common", first=first.name, second=second.name)
    retrieval_only = first.identity.retrieval_only or second.identity.retrieval_only
    judged = [tuple(is_right(o, retrieval_only=retrieval_only) for o in pair) for pair in pairs]
    return Comparison(
        questions=len(pairs),
        only_first=len(first.done) - len(pairs),
        only_second=len(second.done) - len(pairs),
        differences=tuple(first.identity.differences(second.identity)),
        metrics=_differences(pairs),
        lost=tuple(pair for pair, right in zip(pairs, judged, strict=True) if right == (True, False)),
        gained=tuple(pair for pair, right in zip(pairs, judged, strict=True) if right == (False, True)),
    )


def _differences(pairs: Sequence[tuple[Outcome, Outcome]]) -> dict[str, Difference | None]:
    tables = [Table.of(side) for side in zip(*pairs, strict=True)]
    (old, new), (old_spread, new_spread) = [t.values() for t in tables], [replicates(t) for t in tables]
    found: dict[str, Difference | None] = {}
    for name in METRICS:
        before, after = old[name], new[name]
        found[name] = None
        if before is not None and after is not None:
            # Both tables are drawn alike, so that a question is in both or in neither.
            change = Interval(after - before, *bounds(new_spread[name] - old_spread[name]))
            found[name] = Difference(before, after, change)
    return found


def comparison_json(comparison: Comparison) -> dict[str, Any]:
    """The JSON of `sourcier eval compare`."""
    return {
        "questions": comparison.questions,
        "only_first": comparison.only_first,
        "only_second": comparison.only_second,
        "differences": list(comparison.differences),
        "metrics": {name: _difference_json(name, found) for name, found in comparison.metrics.items()},
        "lost": [_turned_json(pair) for pair in comparison.lost],
        "gained": [_turned_json(pair) for pair in comparison.gained],
    }


def _difference_json(name: str, found: Difference | None) -> dict[str, float] | None:
    if found is None:
        return None
    change = interval_json(found.change, name) or {}
    places = 1 if name.startswith("latency") else 4
    values = {"first": round(found.first, places), "second": round(found.second, places)}
    return values | {"difference": change["value"], "low": change["low"], "high": change["high"]}


def _turned_json(pair: tuple[Outcome, Outcome]) -> dict[str, Any]:
    before, after = pair
    return {
        "id": after.case.id,
        "question": after.case.question,
        "before": [c.quote for c in before.given.citations] if before.given else [],
        "after": [c.quote for c in after.given.citations] if after.given else [],
    }
