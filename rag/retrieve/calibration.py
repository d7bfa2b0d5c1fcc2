"""From the strength of a hit to the probability that its passage answers."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a question's search says as a whole.

    `best`: the strength of its best hit. `coverage`: how much of the question's words that hit and its surroundings
    hold, by their rarity, about 0 to 1.
    """

    best: float
    coverage: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic regression: log-odds = intercept + weights · (gap of the hit, best, coverage).

    The gap is how far a hit stands above the crowd of its language's pool.
    """

    intercept: float
    gap: float
    best: float
    coverage: float

    def probability(self, gap: float, evidence: Evidence) -> float:
        """In [0, 1]; for one question it rises with the gap."""
        odds = self.intercept + self.gap * gap + self.best * evidence.best + self.coverage * evidence.coverage
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, odds))))


# fitted: begin
BUNDLED = Calibration(intercept=-2.48, gap=1.65, best=-0.85, coverage=1.56)
# fitted: end
