"""The sentences that could be quoted, with the features by which they are judged."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rag.answer.features import Bag, WordStatistics, asked_kinds, coverage, offers
from rag.ports import Embedder, SentenceSplitter, Texts
from rag.text.words import Term, terms
from rag.types import Hit, Scale, Span, Vectors

READ = 8
"""Passages of each language that are read sentence by sentence."""
_KINDS = ("number", "date")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the features need it. `vector` is `(dim,)`, `scales` its yardstick for each language."""

    text: str
    language: str
    vector: Vectors
    scales: Mapping[str, Scale]
    words: Sequence[Term]
    weight: Mapping[str, float]

    @classmethod
    def of(
        cls, text: str, language: str, embedder: Embedder, scales: Mapping[str, Scale], statistics: WordStatistics
    ) -> Asked:
        """Embeds and takes apart a question."""
        words = terms(text, language)
        weight = {t.stem: statistics.weight(t.stem) for t in words}
        return cls(text, language, embedder.embed_query(text), scales, words, weight)

    @property
    def names(self) -> list[Term]:
        """Its names and numbers, which are the same in either language."""
        return [t for t in self.words if t.is_name or t.is_number]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a hit; `span` is in the document. `vector` is `(dim,)`."""

    hit: Hit
    span: Span
    text: str
    vector: Vectors
    features: Mapping[str, float] = field(compare=False)


def candidates(
    asked: Asked, hits: Sequence[Hit], embedder: Embedder, texts: Texts, split: SentenceSplitter
) -> list[Candidate]:
    """Every sentence of the hits, which are in the order of their rank and in one language. Headings are left out."""
    found = [(rank, hit, span) for rank, hit in enumerate(hits[:READ]) for span in _sentences(hit, texts, split)]
    quotes = [hit.passage.text[span.start - hit.passage.start : span.end - hit.passage.start] for _, hit, span in found]
    vectors = embedder.embed_passages(quotes)
    bags = {rank: _context(hit) for rank, hit in enumerate(hits[:READ])}
    near = {rank: _names_held(asked, bag) for rank, bag in bags.items()}
    held = {rank: coverage(asked.words, bag, asked.weight) for rank, bag in bags.items()}
    kinds = asked_kinds(asked.text)
    known = {t.stem for t in asked.words}
    made = []
    for (rank, hit, span), quote, vector in zip(found, quotes, vectors, strict=True):
        words = terms(quote, hit.passage.language)
        new = [t for t in words if t.stem not in known]
        cosine = float(vector @ asked.vector)
        features = {
            "cosine": cosine,
            "sentence_z": asked.scales[hit.passage.language].standardise(cosine),
            "passage_z": hit.score,
            "reciprocal_rank": 1 / (1 + rank),
            "coverage": coverage(asked.words, Bag(words), asked.weight),
            "coverage_near": held[rank],
            "names_near": near[rank],
            "new_words": math.log1p(len(new)),
            "short": float(len(words) < 4),
            "question": float(quote.rstrip(' »”"').endswith("?")),
        }
        features |= {kind: _fit(kind, kinds, quote, new) for kind in _KINDS}
        made.append(Candidate(hit, span, quote, vector, features))
    return made


def _sentences(hit: Hit, texts: Texts, split: SentenceSplitter) -> list[Span]:
    passage = hit.passage
    headings = [h.span for h in texts.headings(passage.document_id)]
    spans = [Span(s.start + passage.start, s.end + passage.start) for s in split(passage.text)]
    return [s for s in spans if not any(s.start < h.end and h.start < s.end for h in headings)]


def _context(hit: Hit) -> Bag:
    """A sentence is understood with its passage, and the passage with its headings and title."""
    passage = hit.passage
    return Bag(terms("\n".join((passage.text, passage.heading, hit.document.title)), passage.language))


def _names_held(asked: Asked, bag: Bag) -> float:
    """The share of the question's names and numbers in the bag; 0.5, which says nothing, where it has none."""
    names = asked.names
    return sum(bag.holds(t) == 1 for t in names) / len(names) if names else 0.5


def _fit(kind: str, kinds: frozenset[str], quote: str, new: Sequence[Term]) -> float:
    if kind not in kinds:
        return 0.0
    return 1.0 if offers(kind, quote, new) else -1.0
