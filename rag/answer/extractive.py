"""Answers without a chat model: the sentences of the articles that answer, word for word, or none."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from rag.answer.candidates import Asked, Candidate, candidates
from rag.answer.features import WordStatistics
from rag.answer.weights import BUNDLED, Weights
from rag.ports import Embedder, SentenceSplitter, Texts
from rag.types import Citation, Draft, Hit, Scale, Span, Statement, Vectors

ENOUGH = 0.8
"""Sentences are added until it is this likely that the answer is among them."""
LEAST = 0.06
"""A sentence less likely than this is not worth a reader's time."""
SAME = 0.93
"""Two sentences whose vectors have this cosine say the same."""
NEAREST = 3


class Yardstick(Protocol):
    """What tells how high a question's scores are by themselves (the retriever)."""

    def scales(self, query: Vectors) -> Mapping[str, Scale]:
        """For each language of the index."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the answerer reads with."""

    texts: Texts
    embedder: Embedder
    yardstick: Yardstick
    statistics: WordStatistics
    split: SentenceSplitter


@dataclass(frozen=True, slots=True)
class _Pool:
    """The sentences of one language with the log-odds that each answers, and that any does."""

    candidates: list[Candidate]
    log_odds: list[float]
    answered: float

    def shares(self) -> list[float]:
        """For each sentence, how likely it is the one, given that the pool answers."""
        odds = np.array(self.log_odds)
        weights = np.exp(odds - odds.max())
        return [float(share) for share in weights / weights.sum()]


class ExtractiveAnswerer:
    """Quotes one to `most` sentences, or abstains where its confidence is below `threshold`."""

    def __init__(self, reading: Reading, most: int, threshold: float, weights: Weights = BUNDLED) -> None:
        self._reading = reading
        self._most = most
        self._threshold = threshold
        self._weights = weights

    @property
    def name(self) -> str:
        """Always `extractive`."""
        return "extractive"

    def answer(self, question: str, language: str, hits: Sequence[Hit]) -> Draft:
        """The sentences that answer, the likeliest first."""
        reading = self._reading
        scales = reading.yardstick.scales(reading.embedder.embed_query(question))
        asked = Asked.of(question, language, reading.embedder, scales, reading.statistics)
        pools = [pool for group in _by_language(hits) if (pool := self._pool(asked, group))]
        confidence = max((_probability(pool.answered) for pool in pools), default=0.0)
        if confidence < self._threshold:
            return Draft((), abstained=True, confidence=confidence, nearest=_nearest(hits))
        chosen = self._choose(pools)
        statements = tuple(
            Statement(" ".join(c.text.split()), (_citation(marker, c),)) for marker, c in enumerate(chosen, 1)
        )
        return Draft(statements, abstained=False, confidence=confidence)

    def _pool(self, asked: Asked, hits: Sequence[Hit]) -> _Pool | None:
        reading = self._reading
        found = candidates(asked, hits, reading.embedder, reading.texts, reading.split)
        if not found:
            return None
        same = hits[0].passage.language == asked.language
        model = self._weights.sentence_same if same else self._weights.sentence_cross
        odds = [model.log_odds(c.features) for c in found]
        best = found[int(np.argmax(odds))]
        evidence = {
            "cosine": max(c.features["cosine"] for c in found) + (0.0 if same else self._weights.language_gap),
            "passage_z": max(c.features["passage_z"] for c in found),
            "coverage": max(c.features["coverage_near"] for c in found),
            "names": best.features["names_near"],
            "names_best": max(c.features["names_near"] for c in found),
        }
        judge = self._weights.answered_same if same else self._weights.answered_cross
        return _Pool(found, odds, judge.log_odds(evidence))

    def _choose(self, pools: Sequence[_Pool]) -> list[Candidate]:
        """The likeliest sentences over all pools, none that says what another has said."""
        trust = np.array([_probability(pool.answered) for pool in pools])
        trust = trust / trust.sum()
        ranked = sorted(
            (
                (share * float(t), c)
                for pool, t in zip(pools, trust, strict=True)
                for share, c in zip(pool.shares(), pool.candidates, strict=True)
            ),
            key=lambda pair: -pair[0],
        )
        chosen: list[Candidate] = []
        covered = 0.0
        for share, candidate in ranked:
            if chosen and (len(chosen) == self._most or covered >= ENOUGH or share < LEAST):
                break
            covered += share
            if not any(_says_the_same(candidate, other) for other in chosen):
                chosen.append(candidate)
        return _in_reading_order(chosen)


def _by_language(hits: Iterable[Hit]) -> list[list[Hit]]:
    groups: dict[str, list[Hit]] = defaultdict(list)
    for hit in hits:
        groups[hit.passage.language].append(hit)
    return list(groups.values())


def _says_the_same(one: Candidate, other: Candidate) -> bool:
    if one.hit.document.id == other.hit.document.id and one.span == other.span:
        return True
    return float(one.vector @ other.vector) >= SAME


def _in_reading_order(chosen: Sequence[Candidate]) -> list[Candidate]:
    """The best first; what follows it in the same article next, in the order of the text; then other articles."""
    order = {name: i for i, name in enumerate(dict.fromkeys(c.hit.document.id for c in chosen))}
    return [*chosen[:1], *sorted(chosen[1:], key=lambda c: (order[c.hit.document.id], c.span))]


def _citation(marker: int, candidate: Candidate) -> Citation:
    return _cite(marker, candidate.hit, candidate.span, candidate.text)


def _cite(marker: int, hit: Hit, span: Span, quote: str) -> Citation:
    info = hit.document
    return Citation(
        marker=marker, document_id=info.id, title=info.title, source=info.source, start=span.start, end=span.end,
        quote=quote, verdict="supported", language=hit.passage.language, date=info.date, url=info.url,
    )  # fmt: skip


def _nearest(hits: Sequence[Hit]) -> tuple[Citation, ...]:
    """The best passages whole, for a reader to judge; the pipeline's verifier has no say on them."""
    return tuple(
        _cite(marker, hit, Span(hit.passage.start, hit.passage.end), hit.passage.text)
        for marker, hit in enumerate(hits[:NEAREST], 1)
    )


def _probability(log_odds: float) -> float:
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, log_odds))))
