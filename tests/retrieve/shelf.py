"""Passages in memory with all that a retriever needs of an index: each is a paragraph of an article."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from rag.ports import VectorEntry
from rag.retrieve.retriever import Retriever, Ways
from rag.store.lexical import LexicalStore
from rag.text.context import embedding_text, lexical_terms
from rag.types import DocumentInfo, Passage
from tests.doubles import HashEmbedder, MemoryStore

DIMENSION = 1024


@dataclass(frozen=True)
class Article:
    """Its paragraphs are its passages."""

    name: str
    language: str
    text: str
    date: dt.date | None = None
    source: str = ""


class MemoryShelf:
    """An index and its catalogue in one."""

    def __init__(self, *articles: Article) -> None:
        self.embedder = HashEmbedder(dimension=DIMENSION)
        self.vectors = MemoryStore(DIMENSION)
        self.lexical = LexicalStore()
        self._passages: dict[str, Passage] = {}
        self._infos: dict[str, DocumentInfo] = {}
        for article in articles:
            self._put(article)

    @property
    def catalogue(self) -> MemoryShelf:
        return self

    def passage_ids(self) -> list[str]:
        return list(self._passages)

    def passages(self, passage_ids: Sequence[str]) -> list[Passage]:
        return [self._passages[name] for name in passage_ids]

    def info(self, document_ids: Sequence[str] | None = None) -> list[DocumentInfo]:
        return [self._infos[name] for name in (self._infos if document_ids is None else document_ids)]

    def retriever(self, ways: Ways | None = None) -> Retriever:
        return Retriever(self, self.embedder, ways)

    def _put(self, article: Article) -> None:
        found, at = [], 0
        for part in article.text.split("\n\n"):
            found.append(Passage(article.name, at, at + len(part), part, article.language))
            at += len(part) + 2
        self._passages.update((p.id, p) for p in found)
        self._infos[article.name] = DocumentInfo(
            article.name, "", article.language, article.date, article.source, "", article.name, at, len(found)
        )
        entries = [VectorEntry(p.id, article.name, p.language, article.date, article.source) for p in found]
        self.vectors.add(entries, self.embedder.embed_passages([embedding_text("", p)[0] for p in found]))
        self.lexical.add(entries, [lexical_terms("", p) for p in found])


def filler(number: int, language: str = "fr", first: int = 0) -> list[Article]:
    """Articles that answer nothing, no two of them alike."""
    made = []
    for n in range(first, first + number):
        places = [f"{'lieu' if language == 'fr' else 'place'}{chr(97 + (n * m) % 26)}{n * m}" for m in (3, 5, 7, 11)]
        said = "Le conseil a parlé de" if language == "fr" else "The council talked about"
        made.append(Article(f"{language}{n:03}", language, f"{said} {' '.join(places)}."))
    return made
