"""Questions asked over small indexes drawn at random, and what the answerer sees of them."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from eval.squad import Asked, Paragraph
from rag.answer import candidates as answering
from rag.answer.features import WordStatistics
from rag.embed.cache import CachingTokenEmbedder
from rag.retrieve.background import Background
from rag.text.context import embedding_text
from rag.text.sentences import split_sentences
from rag.text.words import terms
from rag.types import Document, DocumentInfo, Heading, Hit, Passage, Scale

SIZES = (40, 60, 80, 200, 600, 2000)
"""Passages of an index, half in each language where there are enough."""
KINDS = {"answered": 0.55, "elsewhere": 0.2, "near": 0.25}
"""Shares of: the paragraph is there; its whole article is not; the rest of its article is, but not the paragraph."""


@dataclass(frozen=True, slots=True)
class Draw:
    """One question over one index. `right[i]` tells whether candidate i holds the answer.

    None stands for a sentence with the answer's words that is not where the answer was marked: neither counts.
    """

    kind: str
    article: str
    same: bool
    found: Sequence[answering.Candidate]
    right: Sequence[bool | None]


class Library:
    """The paragraphs with their vectors. It is the `Texts` of the answerer: every paragraph is a document."""

    def __init__(self, paragraphs: Sequence[Paragraph], embedder: CachingTokenEmbedder) -> None:
        self.paragraphs = paragraphs
        self._embedder = embedder
        self._passages = [Passage(str(i), 0, len(p.text), p.text, p.language) for i, p in enumerate(paragraphs)]
        self._infos = [
            DocumentInfo(str(i), p.title, p.language, None, "", "", "", len(p.text), 1)
            for i, p in enumerate(paragraphs)
        ]
        texts = [embedding_text(p.title, q)[0] for p, q in zip(paragraphs, self._passages, strict=True)]
        self._vectors = embedder.embed_passages(texts)
        self._stems = [{t.stem for t in terms(p.text, p.language)} for p in paragraphs]
        self._articles: dict[str, list[int]] = defaultdict(list)
        for i, p in enumerate(paragraphs):
            self._articles[p.article].append(i)

    def document(self, document_id: str) -> Document:
        """A paragraph as a document."""
        p = self.paragraphs[int(document_id)]
        return Document(document_id, p.title, p.text, p.language, "")

    def headings(self, document_id: str) -> tuple[Heading, ...]:  # noqa: ARG002 - the port's
        """A paragraph has none."""
        return ()

    def draw(self, asked: Asked, rng: random.Random) -> Draw | None:
        """The question over an index of its own; None where no passage of its paragraph's language is left."""
        kind = rng.choices(list(KINDS), list(KINDS.values()))[0]
        gold = self.paragraphs[asked.paragraph]
        numbers = self._index(asked, kind, rng)
        hits = self._search(asked.question, gold.language, numbers)
        words = terms(asked.question, asked.language)
        counts = {t.stem: sum(t.stem in self._stems[i] for i in numbers) for t in words}
        statistics = WordStatistics(len(numbers), counts)
        reading = answering.Reading(self, self._embedder, statistics, split_sentences, self._embedder)
        question = answering.Asked.of(asked.question, asked.language, reading, self._scales(asked.question, numbers))
        found = answering.candidates(question, hits, reading)
        if not found:
            return None
        right = [self._right(c, asked) if kind == "answered" else False for c in found]
        return Draw(kind, gold.article, asked.language == gold.language, found, right)

    def _index(self, asked: Asked, kind: str, rng: random.Random) -> list[int]:
        size = rng.choice(SIZES)
        own = self.paragraphs[asked.paragraph].article
        drawn: list[int] = []
        if kind != "elsewhere":
            drawn = [i for i in self._articles[own] if kind == "answered" or i != asked.paragraph]
        names = [name for name in self._articles if name != own]
        rng.shuffle(names)
        count: dict[str, int] = defaultdict(int)
        for i in drawn:
            count[self.paragraphs[i].language] += 1
        for name in names:
            taken = self._articles[name]
            language = self.paragraphs[taken[0]].language
            if count[language] >= size / 2:
                continue
            if len(taken) > size / 4:
                taken = rng.sample(taken, max(4, size // 4))
            drawn += taken
            count[language] += len(taken)
            if sum(count.values()) >= size:
                break
        return drawn

    def _scales(self, question: str, numbers: Sequence[int]) -> dict[str, Scale]:
        samples = defaultdict(list)
        for i in numbers:
            samples[self.paragraphs[i].language].append(i)
        background = Background({name: self._vectors[np.array(rows)] for name, rows in samples.items()})
        return background.scales(self._embedder.embed_query(question))

    def _search(self, question: str, language: str, numbers: Sequence[int]) -> list[Hit]:
        """The hits of one language, best first, as the retriever would score them."""
        rows = [i for i in numbers if self.paragraphs[i].language == language]
        if not rows:
            return []
        scale = self._scales(question, numbers)[language]
        scores = self._vectors[np.array(rows)] @ self._embedder.embed_query(question)
        best = sorted(zip(rows, scores.tolist(), strict=True), key=lambda pair: -pair[1])[: answering.READ]
        return [Hit(self._passages[i], self._infos[i], scale.standardise(score)) for i, score in best]

    def _right(self, candidate: answering.Candidate, asked: Asked) -> bool | None:
        if candidate.hit.document.id != str(asked.paragraph):
            return False
        if any(candidate.span.start <= start < candidate.span.end for start in asked.starts):
            return True
        return None if any(a.lower() in candidate.text.lower() for a in asked.answers) else False
