"""What the vectors of sentences, or the reader, say of each sentence that could be quoted."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.answer.asked import Asked, Reading
from rag.types import NO_WORDS, AnswerSpan, Hit, Span, Vectors

_LEAST_SHARE = 1e-6


@dataclass(frozen=True, slots=True)
class Sentences:
    """Those of a hit; `spans` are in the document."""

    hit: Hit
    spans: Sequence[Span]
    quotes: Sequence[str]


@dataclass(frozen=True, slots=True)
class Seen:
    """What is seen in one sentence: features by name, and the likeliest words of an answer."""

    features: Mapping[str, float]
    best: AnswerSpan | None = None


def similar(asked: Asked, hits: Sequence[Sentences], reading: Reading) -> list[list[Seen]]:
    """How near each sentence is to the question."""
    vectors = iter(reading.embedder.embed_passages([quote for own in hits for quote in own.quotes]))
    return [
        [Seen({"sentence_z": _z(asked, own.hit, next(vectors)), "match": 0.0, "match_near": 0.0}) for _ in own.quotes]
        for own in hits
    ]


def matched(asked: Asked, hits: Sequence[Sentences], reading: Reading) -> list[list[Seen]]:
    """The same, and each sentence matched with the question word by word.

    Raises ValueError for a question or a reading whose tokens are not to be matched.
    """
    matcher = asked.matcher
    if matcher is None or reading.tokens is None:
        raise ValueError("tokens are not to be matched")
    titles = ["\n".join(part for part in (own.hit.document.title, own.hit.passage.heading) if part) for own in hits]
    flat = [quote for own in hits for quote in own.quotes]
    tokens = iter(reading.tokens.embed_passage_tokens([*flat, *titles]))
    sentences = [[next(tokens) for _ in own.quotes] for own in hits]
    made = []
    for own, shown, title in zip(hits, sentences, tokens, strict=True):
        best = [matcher.best(sentence) for sentence in shown]
        near = matcher.score(matcher.best(title), *best)
        made.append(
            [
                Seen({"sentence_z": _z(asked, own.hit, s.whole), "match": matcher.score(b), "match_near": near})
                for s, b in zip(shown, best, strict=True)
            ]
        )
    return made


def read(asked: Asked, hits: Sequence[Sentences], reading: Reading) -> list[list[Seen]]:
    """Where the reader finds the answer. Raises ValueError for a reading without a reader."""
    if reading.reader is None:
        raise ValueError("there is no reader")
    made = []
    for own, passage in zip(hits, reading.reader.read(asked.text, [own.hit for own in hits]), strict=True):
        seen = []
        for span in own.spans:
            best = passage.best(span)
            share = math.log(max(passage.share(span), _LEAST_SHARE))
            score = best.score if best else NO_WORDS
            seen.append(Seen({"answers": passage.answers, "share": share, "span": score}, best))
        made.append(seen)
    return made


def _z(asked: Asked, hit: Hit, vector: Vectors) -> float:
    return asked.scales[hit.passage.language].standardise(float(vector @ asked.vector))
