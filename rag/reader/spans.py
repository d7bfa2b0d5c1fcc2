"""Where in a passage the answer stands, by the reader's logits: which sentence, and which words of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.types import AnswerSpan, Span

LONGEST = 30
"""Tokens of an answer."""
_ENDING = re.compile(r"(?<=.)(?:\s*[,;:]|(?<=[\d%])\.)$")
"""What ends a clause and shares a token with the answer, as in "2020."; the full stop of "Inc." is the word's own."""


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a passage as it was read.

    `spans` `(n, 2)`: where its tokens stand in the passage's text; `logits` `(n, 2)` float32: of the answer's first and
    last token; `answers`: the logit that it is answered here.
    """

    spans: NDArray[np.int32]
    logits: NDArray[np.float32]
    answers: float

    def pairs(self) -> NDArray[np.float32]:
        """`(n, LONGEST)`: the score of the words from token i to token i + j; -inf behind the last one."""
        n = len(self.logits)
        made = np.full((n, LONGEST), -np.inf, dtype=np.float32)
        for length in range(min(LONGEST, n)):
            made[: n - length, length] = self.logits[: n - length, 0] + self.logits[length:, 1]
        return made

    def tokens_in(self, span: Span) -> slice:
        """Those that begin and end inside a span of the text, but for white space before them."""
        inside = np.flatnonzero((self.spans[:, 1] > span.start) & (self.spans[:, 1] <= span.end))
        return slice(int(inside[0]), int(inside[-1]) + 1) if len(inside) else slice(0, 0)


@dataclass(frozen=True, slots=True)
class Read:
    """What a reader says of a passage: `answers`, the log-odds that it does, and how likely each stretch of it is."""

    text: str
    windows: tuple[Window, ...]

    @property
    def answers(self) -> float:
        """Of the part of the passage where it is likeliest."""
        return max(window.answers for window in self.windows)

    def best(self, span: Span) -> AnswerSpan | None:
        """The likeliest words within a span of the passage; None where it holds no token that was read."""
        found = [best for window in self.windows if (best := _best(self.text, window, span))]
        return max(found, key=lambda b: b.score, default=None)

    def share(self, span: Span) -> float:
        """How much of all that could be the answer lies within a span, in [0, 1]; at best over the parts read."""
        return max((_share(window, span) for window in self.windows), default=0.0)


def _best(text: str, window: Window, span: Span) -> AnswerSpan | None:
    tokens = window.tokens_in(span)
    if tokens.stop == tokens.start:
        return None
    pairs = _within(window.pairs(), tokens)
    first, length = divmod(int(pairs.argmax()), LONGEST)
    start = max(span.start, int(window.spans[tokens.start + first, 0]))
    end = int(window.spans[tokens.start + first + length, 1])
    start += len(text[start:end]) - len(text[start:end].lstrip())
    end -= len(text[start:end]) - len(_ENDING.sub("", text[start:end]))
    return AnswerSpan(Span(start, end), float(pairs[first, length]))


def _share(window: Window, span: Span) -> float:
    tokens = window.tokens_in(span)
    if tokens.stop == tokens.start:
        return 0.0
    pairs = window.pairs()
    highest = pairs.max()
    weights = np.exp(pairs - highest)
    inside = np.exp(_within(pairs, tokens) - highest)
    return float(inside.sum() / weights.sum())


def _within(pairs: NDArray[np.float32], tokens: slice) -> NDArray[np.float32]:
    """The rows of some tokens, without the words that end behind the last of them."""
    rows = pairs[tokens].copy()
    ends = np.arange(len(rows))[:, None] + np.arange(LONGEST)[None, :]
    rows[ends >= len(rows)] = -np.inf
    return rows
