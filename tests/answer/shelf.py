"""Articles in memory with all that an answerer needs of an index, and an embedder that shows its tokens."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from rag.answer.asked import READ, Reading
from rag.answer.extractive import ExtractiveAnswerer
from rag.answer.weights import Model, Weights
from rag.ports import PassageReader, VectorEntry
from rag.retrieve.background import Background
from rag.text.context import embedding_text, lexical_terms
from rag.text.sentences import split_sentences
from rag.types import Document, DocumentInfo, Draft, Heading, Hit, Passage, Scale, Span, Tokens, Vectors
from tests.doubles import HashEmbedder, MemoryLexical

_WORD = re.compile(r"\w+")

COUNTING = Weights(
    sentence_same=Model(0.0, {"coverage": 8.0}),
    sentence_cross=Model(0.0, {"coverage": 8.0}),
    answered_same=Model(-4.0, {"coverage": 8.0}),
    answered_cross=Model(-4.0, {"coverage": 8.0}),
)
"""The more of a question's words a sentence holds, the better: half of them make it as likely as not."""


class TokenHashEmbedder(HashEmbedder):
    """Each word is a token, whose vector is that of the word alone."""

    def embed_query_tokens(self, text: str) -> Tokens:
        found = list(_WORD.finditer(text))
        vectors = np.array([self._vector(m.group()) for m in found], dtype=np.float32).reshape(-1, self.dimension)
        spans = np.array([m.span() for m in found], dtype=np.int32).reshape(-1, 2)
        return Tokens(vectors, spans, self._vector(text))

    def embed_passage_tokens(self, texts: Sequence[str]) -> list[Tokens]:
        return [self.embed_query_tokens(text) for text in texts]


class Shelf:
    """Texts by document id. A passage is a paragraph; one that is "# …" is a heading and part of the next passage."""

    def __init__(self, texts: Mapping[str, str], language: Mapping[str, str] | None = None) -> None:
        self.embedder = TokenHashEmbedder(dimension=512)
        self._language = dict(language or {})
        self._documents = {name: self._document(name, text) for name, text in texts.items()}
        self.passages = [p for document in self._documents.values() for p in _passages(document)]
        shown = [embedding_text(self._documents[p.document_id].title, p)[0] for p in self.passages]
        self._vectors = self.embedder.embed_passages(shown)
        samples: dict[str, list[Vectors]] = defaultdict(list)
        for passage, vector in zip(self.passages, self._vectors, strict=True):
            samples[passage.language].append(vector)
        self._background = Background({name: np.stack(rows) for name, rows in samples.items()})
        self._lexical = MemoryLexical()
        self._lexical.add(
            [VectorEntry(p.id, p.document_id, p.language, None) for p in self.passages],
            [lexical_terms(self._documents[p.document_id].title, p) for p in self.passages],
        )

    def document(self, document_id: str) -> Document:
        return self._documents[document_id]

    def headings(self, document_id: str) -> tuple[Heading, ...]:
        return self._documents[document_id].headings

    def scales(self, query: Vectors) -> Mapping[str, Scale]:
        return self._background.scales(query)

    def hits(self, question: str) -> list[Hit]:
        """All passages, best first."""
        query = self.embedder.embed_query(question)
        scales = self.scales(query)
        products = [float(vector @ query) for vector in self._vectors]
        found = []
        for passage, product in zip(self.passages, products, strict=True):
            strength = scales[passage.language].standardise(product)
            found.append(Hit(passage, self._info(passage.document_id), 1 / (1 + math.exp(-strength)), strength))
        return sorted(found, key=lambda hit: (-hit.nearness, hit.passage.id))

    def reading(self, *, tokens: bool = False, reader: PassageReader | None = None, passages: int = READ) -> Reading:
        return Reading(
            self, self.embedder, self._lexical.rarity, split_sentences, self.embedder if tokens else None, reader,
            passages,
        )  # fmt: skip

    def answer(
        self, question: str, language: str = "en", *, threshold: float = 0.5, most: int = 3, tokens: bool = False,
        weights: Weights = COUNTING, reader: PassageReader | None = None,
    ) -> Draft:  # fmt: skip
        answerer = ExtractiveAnswerer(
            self.reading(tokens=tokens, reader=reader), self, weights, most=most, threshold=threshold
        )
        return answerer.answer(question, language, self.hits(question))

    def answerer(self) -> ExtractiveAnswerer:
        """One that counts words."""
        return ExtractiveAnswerer(self.reading(), self, COUNTING, most=3, threshold=0.5)

    def _document(self, name: str, text: str) -> Document:
        headings = tuple(Heading(Span(*m.span()), 2) for m in re.finditer(r"^# .*$", text, re.MULTILINE))
        return Document(name, name.title(), text, self._language.get(name, "en"), name, headings=headings)

    def _info(self, name: str) -> DocumentInfo:
        d = self._documents[name]
        return DocumentInfo(d.id, d.title, d.language, d.date, d.source, d.url, d.origin, len(d.text), 1)


def _passages(document: Document) -> list[Passage]:
    found = []
    for match in re.finditer(r"(?:# .*\n\n)?(?:.+\n?)+", document.text):
        text = match.group().rstrip()
        passage = Passage(document.id, match.start(), match.start() + len(text), text, document.language)
        heading = text.splitlines()[0].removeprefix("# ") if text.startswith("# ") else ""
        found.append(replace(passage, heading=heading))
    return found


RIVER = Shelf(
    {
        "flood": "# When did the river flood the bridge?\n\n"
        "The river flooded the bridge on 3 May 2024. The mayor, Ada Byron, closed the road the same evening. "
        "Forty families slept in the school.\n\n"
        "# Damage\n\nThe damage was put at 12 million euros. Who will pay for the damage?",
        "paper": "The mayor, Ada Byron, closed the road on the same evening. The library opens at nine. Cats sleep.",
        "pont": "La rivière a inondé le pont le 3 mai 2024. Le maire, Ada Byron, a fermé la route.\n\n"
        "Les dégâts sont évalués à 12 millions d’euros.",
    },
    {"pont": "fr"},
)
