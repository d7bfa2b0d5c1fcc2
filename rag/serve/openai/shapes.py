"""What OpenAI's API has of a chat completion, as far as it makes sense here."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from rag.serve.shapes import EVERYTHING, FilterGiven, Given, Text
from rag.shapes import AnswerShape

_MOST_MESSAGES = 1000


class Lenient(BaseModel):
    """Takes what it does not know, too: clients send much that has nothing to say here (temperature, seed, user)."""

    model_config = ConfigDict(extra="allow", strict=True)


class PartGiven(Lenient):
    """A part of a message; only text is read."""

    type: Text
    text: Text | None = None


class MessageGiven(Lenient):
    """A message. Those of `system`, `developer` and `tool` change nothing: an answer is what the articles say."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Text | list[PartGiven] | None = None


class StreamOptions(Lenient):
    """How it is streamed."""

    include_usage: bool | None = None


class FormatGiven(Lenient):
    """The form of an answer."""

    type: Text = "text"


class OwnGiven(Given):
    """What only this endpoint has: `extra_body={"sourcier": {…}}` of OpenAI's client."""

    filter: FilterGiven = Field(default=EVERYTHING, description="which articles are searched")
    strict: bool = Field(default=False, description="leave out what a chat model says that no article supports")


class CompletionGiven(Lenient):
    """A conversation whose last message is the question."""

    model: Text = Field(description="who answers: one of GET /v1/models", examples=["sourcier"])
    messages: list[MessageGiven] = Field(
        min_length=1, max_length=_MOST_MESSAGES, examples=[[{"role": "user", "content": "Qui a construit le pont ?"}]]
    )
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    n: int | None = Field(default=None, description="1: there is one answer", examples=[1])
    response_format: FormatGiven | None = Field(default=None, description="text alone", examples=[None])
    tool_choice: Text | dict[str, object] | None = Field(
        default=None, description="no tool is ever called", examples=[None]
    )
    sourcier: OwnGiven = OwnGiven()


class SpanShape(BaseModel):
    """A citation: where its marker stands in the message, and where its quotation stands in the article."""

    start_index: int = Field(description="of the marker in the content, in code points")
    end_index: int
    title: str
    url: str
    document_id: str
    start: int = Field(description="of the quotation in the article's text, in code points")
    end: int
    quote: str
    verdict: Literal["supported", "weak", "unsupported"]


class AnnotationShape(BaseModel):
    """As OpenAI has citations, with the exact place besides."""

    type: Literal["url_citation"] = "url_citation"
    url_citation: SpanShape


class MessageShape(BaseModel):
    """The answer, as Markdown with its sources below."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None
    annotations: list[AnnotationShape]


class ChoiceShape(BaseModel):
    """There is one."""

    index: int = 0
    message: MessageShape
    finish_reason: Literal["stop"] = "stop"
    logprobs: None = None


class UsageShape(BaseModel):
    """Tokens of the conversation and of the answer, as OpenAI's models would count them."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class CompletionShape(BaseModel):
    """A completion. `sourcier` is the whole answer as /api/ask gives it; `sourcier.abstained` says that it is none."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str
    choices: list[ChoiceShape]
    usage: UsageShape
    sourcier: AnswerShape


class ModelShape(BaseModel):
    """One who answers."""

    id: str
    object: Literal["model"] = "model"
    created: int
    owned_by: str


class ModelsShape(BaseModel):
    """All who answer, as it is set first."""

    object: Literal["list"] = "list"
    data: list[ModelShape]
