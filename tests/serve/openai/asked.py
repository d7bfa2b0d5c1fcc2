"""Questions that OpenAI's client asks, and what it is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from openai import OpenAI
from openai.types.chat import ChatCompletionChunk, ChatCompletionMessageParam

FOUNDED = {"fr": "Où Stability AI a-t-elle été fondée ?", "en": "Where was Stability AI founded?"}
"""Quotations in both languages answer it."""
KNITTING = {
    "fr": "Comment tricoter une paire de chaussettes en laine ?",
    "en": "How do I knit a pair of woollen socks?",
}
"""No article does."""


def client_of(address: str, key: str = "none") -> OpenAI:
    """OpenAI's client of an endpoint."""
    return OpenAI(base_url=f"{address}/v1", api_key=key, max_retries=0, timeout=60)


def messages(*texts: str) -> list[ChatCompletionMessageParam]:
    """The user and the assistant in turn."""
    found: list[ChatCompletionMessageParam] = []
    for number, text in enumerate(texts):
        if number % 2:
            found.append({"role": "assistant", "content": text})
        else:
            found.append({"role": "user", "content": text})
    return found


@dataclass
class Told:
    """What an answer says: its text, its citations, and the whole of it as Sourcier's own JSON."""

    text: str = ""
    annotations: list[dict[str, Any]] = field(default_factory=list)
    own: dict[str, Any] = field(default_factory=dict)
    finish: str | None = None

    @property
    def spans(self) -> list[dict[str, Any]]:
        """Of the annotations."""
        return [one["url_citation"] for one in self.annotations]


def ask(client: OpenAI, *texts: str, model: str = "sourcier", **own: Any) -> Told:
    """The answer at once. `own`: what this endpoint has beyond OpenAI's."""
    body = {"sourcier": own} if own else None
    found = client.chat.completions.create(model=model, messages=messages(*texts), extra_body=body)
    (choice,) = found.choices
    annotations = [one.model_dump() for one in choice.message.annotations or []]
    return Told(choice.message.content or "", annotations, found.model_dump()["sourcier"], choice.finish_reason)


def streamed(client: OpenAI, *texts: str, model: str = "sourcier", **own: Any) -> Told:
    """The same, streamed and put together."""
    body = {"sourcier": own} if own else None
    with client.chat.completions.create(model=model, messages=messages(*texts), extra_body=body, stream=True) as chunks:
        return gathered(list(chunks))


def gathered(chunks: list[ChatCompletionChunk]) -> Told:
    """The pieces of a stream as one."""
    told = Told()
    for chunk in chunks:
        value = chunk.model_dump()
        told.own = value.get("sourcier") or told.own
        for choice in value["choices"]:
            told.text += choice["delta"].get("content") or ""
            told.annotations = choice["delta"].get("annotations") or told.annotations
            told.finish = choice["finish_reason"] or told.finish
    return told
