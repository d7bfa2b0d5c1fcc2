"""What every embedder's input and output are put through."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from rag.errors import EmbedderError
from rag.types import Vectors


def checked(raw: ArrayLike, name: str) -> Vectors:
    """`(n, dim)` as float32 with each row of length 1. Raises EmbedderError for NaN, infinity or a zero vector."""
    vectors = np.ascontiguousarray(raw, dtype=np.float32)
    if vectors.ndim != 2:
        raise EmbedderError("model_vectors", name=name, reason=f"shape {vectors.shape}")
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    if not np.isfinite(norms).all() or (norms == 0).any():
        raise EmbedderError("model_vectors", name=name, reason="NaN, ∞ or 0")
    normalised: Vectors = vectors / norms
    return normalised


def clean(text: str) -> str:
    """Lone surrogates, which a damaged file can hold, are no Unicode text for a tokenizer or a service."""
    return text.encode("utf-8", "replace").decode("utf-8")


def unit(vectors: Vectors) -> Vectors:
    """The rows of `(n, dim)` brought to length 1; a row of zeros stays one."""
    lengths = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), np.float32(1e-9))
    made: Vectors = (vectors / lengths).astype(np.float32)
    return made
