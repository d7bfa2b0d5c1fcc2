"""What a question scores against passages that have nothing to do with it: the yardstick for every other score.

Inner products of one embedder depend on the question and on the pair of languages more than on the answer: a French
question scores any French passage above the English passage that answers it. Counted in standard deviations from the
mean of its language's passages, scores can be compared across languages, questions and indexes.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from rag.types import Scale, Vectors

SAMPLE = 1000
"""Passages of each language that the yardstick is taken from, at most."""
_ENOUGH = 20
"""With fewer, a language's own mean says little, and that of all languages together is used."""
_LEAST_DEVIATION = 0.012
"""A floor, so that an index of near-equal passages does not make noise look like signal."""


class Background:
    """Vectors `(n, dim)` of sampled passages for each language; `scales` costs one small matrix product."""

    def __init__(self, samples: Mapping[str, Vectors]) -> None:
        self._samples = dict(samples)
        everything = [vectors for vectors in self._samples.values() if len(vectors)]
        self._all = np.concatenate(everything) if everything else None

    def scales(self, query: Vectors) -> dict[str, Scale]:
        """For each language of the index."""
        if self._all is None:
            return {}
        general = _scale(products(self._all, query))
        return {
            language: _scale(products(vectors, query)) if len(vectors) >= _ENOUGH else general
            for language, vectors in self._samples.items()
        }


def products(vectors: Vectors, query: Vectors) -> Vectors:
    """Inner products `(n,)` of `(n, dim)` with `(dim,)`, in this thread.

    As a matrix product it would wake BLAS's threads, which then spin: of 150 ms of CPU a search took, that was half.
    """
    found: Vectors = np.einsum("ij,j->i", vectors, query)
    return found


def _scale(scores: Vectors) -> Scale:
    return Scale(float(scores.mean()), max(float(scores.std()), _LEAST_DEVIATION))
