"""The seams of the system: what a part must do for another to take its place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, runtime_checkable

from rag.events import Writing
from rag.types import (
    AnswerSpan,
    Citation,
    Document,
    Draft,
    Filter,
    Heading,
    Hit,
    Passage,
    Request,
    Rewritten,
    Span,
    Stance,
    Support,
    Tokens,
    Turn,
    Vectors,
    Verdict,
)


@runtime_checkable
class Embedder(Protocol):
    """Texts to vectors. Two methods, since models of the E5 kind prefix passages and questions differently."""

    @property
    def name(self) -> str:
        """The name written into an index's manifest."""

    @property
    def fingerprint(self) -> str:
        """A hash of what decides the vectors (weights and pooling); another one means another index."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    @property
    def max_tokens(self) -> int:
        """How many of the embedder's own tokens a passage may have before it is cut."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The number of the embedder's own tokens in each text, special tokens not counted."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """`(n, dimension)` float32, L2-normalised."""

    def embed_query(self, text: str) -> Vectors:
        """`(dimension,)` float32, L2-normalised."""


@runtime_checkable
class TokenEmbedder(Embedder, Protocol):
    """An Embedder that shows the vectors of single tokens too, each seen in its context."""

    def embed_query_tokens(self, text: str) -> Tokens:
        """The tokens of a question; spans are in `text`."""

    def embed_passage_tokens(self, texts: Sequence[str]) -> list[Tokens]:
        """The tokens of each passage, as many as the model takes; spans are in the text."""


@dataclass(frozen=True, slots=True)
class VectorEntry:
    """What a vector store keeps beside a vector, so that it can filter by itself."""

    passage_id: str
    document_id: str
    language: str
    date: dt.date | None
    source: str = ""


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """How a store keeps its vectors and finds the nearest, for who asks (`sourcier status`).

    `kind` is the name of the store, `method` that of the search: "exact", or what approximates it. `details` are
    figures and places, each under the name of a message in `rag.messages`.
    """

    kind: str
    method: str
    details: Mapping[str, str | int | float] = field(default_factory=dict)


@runtime_checkable
class VectorStore(Protocol):
    """Keeps vectors and finds the nearest by inner product. It takes vectors, never an embedder."""

    def __len__(self) -> int:
        """How many vectors it holds."""

    def add(self, entries: Sequence[VectorEntry], vectors: Vectors) -> None:
        """Adds one vector, a row of `(n, dim)`, for each entry. An id that is already there is a ValueError."""

    def delete(self, passage_ids: Collection[str]) -> int:
        """Removes those that are there and returns how many were."""

    def search(self, vector: Vectors, k: int, where: Filter | None = None) -> list[tuple[str, float]]:
        """At most `k` (passage id, inner product), best first; equal scores in the order of their ids."""

    def count(self, where: Filter) -> int:
        """How many passages the filter lets through."""

    def sample(self, count: int) -> dict[str, list[str]]:
        """For each language that it holds, at most `count` passage ids, evenly spread: the same ones every time."""

    def get(self, passage_ids: Sequence[str]) -> Vectors:
        """The stored vectors `(n, dim)` in the order asked for. An unknown id is a KeyError."""

    def ids(self) -> set[str]:
        """The ids of all passages held."""

    def entries(self, start: int = 0) -> Iterator[VectorEntry]:
        """What it keeps beside its vectors, from the `start`th on, in the order in which they came."""

    def save(self, folder: Path, before: Path | None = None) -> list[str]:
        """Writes everything into an existing folder and returns the names of the files written.

        `before` holds what was saved or loaded last; files that are still right may be linked from there.
        """

    def settle(self, folder: Path) -> None:
        """Called between additions: moves what it holds in memory into files below `folder`, where it is much."""

    def facts(self) -> StoreFacts:
        """How it searches at present."""


@runtime_checkable
class LexicalIndex(Protocol):
    """Keeps the terms of passages and ranks passages by those that they share with a question (BM25).

    Each language is a collection of its own, with its own document frequencies.
    """

    def __len__(self) -> int:
        """How many passages it holds."""

    def add(self, entries: Sequence[VectorEntry], terms: Sequence[Sequence[str]]) -> None:
        """Adds a passage with its terms for each entry; the passages of a document come together, in their order.

        An id that is already there is a ValueError.
        """

    def delete(self, passage_ids: Collection[str]) -> int:
        """Removes those that are there and returns how many were."""

    def search(
        self, query: Mapping[str, float], k: int, where: Filter, also: Sequence[str] = ()
    ) -> list[tuple[str, float]]:
        """The best `k` passages that hold a term of the query, with those named in `also`, each with its BM25 score.

        `query` gives each term its weight. `where` names exactly one language, whose terms they are. Best first; equal
        scores in the order of their ids. An unknown id in `also` is a KeyError.
        """

    def idf(self, term: str, language: str) -> float:
        """The inverse document frequency of a term in a language: the highest for one that no passage holds."""

    def rarity(self, term: str) -> float:
        """Its inverse document frequency among the passages of all languages together."""

    def ids(self) -> set[str]:
        """The ids of all passages held."""

    def save(self, folder: Path) -> list[str]:
        """Writes everything into an existing folder and returns the names of the files written."""


@runtime_checkable
class Texts(Protocol):
    """The documents behind the passages."""

    def document(self, document_id: str) -> Document:
        """The whole document. An unknown id is a KeyError."""

    def headings(self, document_id: str) -> tuple[Heading, ...]:
        """Its headings alone, which costs less. An unknown id is a KeyError."""


class ReadPassage(Protocol):
    """What a reader says of the passage of a hit. Spans are in the document."""

    @property
    def answers(self) -> float:
        """The log-odds that the passage answers the question."""

    def best(self, span: Span) -> AnswerSpan | None:
        """The likeliest words within a span; None where it holds none of the passage."""

    def share(self, span: Span) -> float:
        """How much of all that could be the answer lies within a span, in [0, 1]."""


@runtime_checkable
class PassageReader(Protocol):
    """Reads a question and a passage together, in whatever languages they are."""

    @property
    def fingerprint(self) -> str:
        """A hash of its weights."""

    def read(self, question: str, hits: Sequence[Hit]) -> Sequence[ReadPassage]:
        """What it says of each hit, in their order. Asked again for what it has read lately, it need not read again."""

    def stances(self, statement: str, hits: Sequence[Hit]) -> Sequence[Stance]:
        """What each hit says of a statement, in their order."""


@runtime_checkable
class Rewriter(Protocol):
    """Makes the last question of a conversation one that can be understood without the conversation."""

    def standalone(self, turns: Sequence[Turn]) -> Rewritten:
        """The last of the turns, which is the question, word for word where it stands by itself. Never raises."""


@runtime_checkable
class Reranker(Protocol):
    """Gives hits a new order and new scores."""

    def rerank(self, question: str, hits: Sequence[Hit]) -> list[Hit]:
        """The same hits, best first."""


@runtime_checkable
class Answerer(Protocol):
    """Makes an answer from what was retrieved."""

    @property
    def name(self) -> str:
        """Either extractive or generative."""

    def answer(self, question: str, language: str, hits: Sequence[Hit]) -> Draft:
        """The statements, each with its citations, or an abstention."""


Stop = Callable[[], bool]
"""Whether a reader has had enough."""


@runtime_checkable
class WritingAnswerer(Answerer, Protocol):
    """An Answerer that can be watched while it writes."""

    def write(self, request: Request, hits: Sequence[Hit], stop: Stop) -> Iterator[Writing]:
        """What happens, the draft last. Ends soon after `stop` says so, with what was settled until then."""


@runtime_checkable
class Verifier(Protocol):
    """Judges whether a citation holds."""

    def verify(self, statement: str, citation: Citation) -> Verdict:
        """`unsupported` where the source does not hold what is quoted or said."""


@runtime_checkable
class SupportJudge(Protocol):
    """Judges whether passages support a statement, whoever wrote it, in whatever languages they are."""

    def judge(self, statement: str, language: str, hits: Sequence[Hit], meant: str = "") -> Sequence[Support]:
        """The stretches of the passages that support it best or contradict it, the most telling first.

        At most one a passage; empty where none speaks of it. The statement's verdict is that of the first. `meant` is
        the statement with the name that its pronoun stands for, where that is known.
        """


class Chunker(Protocol):
    """A document to its passages."""

    def __call__(self, document: Document) -> list[Passage]:
        """The passages in the order of the text."""


SentenceSplitter = Callable[[str], list[Span]]
"""A text to the spans of its sentences, in order, not overlapping, without the white space around them."""
