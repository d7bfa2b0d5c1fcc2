"""Conversations for the tests of the room."""

from __future__ import annotations

from rag.chat.rules import RuleRewriter
from rag.types import Rewritten, Turn

RULES = RuleRewriter()


def turns(*texts: str) -> list[Turn]:
    """The user and the assistant in turn; the last text is the question."""
    return [Turn("assistant" if number % 2 else "user", text) for number, text in enumerate(texts)]


def rewritten(*texts: str) -> Rewritten:
    """What the rules make of the last of them."""
    return RULES.standalone(turns(*texts))


def standalone(*texts: str) -> str:
    """The same, as a text."""
    return rewritten(*texts).text
