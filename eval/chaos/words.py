"""An embedder without a model: what crashes and disks do to an index does not depend on the vectors."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

import numpy as np

from rag.types import Vectors

_WORD = re.compile(r"\w+")
_DIMENSION = 512


class WordEmbedder:
    """An Embedder that puts each folded word into one of its dimensions: texts that share words are near."""

    name = "words"
    fingerprint = f"words:{_DIMENSION}"
    dimension = _DIMENSION
    max_tokens = 504

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Words."""
        return [len(text.split()) for text in texts]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """One row for each text."""
        return np.array([self._vector(text) for text in texts], dtype=np.float32).reshape(-1, _DIMENSION)

    def embed_query(self, text: str) -> Vectors:
        """The same as of a passage."""
        return self._vector(text)

    def _vector(self, text: str) -> Vectors:
        vector = np.zeros(_DIMENSION, dtype=np.float32)
        vector[0] = 0.1  # a text without words has a direction too
        for word in _WORD.findall(text.casefold()):
            place = zlib.crc32(word.encode())
            vector[place % _DIMENSION] += 1 if place & 0x10000 else -1
        length = np.float32(np.linalg.norm(vector))
        return vector / length if length else np.eye(1, _DIMENSION, dtype=np.float32)[0]
