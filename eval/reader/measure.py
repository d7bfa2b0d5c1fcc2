"""How well a reader reads paragraphs of articles that it was not trained on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.metrics import roc_auc_score

from eval.reader.batches import Row
from eval.strings import exact_match, f1
from rag.reader.spans import Read
from rag.types import Span


def text_of(row: Row, read: Read) -> str:
    """The likeliest words of a row's passage; "" for one without a word."""
    best = read.best(Span(0, len(row.text)))
    return row.text[best.span.start : best.span.end] if best else ""


def figures(rows: Sequence[Row], reads: Sequence[Read]) -> dict[str, float]:
    """Exact match and F1 by language direction, and how well what is right is told from what is not, by kind."""
    found: dict[str, float] = {}
    kinds, ways = np.array([row.kind for row in rows]), np.array([row.way for row in rows])
    odds = np.array([read.answers for read in reads])
    states, right = np.array([row.states for row in rows]), np.array([row.right for row in rows], dtype=bool)
    for way in sorted(set(ways[np.isin(kinds, ["answered", "across"])])):
        chosen = [i for i in np.flatnonzero(ways == way).tolist() if rows[i].span is not None]
        pairs = [(text_of(rows[i], reads[i]), rows[i].wanted) for i in chosen]
        found[f"exact match {way}"] = float(np.mean([exact_match(*pair) for pair in pairs]))
        found[f"F1 {way}"] = float(np.mean([f1(*pair) for pair in pairs]))
    groups = {
        "": ~states & np.isin(kinds, ["answered", "across", "unanswerable", "swapped", "elsewhere"]),
        "stated ": states,
    }
    for name, group in groups.items():
        for kind in sorted(set(kinds[group & ~right])):
            for language in ("fr", "en"):
                of = group & np.char.startswith(ways, language) & (right | (kinds == kind))
                if 0 < right[of].sum() < of.sum():
                    found[f"AUROC {name}{kind} {language}"] = float(roc_auc_score(right[of], odds[of]))
    if 0 < right[states].sum() < states.sum():
        found["AUROC stated"] = float(roc_auc_score(right[states], odds[states]))
    return found
