"""Answers without a chat model: the sentences of the articles that answer, word for word, or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np

from rag.answer.asked import Asked, Reading
from rag.answer.candidates import Candidate, candidates
from rag.answer.judge import Pool, judge
from rag.answer.weights import Weights
from rag.types import Citation, Draft, Hit, Scale, ShortAnswer, Span, Statement, Vectors

ENOUGH = 0.95
"""Sentences are added until it is this likely that the answer is among them."""
REPEATS = 0.6
"""Two sentences that share this much of the shorter one's words say the same."""
NEAREST = 3
EXTRACTIVE = "extractive"


class Yardstick(Protocol):
    """What tells how high a question's scores are by themselves (the retriever)."""

    def scales(self, query: Vectors) -> Mapping[str, Scale]:
        """For each language of the index."""


class ExtractiveAnswerer:
    """Quotes one to `most` sentences, or abstains where its confidence is below `threshold`."""

    def __init__(
        self, reading: Reading, yardstick: Yardstick, weights: Weights, *, most: int, threshold: float
    ) -> None:
        self._reading = reading
        self._yardstick = yardstick
        self._weights = weights
        self._most = most
        self._threshold = threshold

    @property
    def name(self) -> str:
        """Always `extractive`."""
        return EXTRACTIVE

    def answer(self, question: str, language: str, hits: Sequence[Hit]) -> Draft:
        """The sentences that answer, the likeliest first."""
        scales = self._yardstick.scales(self._reading.embedder.embed_query(question))
        asked = Asked.of(question, language, self._reading, scales)
        pools = []
        for group in self._reading.by_language(hits):
            if found := candidates(asked, group, self._reading):
                pools.append(judge(found, self._weights, same=group[0].passage.language == language))
        confidence = max((pool.answered for pool in pools), default=0.0)
        if confidence < self._threshold:
            return Draft((), abstained=True, confidence=confidence, nearest=nearest(hits))
        chosen = self._choose(pools)
        statements = tuple(
            Statement(" ".join(c.text.split()), (_cite(marker, c.hit, c.span, c.text),))
            for marker, c in enumerate(chosen, 1)
        )
        return Draft(statements, abstained=False, confidence=confidence, short=_short(chosen[0]))

    def _choose(self, pools: Sequence[Pool]) -> list[Candidate]:
        """The likeliest sentences over all pools, none that says what another has said."""
        # By odds, not by probability: of two languages, one sure and one merely likely, the sure one is heard.
        trust = np.array([pool.answered / (1 - pool.answered + 1e-9) for pool in pools])
        trust = trust / trust.sum()
        ranked = sorted(
            (
                (share * float(part), candidate)
                for pool, part in zip(pools, trust, strict=True)
                for share, candidate in zip(pool.shares, pool.candidates, strict=True)
            ),
            key=lambda pair: -pair[0],
        )
        chosen: list[Candidate] = []
        covered = 0.0
        for share, candidate in ranked:
            if chosen and (len(chosen) == self._most or covered >= ENOUGH or share < self._weights.least):
                break
            covered += share
            if not any(_says_the_same(candidate, other) for other in chosen):
                chosen.append(candidate)
        return _in_reading_order(chosen)


def _says_the_same(one: Candidate, other: Candidate) -> bool:
    mine, theirs = ({t.stem for t in c.words} for c in (one, other))
    return len(mine & theirs) >= REPEATS * max(1, min(len(mine), len(theirs)))


def _in_reading_order(chosen: Sequence[Candidate]) -> list[Candidate]:
    """The best first; what follows it in the same article next, in the order of the text; then other articles."""
    order = {name: i for i, name in enumerate(dict.fromkeys(c.hit.document.id for c in chosen))}
    return [*chosen[:1], *sorted(chosen[1:], key=lambda c: (order[c.hit.document.id], c.span))]


def _short(candidate: Candidate) -> ShortAnswer | None:
    if candidate.best is None:
        return None
    start, end = candidate.best.span
    text = candidate.text[start - candidate.span.start : end - candidate.span.start]
    return ShortAnswer(text, candidate.hit.document.id, start, end, candidate.hit.passage.language)


def _cite(marker: int, hit: Hit, span: Span, quote: str) -> Citation:
    info = hit.document
    return Citation(
        marker=marker, document_id=info.id, title=info.title, source=info.source, start=span.start, end=span.end,
        quote=quote, verdict="supported", language=hit.passage.language, date=info.date, url=info.url,
    )  # fmt: skip


def nearest(hits: Sequence[Hit]) -> tuple[Citation, ...]:
    """The best passages whole, for a reader to judge; the pipeline's verifier has no say on them."""
    return tuple(whole(hit, marker) for marker, hit in enumerate(hits[:NEAREST], 1))


def whole(hit: Hit, marker: int) -> Citation:
    """The passage of a hit as a citation."""
    return _cite(marker, hit, Span(hit.passage.start, hit.passage.end), hit.passage.text)
