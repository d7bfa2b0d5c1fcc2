"""The sentences that could be quoted, with the features by which they are judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rag.answer.asked import Asked, Reading
from rag.answer.features import KINDS, Bag, asked_kinds, coverage, offers
from rag.answer.views import Seen, Sentences, matched, read, similar
from rag.text.odds import log_odds
from rag.text.words import Term, terms
from rag.types import AnswerSpan, Hit, Span


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a hit; `span` is in the document, as is that of `best`, which a reader has found in it."""

    hit: Hit
    span: Span
    text: str
    words: Sequence[Term] = field(compare=False)
    features: Mapping[str, float] = field(compare=False)
    best: AnswerSpan | None = field(compare=False, default=None)


def candidates(asked: Asked, hits: Sequence[Hit], reading: Reading) -> list[Candidate]:
    """Every sentence of the hits, which are of one language and in the order of their rank. Headings are left out."""
    own = [_sentences(hit, reading) for hit in hits]
    view = read if reading.reader else matched if asked.matcher else similar
    found = []
    for rank, (sentences, seen) in enumerate(zip(own, view(asked, own, reading), strict=True)):
        found += _of_a_hit(asked, rank, sentences, seen)
    return found


def _of_a_hit(asked: Asked, rank: int, sentences: Sentences, seen: Sequence[Seen]) -> list[Candidate]:
    hit = sentences.hit
    passage = hit.passage
    kinds = asked_kinds(asked.text)
    known = {t.stem for t in asked.words}
    bag = Bag(terms("\n".join((passage.text, passage.heading, hit.document.title)), passage.language))
    shared = {
        "passage_z": hit.nearness,
        "passage": log_odds(hit.score),
        "reciprocal_rank": 1 / (1 + rank),
        "coverage_near": coverage(asked.words, bag, asked.weight),
        "names_near": asked.names_held(bag),
    }
    found = []
    for span, quote, one in zip(sentences.spans, sentences.quotes, seen, strict=True):
        words = terms(quote, passage.language)
        new = [t for t in words if t.stem not in known]
        features = {
            **one.features,
            **shared,
            "coverage": coverage(asked.words, Bag(words), asked.weight),
            "question": float(quote.rstrip(' »”"').endswith("?")),
            "short": float(len(words) < 4),
            **{kind: _fit(kind, kinds, quote, new) for kind in KINDS},
        }
        found.append(Candidate(hit, span, quote, words, features, one.best))
    return found


def _sentences(hit: Hit, reading: Reading) -> Sentences:
    passage = hit.passage
    headings = [h.span for h in reading.texts.headings(passage.document_id)]
    spans = [Span(s.start + passage.start, s.end + passage.start) for s in reading.split(passage.text)]
    spans = [s for s in spans if not any(s.start < h.end and h.start < s.end for h in headings)]
    return Sentences(hit, spans, [passage.text[s.start - passage.start : s.end - passage.start] for s in spans])


def _fit(kind: str, kinds: frozenset[str], quote: str, new: Sequence[Term]) -> float:
    if kind not in kinds:
        return 0.0
    return 1.0 if offers(kind, quote, new) else -1.0
