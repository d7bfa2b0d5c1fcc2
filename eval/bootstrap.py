"""How sure the figures are: 95 % intervals by resampling the questions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from eval.metrics import METRICS, Draws, Floats, Table

RESAMPLES = 1000
SEED = 20
BOUNDS = (2.5, 97.5)
_BLOCK = 2_000_000
"""How many questions are drawn at a time, so that memory stays within some tens of MB."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with the bounds of its 95 % bootstrap interval."""

    value: float
    low: float
    high: float


Figures = dict[str, Interval | None]
"""Each of METRICS in that order; None where it does not apply."""


def figures(table: Table) -> Figures:
    """Every metric with its interval. The same table always gives the same."""
    values = table.values()
    spread = replicates(table)
    found: Figures = {}
    for name in METRICS:
        value = values[name]
        found[name] = None if value is None else Interval(value, *bounds(spread[name]))
    return found


def replicates(table: Table) -> dict[str, Floats]:
    """Each metric over RESAMPLES draws of as many questions, `(RESAMPLES,)`; tables of one length are drawn alike."""
    size = max(1, min(RESAMPLES, _BLOCK // max(len(table), 1)))
    random = np.random.default_rng(SEED)
    blocks = [table.replicates(_draws(random, min(size, RESAMPLES - n), table)) for n in range(0, RESAMPLES, size)]
    return {name: np.concatenate([block[name] for block in blocks]) for name in METRICS}


def _draws(random: np.random.Generator, rows: int, table: Table) -> Draws:
    return random.integers(0, max(len(table), 1), size=(rows, len(table)))


def bounds(replicated: Floats) -> tuple[float, float]:
    """The 95 % interval; draws to which the metric does not apply are left out. At least one must be left."""
    low, high = np.percentile(replicated[~np.isnan(replicated)], BOUNDS)
    return float(low), float(high)
