"""How well a reader reads paragraphs of articles that it was not trained on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from eval.reader.rows import Row
from eval.strings import exact_match, f1

LONGEST = 30
"""Tokens of an answer."""


@dataclass(frozen=True, slots=True)
class Read:
    """Of one row: the logits of start and end `(tokens,)`, and that of an answer being there."""

    start: NDArray[np.float32]
    end: NDArray[np.float32]
    answers: float


Reading = Callable[[Sequence[Row]], list[Read]]


def best_span(read: Read) -> tuple[int, int]:
    """The likeliest start and end, as places in the row."""
    both = read.start[:, None] + read.end[None, :]
    allowed = np.triu(np.ones_like(both, dtype=bool)) & ~np.triu(np.ones_like(both, dtype=bool), LONGEST)
    first, last = divmod(int(np.where(allowed, both, -np.inf).argmax()), int(both.shape[1]))
    return first, last


def text_of(row: Row, span: tuple[int, int]) -> str:
    """The words of a span."""
    first, last = (place - row.pair.first for place in span)
    return row.text[row.pair.spans[first, 0] : row.pair.spans[last, 1]].strip()


def figures(rows: Sequence[Row], reads: Sequence[Read]) -> dict[str, float]:
    """Exact match and F1 by language direction, and how well answers are told from what is none, by kind."""
    found: dict[str, float] = {}
    kinds = np.array([row.example.kind for row in rows])
    odds = np.array([read.answers for read in reads])
    ways = np.array([f"{row.example.language}->{row.example.paragraph.language}" for row in rows])
    for way in sorted(set(ways[np.isin(kinds, ["answered", "across"])])):
        chosen = [i for i in np.flatnonzero(ways == way).tolist() if rows[i].span is not None]
        pairs = [(text_of(rows[i], best_span(reads[i])), rows[i].example.wanted) for i in chosen]
        found[f"exact match {way}"] = float(np.mean([exact_match(*pair) for pair in pairs]))
        found[f"F1 {way}"] = float(np.mean([f1(*pair) for pair in pairs]))
    for kind in ("unanswerable", "elsewhere"):
        for language in ("fr", "en"):
            own = np.array([row.example.language == language for row in rows])
            of = own & np.isin(kinds, ["answered", "across", kind])
            labels = kinds[of] != kind
            if 0 < labels.sum() < len(labels):
                found[f"AUROC {kind} {language}"] = float(roc_auc_score(labels, odds[of]))
    return found
