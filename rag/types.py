"""The values that the rooms hand to each other. All are frozen; two with the same content are equal."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""float32, L2-normalised; `(n, dim)` for many, `(dim,)` for one."""

Verdict = Literal["supported", "weak", "unsupported"]


class Tokens(NamedTuple):
    """A text as an embedder's last layer sees it, special tokens left out.

    `vectors`: `(n, dim)` float32, each of length 1; `spans`: `(n, 2)` int32, the characters of each token; `whole`:
    `(dim,)`, what the embedder makes of the text as a whole.
    """

    vectors: Vectors
    spans: NDArray[np.int32]
    whole: Vectors


class Span(NamedTuple):
    """A half-open range of characters, `text[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading line of a document: its span in the text and its level, 1 (highest) to 6."""

    span: Span
    level: int


@dataclass(frozen=True, slots=True)
class Document:
    """One article as it is indexed. `text` is what every span refers to; it never changes under one `content_hash`.

    `id` names it to users and in question sets; `origin` says where it came from (an absolute path, with `#member`
    for an article inside a file of several); `language` is an ISO 639-1 code or "und".
    """

    id: str
    title: str
    text: str
    language: str
    origin: str
    date: dt.date | None = None
    source: str = ""
    url: str = ""
    headings: tuple[Heading, ...] = ()

    @property
    def content_hash(self) -> str:
        """SHA-256, in hexadecimal, of all that the index keeps of the document but where it was found."""
        parts = [self.title, self.language, str(self.date or ""), self.source, self.url, self.text]
        parts += [f"{h.span.start},{h.span.end},{h.level}" for h in self.headings]
        digest = hashlib.sha256()
        for part in parts:
            raw = part.encode("utf-8", "surrogatepass")
            digest.update(len(raw).to_bytes(8, "little") + raw)
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Passage:
    """A slice of a document: `document.text[start:end] == text`, always.

    `heading` is the path of headings above it, "Title › Section", which is embedded with it but is not in `text`.
    """

    document_id: str
    start: int
    end: int
    text: str
    language: str
    heading: str = ""

    @property
    def id(self) -> str:
        """32 hexadecimal digits that are the same after every rebuild: a hash of document id, span and text."""
        raw = f"{self.document_id}\0{self.start}\0{self.end}\0{self.text}"
        return hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which passages a search may return. An empty tuple or None leaves that field open.

    A passage of an undated document passes no date bound.
    """

    languages: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    date_from: dt.date | None = None
    date_to: dt.date | None = None

    def __bool__(self) -> bool:
        return self != Filter()


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """What is shown of a document beside its text."""

    id: str
    title: str
    language: str
    date: dt.date | None
    source: str
    url: str
    origin: str
    characters: int
    passages: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a search returned, with the document it stands in.

    `score`, in [0, 1], is the probability that the passage answers, as far as retrieval can tell (a reranker gives its
    own). `nearness` is the dense score alone, in deviations above what the question scores against the passages of that
    language at large. `duplicates` are hits further down that say the same. `read`: a reader has read it.
    """

    passage: Passage
    document: DocumentInfo
    score: float
    nearness: float = 0.0
    duplicates: tuple[Hit, ...] = ()
    read: bool = False


@dataclass(frozen=True, slots=True)
class Scale:
    """Mean and standard deviation of a question's inner products with the passages of a language."""

    mean: float
    deviation: float

    def standardise(self, score: float) -> float:
        """In deviations above the mean."""
        return (score - self.mean) / self.deviation


NO_WORDS = -20.0
"""The score of an AnswerSpan where there is none: below all others."""


@dataclass(frozen=True, slots=True)
class AnswerSpan:
    """The likeliest words of an answer in a stretch of text: their span in it.

    `score`, by which two of one question are compared, is a sum of logits: no probability.
    """

    span: Span
    score: float


class Stance(NamedTuple):
    """What a reader makes of a statement beside a passage: the log-odds of support and of the contrary being said."""

    supports: float
    contradicts: float


@dataclass(frozen=True, slots=True)
class Citation:
    """The exact place that a statement stands on: `document.text[start:end] == quote`, always.

    `marker` is the number shown to the reader, from 1. `language` is the quotation's own. `missing`: the names, numbers
    and dates of the statement that the quotation does not hold, as the statement writes them. `contradicts`: the
    quotation speaks of the same thing and says otherwise.
    """

    marker: int
    document_id: str
    title: str
    source: str
    start: int
    end: int
    quote: str
    verdict: Verdict
    language: str
    date: dt.date | None = None
    url: str = ""
    missing: tuple[str, ...] = ()
    contradicts: bool = False


@dataclass(frozen=True, slots=True)
class Support:
    """What a stretch of a hit's passage says of a statement. `span` is in the document, `quote` its text there.

    `missing` and `contradicts` are those of a Citation.
    """

    hit: Hit
    span: Span
    quote: str
    verdict: Verdict
    missing: tuple[str, ...] = ()
    contradicts: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer with what it stands on.

    `verdict` is that of all its citations together. `unknown`: the markers that it was written with and that stand for
    no passage, as they were written.
    """

    text: str
    citations: tuple[Citation, ...]
    verdict: Verdict = "supported"
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """The words that answer, in the language of their source: `text` is `document.text[start:end]`, always."""

    text: str
    document_id: str
    start: int
    end: int
    language: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a conversation."""

    role: Literal["user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A question so that it can be understood without the conversation before it.

    `by`: what changed it; `none` where it stands by itself, and `text` is then the question as it was. `failure`: why
    a chat model that was asked did not do it, in a few words of English; "" where it did or was not asked.
    """

    text: str
    by: Literal["none", "rules", "model"] = "none"
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """What an answerer is asked. `question` is as it was searched for, `language` is its own.

    `wanted` is the language that the answer is to be in, an ISO 639-1 code, for those who can choose.
    """

    question: str
    language: str
    wanted: str


NoteKind = Literal["fallback", "retried", "language", "strict", "stopped", "cut", "withheld"]


@dataclass(frozen=True, slots=True)
class Note:
    """What a reader is to know of how an answer came about.

    fallback: the chat model failed, for the `reason`, and quotations stand in; retried: it began again, for the
    `reason`; language: the answer is not in the `language` (an ISO 639-1 code) that was wanted; strict: `count`
    statements that nothing supports were left out; stopped: the reader has stopped it; cut: the chat model went round
    in circles and was cut off; withheld: it began to repeat the instructions of the prompt and was cut off.
    """

    kind: NoteKind
    reason: Exception | None = None
    language: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """What an answerer hands to the pipeline.

    `confidence`, in [0, 1], is its estimate that the question is answered. `short` stands in the first statement's
    quotation; None without a reader. `verbatim`: the statements are quotations; otherwise they are somebody's words,
    and their verdicts are those of the check. `model` names the chat model that wrote them, "" where none did.
    """

    statements: tuple[Statement, ...]
    abstained: bool
    confidence: float
    nearest: tuple[Citation, ...] = ()
    short: ShortAnswer | None = None
    verbatim: bool = True
    model: str = ""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole result of a question.

    When `abstained`, `statements` is empty, `text` is the refusal in the question's language, and `nearest` holds
    the closest passages, which are offered as such and support nothing. `timings_ms` is in milliseconds. `short`: the
    words that answer, where a reader has found them. `searched`: what was searched for, which is the question unless
    it needed the conversation before it. `model` names the chat model that wrote the statements, "" where they are
    quotations; `notes` are what a reader is to know of how the answer came about.
    """

    question: str
    language: str
    abstained: bool
    text: str
    statements: tuple[Statement, ...]
    nearest: tuple[Citation, ...]
    hits: tuple[Hit, ...]
    confidence: float
    answerer: str
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    short: ShortAnswer | None = None
    searched: str = ""
    model: str = ""
    notes: tuple[Note, ...] = ()

    def __post_init__(self) -> None:
        """Where nothing else is given, the question is what was searched for."""
        if not self.searched:
            object.__setattr__(self, "searched", self.question)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The citations of all statements, in the order of their first appearance."""
        return tuple(dict.fromkeys(c for s in self.statements for c in s.citations))


Question = str | Sequence[Turn]
"""A question alone, or a conversation whose last turn is the question."""
