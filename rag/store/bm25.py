"""BM25 and what it is set to, for passages that share a part of their score with those beside them.

After Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with Lucene's idf,
log(1 + (N - n + ½) / (n + ½)).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

K1 = 0.6
"""Low: that a passage holds a word says more than how often. Over piaf_fr, afriqa_fr and squad2_en 0.6 was better than
0.9, 1.2 and 1.5, alone and fused."""
B = 0.75
REACH = 2
"""Passages to either side that count too: a question's words often stand in a paragraph and in the one before it."""
AROUND = 2 / 3
"""The share of a score that a passage has from its surroundings, itself included; the rest it has by itself."""

Scores = NDArray[np.float32]


def norm(lengths: Scores, mean: float) -> Scores:
    """What BM25 adds to a term's count below the line."""
    found: Scores = lengths * np.float32(K1 * B / mean)
    found += np.float32(K1 * (1 - B))
    return found


def saturated(counts: NDArray[np.unsignedinteger], below_line: Scores, worth: float) -> Scores:
    """BM25's term frequency times what the term is worth; `below_line` as from `norm`."""
    above = counts.astype(np.float32)
    below = above + below_line
    above /= below
    above *= np.float32((K1 + 1) * worth)
    return above


def idf(passages: int, holding: int) -> float:
    """The inverse document frequency of a term that so many of the passages hold."""
    return float(np.log1p((passages - holding + 0.5) / (holding + 0.5)))
