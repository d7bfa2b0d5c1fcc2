"""Judges whether passages support a statement."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.features import Bag
from rag.ports import Embedder
from rag.text.sentences import split_sentences
from rag.text.words import terms
from rag.types import Hit, Span, Support


class EvidenceJudge:
    """A SupportJudge."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def judge(self, statement: str, language: str, hits: Sequence[Hit]) -> list[Support]:
        """See SupportJudge."""
        words = terms(statement, language)
        vector = self._embedder.embed_passages([statement])[0]
        found = []
        for hit in hits:
            text = hit.passage.text
            spans = split_sentences(text)
            if not spans:
                continue
            scores = self._embedder.embed_passages([text[a:b] for a, b in spans]) @ vector
            best = int(scores.argmax())
            a, b = spans[best]
            bag = Bag(terms(text[a:b], hit.passage.language))
            missing = tuple(t.raw for t in words if (t.is_number or t.is_name) and not bag.holds(t))
            span = Span(a + hit.passage.start, b + hit.passage.start)
            support = Support(hit, span, text[a:b], "unsupported" if missing else "supported", missing)
            found.append((float(scores[best]), support))
        found.sort(key=lambda pair: (pair[1].verdict != "supported", -pair[0]))
        return [support for _, support in found]
