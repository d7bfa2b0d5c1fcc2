"""A question, and what passages are read with to answer it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from rag.answer.features import Bag
from rag.answer.match import Matcher
from rag.ports import Embedder, PassageReader, SentenceSplitter, Texts, TokenEmbedder
from rag.text.words import Term, terms
from rag.types import Hit, Scale, Vectors

LEAST_WEIGHT = 0.2
"""Of a word that every passage has."""
READ = 8
"""Passages that are looked at sentence by sentence: without a reader, of each language; with one, in all."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What passages are read with. `rarity` is the inverse document frequency of a stem in the whole index.

    `tokens` is the embedder again where its tokens are to be matched, or None; with a `reader`, which reads the first
    `passages` in all, no sentence is embedded.
    """

    texts: Texts
    embedder: Embedder
    rarity: Callable[[str], float]
    split: SentenceSplitter
    tokens: TokenEmbedder | None = None
    reader: PassageReader | None = None
    passages: int = READ

    def by_language(self, hits: Iterable[Hit]) -> list[list[Hit]]:
        """Those that are looked at, each language by itself, that of the best hit first."""
        groups: dict[str, list[Hit]] = defaultdict(list)
        for hit in hits if self.reader is None else self._worth_reading(list(hits)):
            groups[hit.passage.language].append(hit)
        return [group if self.reader else group[: self.passages] for group in groups.values()]

    def _worth_reading(self, hits: Sequence[Hit]) -> Sequence[Hit]:
        """Those that were read already, where any were: who ranked them has found that these are enough."""
        return ([hit for hit in hits if hit.read] or hits)[: self.passages]


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
