"""How well a passage holds each word of a question, in whatever language: late interaction.

For each content word of the question, the best cosine between its tokens and the passage's, each token seen in its
context by the embedder's last layer (MaxSim, after Khattab & Zaharia, "ColBERT: Efficient and Effective Passage Search
via Contextualized Late Interaction over BERT", SIGIR 2020). A multilingual embedder puts « salaire » near "salary", so
this does across languages what counting common words does within one: it notices what the passage does not speak of.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rag.text.words import Term
from rag.types import Tokens, Vectors


class Matcher:
    """A question's content words with their tokens, to be matched against passages."""

    def __init__(self, tokens: Tokens, words: Sequence[Term], weights: Sequence[float]) -> None:
        self._tokens = tokens.vectors
        rows = [_rows_of(tokens, word) for word in words]
        self._rows = [row for row in rows if len(row)]
        kept = [weight for weight, row in zip(weights, rows, strict=True) if len(row)]
        self._weights = np.array(kept, dtype=np.float32)

    def best(self, text: Tokens) -> Vectors:
        """`(question tokens,)`: for each, the cosine with the token of the text that is nearest to it."""
        if not len(text.vectors):
            return np.full(len(self._tokens), -1, dtype=np.float32)
        nearest: Vectors = (self._tokens @ text.vectors.T).max(axis=1)
        return nearest

    def score(self, *texts: Vectors) -> float:
        """The weighted mean over the words of their best match in any of the texts (each as `best` gave it).

        In [-1, 1]; 0 with nothing to match.
        """
        if not self._rows or not texts:
            return 0.0
        best = np.max(texts, axis=0)
        words = np.array([best[row].mean() for row in self._rows])
        return float((self._weights * words).sum() / self._weights.sum())


def _rows_of(tokens: Tokens, word: Term) -> NDArray[np.intp]:
    starts, ends = tokens.spans[:, 0], tokens.spans[:, 1]
    return np.flatnonzero((starts < word.span.end) & (ends > word.span.start))
