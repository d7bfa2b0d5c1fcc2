"""Ranking what a search returned by reading it: the first passages, each together with the question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.ports import PassageReader, ReadPassage
from rag.retrieve.calibration import READ, Read
from rag.types import Hit


class ReadingReranker:
    """A Reranker that reads the first `passages` hits. What it has not read stays behind them, in its order."""

    def __init__(self, reader: PassageReader, passages: int, calibration: Read = READ) -> None:
        self._reader = reader
        self._passages = passages
        self._calibration = calibration

    def rerank(self, question: str, hits: Sequence[Hit]) -> list[Hit]:
        """The same hits, best first, each with the probability that it answers, as far as it was read.

        No passage that was not read gets a higher one than those that were.
        """
        first, rest = hits[: self._passages], hits[self._passages :]
        read = [self._scored(*pair) for pair in zip(first, self._reader.read(question, first), strict=True)]
        lowest = min((hit.score for hit in read), default=1.0)
        ranked = sorted(read, key=lambda hit: -hit.score)  # stable: equal ones as retrieval has them
        return [*ranked, *(replace(hit, score=min(hit.score, lowest)) for hit in rest)]

    def _scored(self, hit: Hit, read: ReadPassage) -> Hit:
        return replace(hit, score=self._calibration.probability(hit, read))
