"""What our own API takes, and what it alone gives; answers, hits and checks are `rag.shapes`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints

from rag.filtering import Wanted
from rag.shapes import MOST_HITS, ArticleShape, Shape
from rag.types import Filter, Turn

MOST_TURNS = 200
"""Turns of a conversation that are taken. Follow-ups look at the last few."""
Text = Annotated[str, StringConstraints(max_length=150_000)]
"""What a request says. A string without any bound could hold half characters, as JSON can write them."""
_DAY: dict[str, JsonValue] = {"format": "date"}
_SAYS_SOMETHING: dict[str, JsonValue] = {"minLength": 1}


class Given(BaseModel):
    """A request. A name that it does not have is an error: it would be a wish that is not heard."""

    model_config = ConfigDict(extra="forbid", strict=True)


class FilterGiven(Given):
    """Which articles are searched. What is left out leaves that open."""

    languages: list[Text] = Field(default=[], description="ISO 639-1 codes", examples=[["fr"]], max_length=100)
    documents: list[Text] = Field(default=[], description="ids of articles", examples=[[]], max_length=10_000)
    sources: list[Text] = Field(default=[], description="names of sources", examples=[[]], max_length=1000)
    date_from: Text | None = Field(
        default=None, description="YYYY-MM-DD; articles of this day or later", examples=[None], json_schema_extra=_DAY
    )
    date_to: Text | None = Field(
        default=None, description="YYYY-MM-DD; articles of this day or earlier", examples=[None], json_schema_extra=_DAY
    )

    def typed(self) -> Filter:
        """Raises UsageError for dates that are none."""
        many = tuple(self.languages), tuple(self.documents), tuple(self.sources)
        return Wanted(*many, self.date_from, self.date_to).typed()


EVERYTHING = FilterGiven()


class TurnGiven(Given):
    """A turn of the conversation before a question."""

    role: Literal["user", "assistant"]
    text: Text

    def typed(self) -> Turn:
        """The value."""
        return Turn(self.role, self.text)


class AskGiven(Given):
    """A question."""

    question: Text = Field(
        description="in French or in English",
        examples=["Qui a construit le pont ?"],
        json_schema_extra=_SAYS_SOMETHING,
    )
    conversation: list[TurnGiven] = Field(
        default=[], description="what was said before, for questions that leave something out", max_length=MOST_TURNS
    )
    filter: FilterGiven = Field(default=EVERYTHING, description="which articles are searched")
    model: Text = Field(default="sourcier", description="who answers: one of GET /v1/models")
    strict: bool = Field(default=False, description="leave out what a chat model says that no article supports")


class SearchGiven(Given):
    """What is searched for."""

    question: Text = Field(
        description="in French or in English",
        examples=["Qui a construit le pont ?"],
        json_schema_extra=_SAYS_SOMETHING,
    )
    k: int = Field(default=10, description="passages, at most", ge=1, le=MOST_HITS)
    filter: FilterGiven = Field(default=EVERYTHING, description="which articles are searched")


class CheckGiven(Given):
    """A text that anyone wrote."""

    text: Text = Field(
        description="Markdown or plain; each sentence is checked",
        examples=["Le pont date de 1890."],
        json_schema_extra=_SAYS_SOMETHING,
    )
    filter: FilterGiven = Field(default=EVERYTHING, description="which articles are searched")


class ArticlesShape(Shape):
    """A part of the list of articles, which is by title."""

    total: int = Field(description="articles that match")
    offset: int
    documents: list[ArticleShape]


class TextShape(ArticleShape):
    """An article with its whole text, which the spans of citations refer to, in code points."""

    text: str


class FailedShape(Shape):
    """A file, or an article in one, that cannot be read."""

    name: str
    code: str
    detail: str
    hint: str


class ReportShape(Shape):
    """What came of files that were added."""

    added: int
    replaced: int
    unchanged: int
    removed: int
    passages: int = Field(description="passages that were embedded")
    failed: list[FailedShape]
    documents: list[str] = Field(description="ids of the articles that are in those files now")


class RemovedShape(Shape):
    """The articles that left."""

    removed: list[str]


class OpenAIErrorShape(Shape):
    """An error as OpenAI's clients read it."""

    message: str
    type: str
    param: str | None
    code: str


class ProblemShape(Shape):
    """What is wrong, and what to do (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    hint: str
    code: str
    request_id: str = Field(default="", description="as the header X-Request-ID and the log of the server have it")
    error: OpenAIErrorShape | None = Field(default=None, description="under /v1 alone")
