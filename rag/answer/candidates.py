"""The sentences that could be quoted, with the features by which they are judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from rag.answer.features import KINDS, Bag, asked_kinds, coverage, offers
from rag.answer.match import Matcher
from rag.ports import Embedder, SentenceSplitter, Texts, TokenEmbedder
from rag.text.words import Term, terms
from rag.types import Hit, Scale, Span, Vectors

READ = 8
"""Passages of each language that are read sentence by sentence."""


LEAST_WEIGHT = 0.2
"""Of a word that every passage has."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What passages are read with. `rarity` is the inverse document frequency of a stem in the whole index.

    `tokens` is the embedder again where its tokens are to be matched, or None.
    """

    texts: Texts
    embedder: Embedder
    rarity: Callable[[str], float]
    split: SentenceSplitter
    tokens: TokenEmbedder | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the features need it. `vector` is `(dim,)`, `scales` its yardstick for each language.

    `matcher` is None where tokens are not to be matched.
    """

    text: str
    language: str
    vector: Vectors
    scales: Mapping[str, Scale]
    words: Sequence[Term]
    weight: Mapping[str, float]
    matcher: Matcher | None

    @classmethod
    def of(cls, text: str, language: str, reading: Reading, scales: Mapping[str, Scale]) -> Asked:
        """Embeds and takes apart a question."""
        words = terms(text, language)
        weight = {t.stem: max(LEAST_WEIGHT, reading.rarity(t.stem)) for t in words}
        matcher = None
        if reading.tokens is not None:
            matcher = Matcher(reading.tokens.embed_query_tokens(text), words, [weight[t.stem] for t in words])
        return cls(text, language, reading.embedder.embed_query(text), scales, words, weight, matcher)

    def names_held(self, bag: Bag) -> float:
        """The share of its names and numbers in a bag; 0.5, which says nothing, where it has none."""
        names = [t for t in self.words if t.is_name or t.is_number]
        return sum(bag.holds(t) == 1 for t in names) / len(names) if names else 0.5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a hit; `span` is in the document."""

    hit: Hit
    span: Span
    text: str
    words: Sequence[Term] = field(compare=False)
    features: Mapping[str, float] = field(compare=False)


def candidates(asked: Asked, hits: Sequence[Hit], reading: Reading) -> list[Candidate]:
    """Every sentence of the hits, which are of one language and in the order of their rank. Headings are left out."""
    hits = hits[:READ]
    spans = [_sentences(hit, reading) for hit in hits]
    quotes = [[_quote(hit, span) for span in own] for hit, own in zip(hits, spans, strict=True)]
    seen = _matched(asked, hits, quotes, reading) or _plain(asked, hits, quotes, reading)
    kinds = asked_kinds(asked.text)
    known = {t.stem for t in asked.words}
    found = []
    for rank, (hit, own, texts, dense) in enumerate(zip(hits, spans, quotes, seen, strict=True)):
        passage = hit.passage
        bag = Bag(terms("\n".join((passage.text, passage.heading, hit.document.title)), passage.language))
        shared = {
            "passage_z": hit.nearness,
            "reciprocal_rank": 1 / (1 + rank),
            "coverage_near": coverage(asked.words, bag, asked.weight),
            "names_near": asked.names_held(bag),
        }
        for span, quote, measured in zip(own, texts, dense, strict=True):
            words = terms(quote, passage.language)
            new = [t for t in words if t.stem not in known]
            features = {
                **measured,
                **shared,
                "coverage": coverage(asked.words, Bag(words), asked.weight),
                "question": float(quote.rstrip(' »”"').endswith("?")),
                "short": float(len(words) < 4),
                **{kind: _fit(kind, kinds, quote, new) for kind in KINDS},
            }
            found.append(Candidate(hit, span, quote, words, features))
    return found


def _sentences(hit: Hit, reading: Reading) -> list[Span]:
    passage = hit.passage
    headings = [h.span for h in reading.texts.headings(passage.document_id)]
    spans = [Span(s.start + passage.start, s.end + passage.start) for s in reading.split(passage.text)]
    return [s for s in spans if not any(s.start < h.end and h.start < s.end for h in headings)]


def _quote(hit: Hit, span: Span) -> str:
    return hit.passage.text[span.start - hit.passage.start : span.end - hit.passage.start]


Dense = list[list[dict[str, float]]]
"""For each hit and each of its sentences, the features that come from vectors."""


def _plain(asked: Asked, hits: Sequence[Hit], quotes: Sequence[Sequence[str]], reading: Reading) -> Dense:
    vectors = iter(reading.embedder.embed_passages([quote for own in quotes for quote in own]))
    return [
        [{"sentence_z": _z(asked, hit, next(vectors)), "match": 0.0, "match_near": 0.0} for _ in own]
        for hit, own in zip(hits, quotes, strict=True)
    ]


def _matched(asked: Asked, hits: Sequence[Hit], quotes: Sequence[Sequence[str]], reading: Reading) -> Dense | None:
    """With the sentences matched word by word; None where tokens are not to be matched."""
    if asked.matcher is None or reading.tokens is None:
        return None
    titles = ["\n".join(part for part in (hit.document.title, hit.passage.heading) if part) for hit in hits]
    flat = [quote for own in quotes for quote in own]
    tokens = iter(reading.tokens.embed_passage_tokens([*flat, *titles]))
    sentences = [[next(tokens) for _ in own] for own in quotes]
    made: Dense = []
    for hit, own, title in zip(hits, sentences, tokens, strict=True):
        best = [asked.matcher.best(sentence) for sentence in own]
        near = asked.matcher.score(asked.matcher.best(title), *best)
        made.append(
            [
                {"sentence_z": _z(asked, hit, s.whole), "match": asked.matcher.score(b), "match_near": near}
                for s, b in zip(own, best, strict=True)
            ]
        )
    return made


def _z(asked: Asked, hit: Hit, vector: Vectors) -> float:
    return asked.scales[hit.passage.language].standardise(float(vector @ asked.vector))


def _fit(kind: str, kinds: frozenset[str], quote: str, new: Sequence[Term]) -> float:
    if kind not in kinds:
        return 0.0
    return 1.0 if offers(kind, quote, new) else -1.0
