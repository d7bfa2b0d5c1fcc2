"""A client's messages as a conversation of ours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from rag.errors import UsageError
from rag.serve.openai.shapes import CompletionGiven, MessageGiven
from rag.serve.openai.written import SOURCES
from rag.serve.shapes import MOST_TURNS
from rag.types import Turn


def turns(messages: Sequence[MessageGiven]) -> list[Turn]:
    """What the user and the assistant said, the question last. Sources below an earlier answer are left out.

    Raises UsageError where the last message is not a user's, or holds something other than text.
    """
    if messages[-1].role != "user":
        raise UsageError(
            "serve_invalid", place=f"messages.{len(messages) - 1}.role", reason="the last one is the user’s"
        )
    found: list[Turn] = []
    for message in messages:
        role: Literal["user", "assistant"]
        if message.role == "user":
            role = "user"
        elif message.role == "assistant":
            role = "assistant"
        else:
            continue
        text = _text(message)
        found.append(Turn(role, text.partition(SOURCES)[0] if role == "assistant" else text))
    return found[-MOST_TURNS:]


def check(given: CompletionGiven) -> None:
    """Raises UsageError for what would be another answer than the one that is given here."""
    if given.n not in (None, 1):
        raise UsageError("serve_unsupported", what=f"n={given.n}")
    if given.response_format is not None and given.response_format.type != "text":
        raise UsageError("serve_unsupported", what=f"response_format={given.response_format.type}")
    if given.tool_choice not in (None, "auto", "none"):
        raise UsageError("serve_unsupported", what="tool_choice")


def _text(message: MessageGiven) -> str:
    if message.content is None:
        return ""
    if isinstance(message.content, str):
        return message.content
    for part in message.content:
        if part.type != "text" or part.text is None:
            raise UsageError("serve_unsupported", what=part.type)
    return "\n".join(part.text or "" for part in message.content)
