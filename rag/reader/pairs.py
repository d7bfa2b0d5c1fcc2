"""A question and a passage as one row of the reader's tokens: `<s> question </s> </s> passage </s>`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.embed.e5s import Header
from rag.embed.unigram import Encoded, Tokenization
from rag.embed.vectors import clean
from rag.types import Span

QUESTION_PREFIX = "query: "
PASSAGE_PREFIX = "passage: "
"""Those that the encoder was trained with before it became a reader."""
STATEMENT_PREFIX = "statement: "
"""In the place of the question's: it is asked whether the passage supports what is said."""
QUESTION_TOKENS = 96
"""What is longer is cut: nearly every question has fewer than 40."""
_SPECIAL = 4


@dataclass(frozen=True, slots=True)
class Pair:
    """`ids` `(tokens,)`; the passage's tokens begin at `first`, and `spans` `(n, 2)` says where they stand in its text.

    The last token, which ends the row, has no span.
    """

    ids: NDArray[np.int64]
    first: int
    spans: NDArray[np.int32]

    def tokens_of(self, span: Span) -> tuple[int, int] | None:
        """The first and the last token, as places in `ids`, of a span of the passage; None where it was cut away."""
        inside = np.flatnonzero((self.spans[:, 1] > span.start) & (self.spans[:, 0] < span.end))
        if not len(inside):
            return None
        if self.spans[inside[0], 0] > span.start or self.spans[inside[-1], 1] < span.end:
            return None
        return self.first + int(inside[0]), self.first + int(inside[-1])


class Pairing:
    """Makes pairs. Threads may share it."""

    def __init__(self, header: Header, tokens: Tokenization) -> None:
        self._header = header
        self._tokens = tokens

    def questions(self, texts: Sequence[str]) -> list[NDArray[np.int64]]:
        """The ids of each question, cut to `QUESTION_TOKENS`."""
        return self._begun(QUESTION_PREFIX, texts)

    def statements(self, texts: Sequence[str]) -> list[NDArray[np.int64]]:
        """The same of each statement."""
        return self._begun(STATEMENT_PREFIX, texts)

    def passages(self, texts: Sequence[str]) -> list[Encoded]:
        """The ids of each passage and where they stand in the text given."""
        encoded = self._tokens.encode([PASSAGE_PREFIX + clean(text) for text in texts], settle=True)
        return [_without_prefix(e) for e in encoded]

    def pair(self, question: NDArray[np.int64], passage: Encoded, start: int, end: int) -> Pair:
        """With the passage's tokens from `start` to `end`; its prefix always stands before them.

        Raises ValueError where they are more than the model has positions for.
        """
        h = self._header
        prefix = passage.ids[: _prefix_length(passage)]
        kept = slice(max(start, len(prefix)), max(end, len(prefix)))
        ids = np.concatenate([[h.bos], question, [h.eos, h.eos], prefix, passage.ids[kept], [h.eos]])
        if len(ids) > h.positions:
            raise ValueError(f"{len(ids)} tokens, and {h.positions} positions")
        return Pair(ids, len(question) + 3 + len(prefix), passage.spans[kept])

    def _begun(self, prefix: str, texts: Sequence[str]) -> list[NDArray[np.int64]]:
        encoded = self._tokens.encode([prefix + clean(text) for text in texts], settle=True)
        return [e.ids[:QUESTION_TOKENS] for e in encoded]

    def room(self, question: NDArray[np.int64], passage: Encoded, limit: int) -> int:
        """How many of the passage's own tokens fit beside the question in a row of `limit`."""
        return limit - _SPECIAL - len(question) - _prefix_length(passage)


def _prefix_length(passage: Encoded) -> int:
    """The prefix's tokens are those with an empty span."""
    own = np.flatnonzero(passage.spans[:, 1] > passage.spans[:, 0])
    return int(own[0]) if len(own) else len(passage.ids)


def _without_prefix(encoded: Encoded) -> Encoded:
    """Spans in the text without its prefix; empty for the prefix's own tokens."""
    spans = np.maximum(encoded.spans - len(PASSAGE_PREFIX), 0).astype(np.int32)
    return Encoded(encoded.ids, spans)
