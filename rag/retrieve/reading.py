"""Ranking what a search returned by reading it: the first passages, each together with the question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.ports import PassageReader, ReadPassage
from rag.retrieve.calibration import READ, Read
from rag.types import Hit

FEW = 6
"""Passages that are read first."""
SURE = 1.0
"""The reader's log-odds that one of them answers from which the others are not read, which on two cores takes most of
the time of an answer."""
FEW_TO_WRITE, SURE_TO_WRITE = 3, 0.0
"""The same where a chat model is to write: it gets several passages and finds its own words, but its reader waits for
the first of them. Over 200 questions of the shipped sets as many are answered and refused as with the others."""


class ReadingReranker:
    """A Reranker that reads the first few hits and, unless one of them surely answers, the first `passages` in all.

    What it has not read stays behind them, in its order. It reads all `passages` where nothing is `sure` enough.
    """

    def __init__(
        self, reader: PassageReader, passages: int, calibration: Read = READ, sure: float = SURE, few: int = FEW
    ) -> None:
        self._reader = reader
        self._passages = passages
        self._calibration = calibration
        self._sure = sure
        self._few = few

    def rerank(self, question: str, hits: Sequence[Hit]) -> list[Hit]:
        """The same hits, best first, each with the probability that it answers, as far as it was read.

        No passage that was not read gets a higher one than those that were.
        """
        few = min(self._few, self._passages)
        first = self._reader.read(question, hits[:few])
        read = self._scored(hits[:few], first)
        if all(one.answers < self._sure for one in first):
            more = hits[few : self._passages]
            read += self._scored(more, self._reader.read(question, more))
        rest = hits[len(read) :]
        lowest = min((hit.score for hit in read), default=1.0)
        ranked = sorted(read, key=lambda hit: -hit.score)  # stable: equal ones as retrieval has them
        return [*ranked, *(replace(hit, score=min(hit.score, lowest)) for hit in rest)]

    def _scored(self, hits: Sequence[Hit], read: Sequence[ReadPassage]) -> list[Hit]:
        return [
            replace(hit, score=self._calibration.probability(hit, one), read=True)
            for hit, one in zip(hits, read, strict=True)
        ]
