"""From the strength of a hit to the probability that its passage answers."""

from __future__ import annotations

from dataclasses import dataclass

from rag.text.odds import log_odds, probability


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
        return probability(odds)


@dataclass(frozen=True, slots=True)
class Read:
    """The same of a passage that was read: log-odds = intercept + searched · retrieval's + read · the reader's."""

    intercept: float
    searched: float
    read: float

    def probability(self, searched: float, answers: float) -> float:
        """In [0, 1], from retrieval's probability and the reader's log-odds."""
        return probability(self.intercept + self.searched * log_odds(searched) + self.read * answers)


# fitted: begin
BUNDLED = Calibration(intercept=-2.48, gap=1.65, best=-0.85, coverage=1.56)
READ = Read(intercept=0.0, searched=0.7, read=0.7)
# fitted: end
