"""Passages for a question: each language of the index is searched by itself, then all are ranked on one scale."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from rag.ports import Embedder
from rag.retrieve.background import SAMPLE, Background, evenly
from rag.store.index import Index
from rag.types import Filter, Hit, Scale, Vectors


class Retriever:
    """Over one generation of an index. Holds no state of a search; any number of threads may use it.

    `sample` names, for each language, the passages that stand for the index where all of them would be too many.
    """

    def __init__(self, index: Index, embedder: Embedder) -> None:
        self._index = index
        self._embedder = embedder
        by_language: dict[str, list[str]] = defaultdict(list)
        for passage_id, language in index.catalogue.passage_languages():
            by_language[language].append(passage_id)
        self._languages = tuple(by_language)
        self.sample = {language: evenly(ids, SAMPLE) for language, ids in by_language.items()}
        self._background = Background({name: index.vectors.get(ids) for name, ids in self.sample.items()})

    def retrieve(self, question: str, k: int, where: Filter | None = None) -> list[Hit]:
        """At most `k` hits, best first. `Hit.score` is in deviations above the question's mean (see Background)."""
        return self.nearest(self._embedder.embed_query(question), k, where)

    def nearest(self, query: Vectors, k: int, where: Filter | None = None) -> list[Hit]:
        """As `retrieve`, for a question that is embedded already: `(dim,)`."""
        where = where or Filter()
        scales = self.scales(query)
        found: list[tuple[str, float]] = []
        for language in self._languages:
            if where.languages and language not in where.languages:
                continue
            own = replace(where, languages=(language,)) if len(self._languages) > 1 else where
            hits = self._index.vectors.search(query, k, own or None)
            found += [(name, scales[language].standardise(score)) for name, score in hits]
        found = sorted(found, key=lambda pair: (-pair[1], pair[0]))[:k]
        return self._hits(found)

    def scales(self, query: Vectors) -> dict[str, Scale]:
        """The question's yardstick for each language of the index."""
        return self._background.scales(query)

    def _hits(self, found: list[tuple[str, float]]) -> list[Hit]:
        passages = self._index.catalogue.passages([name for name, _ in found])
        infos = {info.id: info for info in self._index.catalogue.info([p.document_id for p in passages])}
        return [
            Hit(passage, infos[passage.document_id], score) for passage, (_, score) in zip(passages, found, strict=True)
        ]
