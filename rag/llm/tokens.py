"""How much text a chat model takes, counted in tiktoken's tokens.

A model's own tokenizer is seldom to be had, and cl100k_base stands in for it. One with a small or an English vocabulary
cuts finer: SmolLM2's, made for English, makes 1.11 to 1.15 times as many tokens of the shipped English articles and
1.21 to 1.28 times as many of the French ones. `MARGIN` allows for that.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rag.text.tokens import EncodingName, offline_encoding

ENCODING: EncodingName = "cl100k_base"
MARGIN = 1.3
"""Tokens of a model that cuts fine, for each of ours."""

PER_MESSAGE = 8
"""Tokens that the marks of a message's role and end take."""


def count_tokens(text: str, cache: Path) -> int:
    """Its tokens in cl100k_base; what imitates a special token is text. `cache`: where the encoding is unpacked."""
    return len(offline_encoding(ENCODING, cache).encode_ordinary(text))


@dataclass(frozen=True, slots=True)
class Limits:
    """What a chat model takes, in its own tokens.

    `context`: prompt and answer together; `answer`: the longest answer.
    """

    context: int
    answer: int

    @property
    def prompt(self) -> int:
        """The longest prompt, in tokens of `count_tokens`."""
        return int((self.context - self.answer) / MARGIN)

    def within(self, context: int) -> Limits:
        """The same for a model that takes less: the answer keeps its share of the context."""
        if context >= self.context:
            return self
        return Limits(context, max(1, self.answer * context // self.context))
