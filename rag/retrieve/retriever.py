"""Passages for a question: each language of the index is searched by itself, then all are ranked on one scale."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Protocol

from rag.ports import Embedder, LexicalIndex, Reranker, VectorStore
from rag.retrieve.background import SAMPLE, Background
from rag.retrieve.calibration import BUNDLED, Calibration, Evidence
from rag.retrieve.duplicates import Shingles, near_duplicates, shingles
from rag.retrieve.pool import Asked, Found, Legs, Stores, search_pool
from rag.retrieve.shift import shifted
from rag.text.language import question_language
from rag.text.words import terms
from rag.types import DocumentInfo, Filter, Hit, Passage, Scale, Vectors

CROWD = 10
"""The hit of a pool that stands for those that do not answer: what is above it stands out. Of a small pool a tenth."""
_ENOUGH = 20
"""The crowd of a smaller pool may well be its answer, so that of all pools together is used."""
PRIOR = 0.5
"""A language with a tenth of the passages has fewer of the answers, until something stands out in it. By how much, in
powers of the share: 1 would be right if answers lay where passages lie, 0 if each language had as many."""
MOST_POOLS = 4
"""Searched at a time."""
SPARE = 8
"""Hits looked at beyond those asked for, in case some are near-duplicates of others."""


class Passages(Protocol):
    """Where the passages and their documents are kept (the catalogue)."""

    def passages(self, passage_ids: Sequence[str]) -> list[Passage]:
        """In the order asked for."""

    def info(self, document_ids: Sequence[str] | None = None) -> list[DocumentInfo]:
        """Of the documents named."""


class Shelf(Protocol):
    """What is searched: one generation of an index."""

    @property
    def catalogue(self) -> Passages:
        """The passages themselves."""

    @property
    def vectors(self) -> VectorStore:
        """The dense leg."""

    @property
    def lexical(self) -> LexicalIndex:
        """The lexical leg."""


@dataclass(frozen=True, slots=True)
class Rated:
    """A passage of the ranking. `gap` is how far it stands above the crowd of its language, and orders the ranking."""

    found: Found
    gap: float
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Ways:
    """How to search. `depth` hits are given to the reranker, where there is one."""

    legs: Legs = "hybrid"
    reranker: Reranker | None = None
    depth: int = 30
    calibration: Calibration = BUNDLED


class Retriever:
    """Over one generation of an index. Holds no state of a search; any number of threads may use it."""

    def __init__(self, shelf: Shelf, embedder: Embedder, ways: Ways | None = None) -> None:
        self._shelf = shelf
        self._embedder = embedder
        self._ways = ways or Ways()
        self._stores = Stores(shelf.vectors, shelf.lexical, self._ways.legs)
        sample = shelf.vectors.sample(SAMPLE)
        self._languages = tuple(sample)
        self._background = Background({language: shelf.vectors.get(ids) for language, ids in sample.items()})
        self._searching = ThreadPoolExecutor(MOST_POOLS, thread_name_prefix="search")

    def ranked_by(self, reranker: Reranker) -> Retriever:
        """The same search, ranked by another; what was prepared for it is shared."""
        other = copy.copy(self)
        other._ways = replace(self._ways, reranker=reranker)
        return other

    def retrieve(self, question: str, k: int, where: Filter | None = None) -> list[Hit]:
        """At most `k` hits, best first; near-duplicates are shown once, the others with the first of them.

        `Hit.score` is the calibrated probability that the passage answers, or the reranker's own score.
        """
        if k <= 0:
            return []
        reranker = self._ways.reranker
        if reranker is None:
            return self._hits(self.rate(question, k + SPARE, where), k)
        depth = max(k, self._ways.depth)
        return reranker.rerank(question, self._hits(self.rate(question, depth + SPARE, where), depth))[:k]

    def scales(self, query: Vectors) -> dict[str, Scale]:
        """What a question scores against passages at large, for each language of the index."""
        return self._background.scales(query)

    def _asked(self, question: str) -> Asked:
        language = question_language(question)
        vector = shifted(self._embedder.embed_query(question), language, self._embedder.fingerprint)
        return Asked.of(vector, language, terms(question, language), self._shelf.lexical)

    def rate(self, question: str, k: int, where: Filter | None = None) -> list[Rated]:
        """The passages of all languages on one scale, best first: at least `k`, where there are as many."""
        asked, where = self._asked(question), where or Filter()
        scales = self.scales(asked.vector)
        wanted = [name for name in self._languages if not where.languages or name in where.languages]

        def search(language: str) -> tuple[list[Found], int]:
            own = replace(where, languages=(language,))
            return search_pool(asked, self._stores, k, own, scales[language]), self._shelf.vectors.count(own)

        # Side by side: nearly all of it is spent in FAISS and numpy, which let other threads run.
        searched = self._searching.map(search, wanted) if len(wanted) > 1 else map(search, wanted)
        pools = [(pool, size) for pool, size in searched if pool]
        if not pools:
            return []
        best = max((pool[0] for pool, _ in pools), key=lambda found: found.strength)
        evidence = Evidence(best.strength, best.lexical / asked.ideal if asked.ideal else 0.0)
        largest = max(size for _, size in pools)
        everything = sorted((found.strength for pool, _ in pools for found in pool), reverse=True)
        general = _crowd(everything, sum(size for _, size in pools))
        rated = []
        for pool, size in pools:
            crowd = _crowd([found.strength for found in pool], size) if size >= _ENOUGH else general
            level = PRIOR * math.log(size / largest) - crowd
            rated += [Rated(found, found.strength + level, evidence) for found in pool]
        return sorted(rated, key=lambda r: (-r.gap, -r.found.strength, r.found.name))

    def _hits(self, ranked: Sequence[Rated], k: int) -> list[Hit]:
        """The first `k`, each with those of the ranking so far that say the same."""
        groups: list[tuple[Shingles, list[Hit]]] = []
        for hit in self._read(ranked, k + SPARE):
            words = shingles(hit.passage.text)
            same = next((group for known, group in groups if near_duplicates(known, words)), None)
            if same is not None:
                same.append(hit)
            elif len(groups) < k:
                groups.append((words, [hit]))
            else:
                break
        return [replace(first, duplicates=tuple(others)) for _, (first, *others) in groups]

    def _read(self, ranked: Sequence[Rated], at_once: int) -> Iterator[Hit]:
        for start in range(0, len(ranked), at_once):
            part = ranked[start : start + at_once]
            passages = self._shelf.catalogue.passages([r.found.name for r in part])
            infos = {info.id: info for info in self._shelf.catalogue.info([p.document_id for p in passages])}
            for passage, rated in zip(passages, part, strict=True):
                score = self._ways.calibration.probability(rated.gap, rated.evidence)
                yield Hit(passage, infos[passage.document_id], score, rated.found.dense)


def _crowd(strengths: Sequence[float], size: int) -> float:
    """Of those of a pool of `size` passages, the highest first."""
    return strengths[min(CROWD, size // 10, len(strengths) - 1)]
