"""A client's messages as a conversation of ours."""

from __future__ import annotations

from collections.abc import Sequence

from rag.errors import UsageError
from rag.serve.openai.shapes import CompletionGiven, MessageGiven
from rag.serve.openai.written import said
from rag.serve.shapes import MOST_TURNS
from rag.types import Turn


def turns(messages: Sequence[MessageGiven]) -> list[Turn]:
    """What the user and the assistant said, the question last. Of an earlier answer of ours it is what it states.

    Raises UsageError where the last message is not a user's, or holds something other than text.
    """
    if messages[-1].role != "user":
        raise UsageError("serve_last_message")
    found: list[Turn] = []
    for message in messages:
        if message.role == "user":
            found.append(Turn("user", _text(message)))
        elif message.role == "assistant" and (text := _text(message)):  # it has none where it calls a tool
            found.append(Turn("assistant", said(text)))
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
