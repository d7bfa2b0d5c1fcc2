"""Remembers vectors of texts seen lately, so that one question is embedded once and a passage's sentences once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rag.embed.forwarding import Forwarding
from rag.embed.recent import Recent
from rag.ports import Embedder, TokenEmbedder
from rag.types import Tokens, Vectors

QUERIES = 256
PASSAGES = 20_000
"""At 384 dimensions, 30 MB."""
TOKENS = 2000
"""Sentences whose tokens are kept: at 35 tokens of 384 dimensions, 100 MB."""


class CachingEmbedder(Forwarding):
    """An Embedder around another. Meant for asking; an ingest embeds each text once and gains nothing from it."""

    def __init__(self, inner: Embedder) -> None:
        super().__init__(inner)
        self._queries: Recent[str, Vectors] = Recent(QUERIES)
        self._passages: Recent[str, Vectors] = Recent(PASSAGES)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """`(n, dimension)` float32, L2-normalised."""
        known = {text: self._passages.get(text) for text in texts}
        missing = [text for text, vector in known.items() if vector is None]
        if missing:
            for text, vector in zip(missing, self._inner.embed_passages(missing), strict=True):
                known[text] = vector
                self._passages.put(text, vector.copy())  # of its own: a row would keep its whole batch in memory
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        return np.stack([vector for text in texts if (vector := known[text]) is not None])

    def embed_query(self, text: str) -> Vectors:
        """`(dimension,)` float32, L2-normalised."""
        vector = self._queries.get(text)
        if vector is None:
            vector = self._inner.embed_query(text)
            self._queries.put(text, vector)
        return vector.copy()


class CachingTokenEmbedder(CachingEmbedder):
    """The same for an embedder that shows its tokens."""

    def __init__(self, inner: TokenEmbedder, tokens: int = TOKENS) -> None:
        super().__init__(inner)
        self._showing = inner
        self._query_tokens: Recent[str, Tokens] = Recent(QUERIES)
        self._passage_tokens: Recent[str, Tokens] = Recent(tokens)

    def embed_query_tokens(self, text: str) -> Tokens:
        """See TokenEmbedder."""
        tokens = self._query_tokens.get(text)
        if tokens is None:
            tokens = self._showing.embed_query_tokens(text)
            self._query_tokens.put(text, tokens)
        return tokens

    def embed_passage_tokens(self, texts: Sequence[str]) -> list[Tokens]:
        """See TokenEmbedder."""
        known = {text: self._passage_tokens.get(text) for text in texts}
        missing = [text for text, tokens in known.items() if tokens is None]
        for text, made in zip(missing, self._showing.embed_passage_tokens(missing), strict=True):
            known[text] = made
            self._passage_tokens.put(text, made)
        return [tokens for text in texts if (tokens := known[text]) is not None]


def caching(inner: Embedder) -> CachingEmbedder:
    """The wrapper that shows as much as the embedder does; one that remembers already, as it is."""
    if isinstance(inner, CachingEmbedder):
        return inner
    return CachingTokenEmbedder(inner) if isinstance(inner, TokenEmbedder) else CachingEmbedder(inner)
