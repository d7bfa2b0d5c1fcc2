"""One language of the index searched by both legs, and their scores as one.

The dense score is counted in deviations above what the question scores against that language's passages at large; BM25
is added to it. Scores and not ranks are fused: reciprocal rank fusion gives the leg that knows nothing as many votes as
the one that knows. Across languages a word votes with its spelling (names, numbers, cognates), and for no more than it
is worth in its own language: « pour » is rare among English passages, and tells nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rag.ports import LexicalIndex, VectorStore
from rag.retrieve.background import products
from rag.text.words import Term, stem
from rag.types import Filter, Scale, Vectors

Legs = Literal["hybrid", "dense", "lexical"]

LEXICAL_WEIGHT = 0.3
"""Deviations of the dense score that one point of BM25 is worth, within one language."""
LEXICAL_WEIGHT_ACROSS = 0.15
DEPTH = 100
"""Candidates that each leg names, at least."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question ready for both legs. `vector` `(dim,)`; `words` are its content words, each once.

    `ideal` is the BM25 score of a passage that says nothing but the question, about.
    """

    vector: Vectors
    language: str
    words: Sequence[Term]
    rarity: Mapping[str, float]

    @classmethod
    def of(cls, vector: Vectors, language: str, words: Sequence[Term], lexical: LexicalIndex) -> Asked:
        """`rarity` is the inverse document frequency of each word among the passages of the question's language."""
        distinct = list({t.stem: t for t in words}.values())
        return cls(vector, language, distinct, {t.stem: lexical.idf(t.stem, language) for t in distinct})

    @property
    def ideal(self) -> float:
        """The sum of the rarities."""
        return sum(self.rarity.values())

    def query(self, language: str, lexical: LexicalIndex) -> dict[str, float]:
        """Its words as terms of a language, each with its weight."""
        if language == self.language:
            return {t.stem: 1.0 for t in self.words}
        weights: dict[str, float] = {}
        for term in self.words:
            there = stem(term.raw, language) if term.kind == "word" else term.stem
            worth = min(1.0, self.rarity[term.stem] / max(lexical.idf(there, language), 1e-9))
            weights[there] = max(worth, weights.get(there, 0.0))  # two words of one language may be one in the other
        return weights


@dataclass(frozen=True, slots=True)
class Found:
    """A passage with its fused score, `strength`, and those of the legs: `dense` in deviations, `lexical` in BM25."""

    name: str
    strength: float
    dense: float
    lexical: float


@dataclass(frozen=True, slots=True)
class Stores:
    """The two legs."""

    vectors: VectorStore
    lexical: LexicalIndex
    legs: Legs = "hybrid"


def search_pool(asked: Asked, stores: Stores, k: int, where: Filter, scale: Scale) -> list[Found]:
    """The passages of one language, which `where` names, by their fused score: at least `k` where there are as many."""
    (language,) = where.languages
    depth = max(k, DEPTH)
    dense = {} if stores.legs == "lexical" else dict(stores.vectors.search(asked.vector, depth, where))
    lexical: dict[str, float] = {}
    if stores.legs != "dense":
        query = asked.query(language, stores.lexical)
        lexical = dict(stores.lexical.search(query, depth, where, also=list(dense)))
    if stores.legs == "hybrid":
        others = [name for name in lexical if name not in dense]
        dense |= zip(others, products(stores.vectors.get(others), asked.vector).tolist(), strict=True)
    weight = LEXICAL_WEIGHT if language == asked.language else LEXICAL_WEIGHT_ACROSS
    found = []
    for name in dense.keys() | lexical.keys():
        near = scale.standardise(dense[name]) if name in dense else 0.0
        words = lexical.get(name, 0.0)
        found.append(Found(name, near + weight * words, near, words))
    return sorted(found, key=lambda f: (-f.strength, f.name))
