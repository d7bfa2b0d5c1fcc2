"""What the tools return, as JSON: `rag.render_json` fills these in, clients see them as the tools' output schemas."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Verdict = Literal["supported", "weak", "unsupported"]


class Shape(BaseModel):
    """Base of all: what is not named here is not returned."""

    model_config = ConfigDict(extra="forbid")


class Place(Shape):
    """A stretch of an article's text, `text[start:end]`, in characters from 0."""

    document_id: str
    start: int
    end: int
    language: str


class Citation(Shape):
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


class CheckedStatement(Shape):
    """A sentence with what supports or contradicts it."""

    text: str
    verdict: Verdict
    citations: list[Citation]


class Statement(CheckedStatement):
    """A sentence of an answer."""

    unknown_markers: list[str]


class Duplicate(Shape):
    """A passage that says the same as another."""

    document_id: str
    passage_id: str
    start: int
    end: int
    title: str


class Hit(Shape):
    """A passage, to the letter: `text` is the article's `text[start:end]`."""

    document_id: str
    passage_id: str
    title: str
    start: int
    end: int
    text: str
    language: str
    score: float = Field(description="Probability, in [0, 1], that it answers.")
    duplicates: list[Duplicate]


class Note(Shape):
    """What is to be known of how an answer came about."""

    kind: str
    text: str


class AskResult(Shape):
    """What `ask` returns."""

    question: str
    searched: str = Field(description="What was searched for: the question, made understandable without earlier turns.")
    language: str
    abstained: bool = Field(description="True: the articles do not answer the question.")
    answer: str
    short_answer: str | None
    short_answer_place: Place | None
    statements: list[Statement]
    nearest: list[Citation] = Field(description="After an abstention, the nearest passages; they answer nothing.")
    hits: list[Hit] = Field(description="The passages that were considered, best first.")
    confidence: float
    answerer: str
    model: str | None
    notes: list[Note]
    timings_ms: dict[str, float]


class SearchResult(Shape):
    """What `search` returns."""

    hits: list[Hit]


class CheckResult(Shape):
    """What `check` returns."""

    statements: list[CheckedStatement]


class Article(Shape):
    """An article of the index, without its text."""

    document_id: str
    title: str
    language: str
    date: str | None
    source: str
    url: str
    characters: int
    passages: int


class ArticleList(Shape):
    """What `list_articles` returns."""

    total: int = Field(description="How many articles match, on all pages.")
    offset: int
    articles: list[Article]
    next_offset: int | None = Field(description="Where the next page begins; null on the last.")


class ArticleText(Article):
    """What `read_article` returns."""

    start: int
    end: int
    text: str = Field(description="The article's text from start to end, to the letter.")
    next_start: int | None = Field(description="Where to read on; null at the end of the article.")


class Removed(Shape):
    """What `remove_article` returns."""

    document_id: str
    title: str
