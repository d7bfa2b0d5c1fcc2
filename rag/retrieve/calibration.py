"""From the strength of a hit to the probability that its passage answers."""

from __future__ import annotations

from dataclasses import dataclass

from rag.ports import ReadPassage
from rag.text.odds import log_odds, probability
from rag.types import NO_WORDS, Hit, Span


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
    """The same of a passage that was read, with what the reader says of it.

    log-odds = intercept + weights · (retrieval's log-odds, the reader's, the score of the likeliest words).
    """

    intercept: float
    searched: float
    answers: float
    span: float

    def probability(self, hit: Hit, read: ReadPassage) -> float:
        """In [0, 1], of a hit with retrieval's probability."""
        return probability(self.log_odds(*read_features(hit, read)))

    def log_odds(self, searched: float, answers: float, span: float) -> float:
        """From what `read_features` gives."""
        return self.intercept + self.searched * searched + self.answers * answers + self.span * span


def read_features(hit: Hit, read: ReadPassage) -> tuple[float, float, float]:
    """Retrieval's log-odds, the reader's, and the score of the likeliest words of the passage."""
    best = read.best(Span(hit.passage.start, hit.passage.end))
    return log_odds(hit.score), read.answers, best.score if best else NO_WORDS


# fitted: begin
BUNDLED = Calibration(intercept=-2.48, gap=1.65, best=-0.85, coverage=1.56)
# fitted: end

# fitted by reading: begin
READ = Read(intercept=-2.28, searched=0.44, answers=1.02, span=0.04)
# fitted by reading: end
