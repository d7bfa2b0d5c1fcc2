"""Questions asked over small indexes drawn at random, and what the answerer sees of them."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from eval.squad import Asked, Paragraph
from rag.answer.asked import READ, Reading
from rag.answer.asked import Asked as Question
from rag.answer.candidates import Candidate, candidates
from rag.embed.cache import CachingTokenEmbedder
from rag.ports import PassageReader, VectorEntry
from rag.retrieve.calibration import read_features
from rag.retrieve.retriever import Rated, Retriever
from rag.store.faiss_store import FaissStore
from rag.store.lexical import LexicalStore
from rag.text.context import embedding_text, lexical_terms
from rag.text.sentences import split_sentences
from rag.types import Document, DocumentInfo, Filter, Heading, Passage

RATED = 20
"""Passages of a ranking from which the calibration is fitted."""
SIZES = (40, 60, 80, 200, 600, 2000)
"""Passages of an index, half in each language where there are enough."""
KINDS = {"answered": 0.55, "elsewhere": 0.2, "near": 0.25}
"""Shares of: the paragraph is there; its whole article is not; the rest of its article is, but not the paragraph."""


@dataclass(frozen=True, slots=True)
class Draw:
    """One question over one index. `right[i]` tells whether candidate i holds the answer.

    None stands for a sentence with the answer's words that is not where the answer was marked: neither counts.
    `rated` is the ranking of the whole index, each passage with whether it is the paragraph that answers.
    """

    kind: str
    article: str
    same: bool
    found: Sequence[Candidate]
    right: Sequence[bool | None]
    rated: Sequence[tuple[Rated, bool]]


@dataclass(frozen=True, slots=True)
class ReadPool:
    """The sentences of one language, as in a Draw; `answers`: whether the paragraph that answers is among them."""

    same: bool
    found: Sequence[Candidate]
    right: Sequence[bool | None]
    answers: bool


@dataclass(frozen=True, slots=True)
class ReadDraw:
    """One question over one index whose first passages were read. A further kind is `unanswerable`, on purpose.

    `same`: whether the paragraph that it was asked of is in its language.
    `rated`: for each passage by its id, what its ranking is calibrated on, and whether it is the one that answers.
    """

    kind: str
    article: str
    same: bool
    pools: Sequence[ReadPool]
    rated: Mapping[str, tuple[tuple[float, float, float], bool]]


class _Shelf:
    """A small index in memory; it is its own catalogue."""

    def __init__(
        self, held: dict[str, Passage], infos: Sequence[DocumentInfo], vectors: FaissStore, lexical: LexicalStore
    ) -> None:
        self._held = held
        self._infos = infos
        self.vectors = vectors
        self.lexical = lexical
        self.catalogue = self

    def passages(self, passage_ids: Sequence[str]) -> list[Passage]:
        """In the order asked for."""
        return [self._held[name] for name in passage_ids]

    def info(self, document_ids: Sequence[str] | None = None) -> list[DocumentInfo]:
        """Of the documents named."""
        return [self._infos[int(name)] for name in document_ids or ()]


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
        shown = [(p.title, q) for p, q in zip(paragraphs, self._passages, strict=True)]
        self._vectors = embedder.embed_passages([embedding_text(*pair)[0] for pair in shown])
        self._terms = [lexical_terms(*pair) for pair in shown]
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
        kind = _kind(asked, rng)
        gold = self.paragraphs[asked.paragraph]
        shelf = self._shelf(self._index(asked, kind, rng))
        retriever = Retriever(shelf, self._embedder)
        rated = retriever.rate(asked.question, RATED)[:RATED]
        hits = retriever.retrieve(asked.question, READ, Filter(languages=(gold.language,)))
        reading = Reading(self, self._embedder, shelf.lexical.rarity, split_sentences, self._embedder)
        scales = retriever.scales(self._embedder.embed_query(asked.question))
        question = Question.of(asked.question, asked.language, reading, scales)
        found = candidates(question, hits, reading)
        if not found:
            return None
        right = [self._right(c, asked) if kind == "answered" else False for c in found]
        name = self._passages[asked.paragraph].id if kind == "answered" else ""
        return Draw(
            kind,
            gold.article,
            asked.language == gold.language,
            found,
            right,
            [(r, r.found.name == name) for r in rated],
        )

    def draw_read(self, asked: Asked, rng: random.Random, reader: PassageReader, passages: int) -> ReadDraw:
        """The same, with the first passages of the whole index read; one that is unanswerable on purpose may be asked.

        Its sentences know of the passage that they are from what retrieval has said of it.
        """
        kind = _kind(asked, rng)
        shelf = self._shelf(self._index(asked, kind, rng))
        hits = Retriever(shelf, self._embedder).retrieve(asked.question, passages)
        reading = Reading(self, self._embedder, shelf.lexical.rarity, split_sentences, reader=reader, passages=passages)
        question = Question.of(asked.question, asked.language, reading, {})
        name = self._passages[asked.paragraph].id if kind == "answered" else ""
        pools = []
        for group in reading.by_language(hits):
            found = candidates(question, group, reading)
            right = [self._right(c, asked) if kind == "answered" else False for c in found]
            holds = any(hit.passage.id == name for hit in group)
            if found:
                pools.append(ReadPool(asked.language == group[0].passage.language, found, right, holds))
        read = zip(hits, reader.read(asked.question, hits), strict=True)
        rated = {h.passage.id: (read_features(h, r), h.passage.id == name) for h, r in read}
        gold = self.paragraphs[asked.paragraph]
        return ReadDraw(kind, gold.article, asked.language == gold.language, pools, rated)

    def _index(self, asked: Asked, kind: str, rng: random.Random) -> list[int]:
        size = rng.choice(SIZES)
        own = self.paragraphs[asked.paragraph].article
        drawn: list[int] = []
        if kind != "elsewhere":
            drawn = [i for i in self._articles[own] if kind in {"answered", "unanswerable"} or i != asked.paragraph]
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

    def _shelf(self, numbers: Sequence[int]) -> _Shelf:
        passages = [self._passages[i] for i in numbers]
        entries = [VectorEntry(p.id, p.document_id, p.language, None) for p in passages]
        vectors, lexical = FaissStore(self._embedder.dimension), LexicalStore()
        vectors.add(entries, self._vectors[np.array(numbers)])
        lexical.add(entries, [self._terms[i] for i in numbers])
        return _Shelf({p.id: p for p in passages}, self._infos, vectors, lexical)

    def _right(self, candidate: Candidate, asked: Asked) -> bool | None:
        if candidate.hit.document.id != str(asked.paragraph):
            return False
        if any(candidate.span.start <= start < candidate.span.end for start in asked.starts):
            return True
        return None if any(a.lower() in candidate.text.lower() for a in asked.answers) else False


def _kind(asked: Asked, rng: random.Random) -> str:
    return rng.choices(list(KINDS), list(KINDS.values()))[0] if asked.answerable else "unanswerable"
