"""Whether memory grows: its slope after the warm-up, with how far that can be trusted."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

WARM_UP = 0.4
"""Of the time: models are loaded, caches fill, each thread takes its first memory."""
_BLOCKS = 12
"""Samples that follow each other say nearly the same; means of stretches of the time hardly."""
_T_99 = 3.169
"""Student's t, two-sided 99 %, for as many degrees of freedom as there are blocks less two."""
TOLERATED = 0.02
"""Of what is held, an hour. With 1,000 MB and 12 requests a second a leak of half a kilobyte a request is more."""
_LEAST = 120.0
"""Seconds after the warm-up: of fewer nothing is said of an hour."""


@dataclass(frozen=True, slots=True)
class Slope:
    """MB an hour with its interval of 99 %, and the MB that are held on average."""

    value: float
    low: float
    high: float
    held: float

    @property
    def grows(self) -> bool:
        """Whether all of the interval lies above what full caches still take for words that are new."""
        return self.low > TOLERATED * self.held


def slope(samples: Sequence[tuple[float, float]]) -> Slope | None:
    """Of (seconds, MB), by least squares over the means of stretches after the warm-up; None for too short a time."""
    if not samples:
        return None
    first, last = samples[0][0], samples[-1][0]
    begin = first + WARM_UP * (last - first)
    kept = np.array([one for one in samples if one[0] >= begin])
    if last - begin < _LEAST or len(kept) < 2 * _BLOCKS:
        return None
    means = np.array([block.mean(axis=0) for block in np.array_split(kept, _BLOCKS)])
    hours, mb = means[:, 0] / 3600, means[:, 1]
    away = hours - hours.mean()
    value = float((away * mb).sum() / (away**2).sum())
    rest = mb - mb.mean() - value * away
    error = math.sqrt(float((rest**2).sum()) / (_BLOCKS - 2) / float((away**2).sum()))
    return Slope(value, value - _T_99 * error, value + _T_99 * error, float(mb.mean()))
