"""An Embedder over any LangChain `Embeddings`, tokens counted by tiktoken since those do not show their tokenizer."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from rag.embed.vectors import checked, clean
from rag.text.tokens import offline_encoding
from rag.types import Vectors

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings


class LangChainEmbedder:
    """Adapts `embeddings`. `name` is the caller's to choose: an index keeps vectors of one name apart from another's.

    `cache` is the folder into which tiktoken's encoding is unpacked.
    """

    def __init__(self, embeddings: Embeddings, name: str, cache: Path, max_tokens: int = 504) -> None:
        self._embeddings = embeddings
        self._name = name
        self._cache = cache
        self._max_tokens = max_tokens

    @property
    def name(self) -> str:
        """As given."""
        return self._name

    @property
    def fingerprint(self) -> str:
        """Of the name alone: LangChain's interface shows no weights."""
        return f"langchain:{self._name}"

    @property
    def max_tokens(self) -> int:
        """As given."""
        return self._max_tokens

    @cached_property
    def dimension(self) -> int:
        """Found out by embedding a word, since LangChain's interface does not tell it."""
        return int(self.embed_query("source").shape[0])

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Counted in cl100k_base, which stands in for the unknown tokenizer."""
        encoding = offline_encoding("cl100k_base", self._cache)
        return [len(tokens) for tokens in encoding.encode_ordinary_batch(list(texts), num_threads=1)]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """`(n, dimension)` float32, L2-normalised."""
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        return checked(self._embeddings.embed_documents([clean(t) for t in texts]), self._name)

    def embed_query(self, text: str) -> Vectors:
        """`(dimension,)` float32, L2-normalised."""
        vector: Vectors = checked([self._embeddings.embed_query(clean(text))], self._name)[0]
        return vector
