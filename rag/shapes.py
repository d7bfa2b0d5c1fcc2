"""The JSON of `rag.render_json` and `rag.render_check`, described for other programs: as schemas that they can read.

Places count characters (code points) from 0, and the end is the first that is not in it.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from rag.types import Verdict

MOST_HITS = 200
"""Passages that programs get of a search: what it costs grows with their square, since those that say the same are
found."""


class Shape(BaseModel):
    """Base of all: what is not named here is not returned."""

    model_config = ConfigDict(extra="forbid")


class PlaceShape(Shape):
    """A stretch of an article's text, `text[start:end]`, in characters from 0."""

    document_id: str
    start: int
    end: int
    language: str


class CitationShape(Shape):
    """A quotation, to the letter: `quote` is the article's `text[start:end]`."""

    marker: int = Field(description="The number by which the text refers to it, as [1].")
    document_id: str
    title: str
    source: str
    date: str | None
    url: str
    start: int
    end: int
    quote: str
    language: str
    verdict: Verdict
    missing: list[str] = Field(description="Names, numbers and dates of the statement that the quotation lacks.")
    contradicts: bool = Field(description="Whether the quotation says otherwise than the statement.")


class CheckedShape(Shape):
    """A sentence with what supports or contradicts it."""

    text: str
    verdict: Verdict
    citations: list[CitationShape]


class StatementShape(CheckedShape):
    """A sentence of an answer."""

    unknown_markers: list[str] = Field(description="Markers that a chat model wrote and that stand for no passage.")


class DuplicateShape(Shape):
    """A passage that says the same as another."""

    document_id: str
    passage_id: str
    start: int
    end: int
    title: str


class HitShape(Shape):
    """A passage, to the letter: `text` is the article's `text[start:end]`."""

    document_id: str
    passage_id: str
    title: str
    start: int
    end: int
    text: str
    language: str
    score: float = Field(description="Probability, in [0, 1], that it answers.")
    duplicates: list[DuplicateShape]


class NoteShape(Shape):
    """What is to be known of how an answer came about."""

    kind: str
    text: str


class AnswerShape(Shape):
    """An answer, or an abstention: then there are no statements."""

    question: str
    searched: str = Field(description="What was searched for: the question, made understandable without earlier turns.")
    language: str
    abstained: bool = Field(description="True: the articles do not answer the question.")
    answer: str
    short_answer: str | None
    short_answer_place: PlaceShape | None
    statements: list[StatementShape]
    nearest: list[CitationShape] = Field(description="After an abstention, the nearest passages; they answer nothing.")
    hits: list[HitShape] = Field(description="The passages that were considered, best first.")
    confidence: float
    answerer: str
    model: str | None
    notes: list[NoteShape]
    timings_ms: dict[str, float]


class HitsShape(Shape):
    """Passages, best first."""

    hits: list[HitShape]


class ChecksShape(Shape):
    """The sentences of a text in their order; what states nothing is left out."""

    statements: list[CheckedShape]


class ArticleShape(Shape):
    """An article of the index, without its text."""

    document_id: str
    title: str
    language: str
    date: str | None
    source: str
    url: str
    characters: int
    passages: int
