"""How well a reader reads paragraphs of articles that it was not trained on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.metrics import roc_auc_score

from eval.reader.rows import Row
from eval.strings import exact_match, f1
from rag.reader.spans import Read
from rag.types import Span


def text_of(row: Row, read: Read) -> str:
    """The likeliest words of a row's passage; "" for one without a word."""
    best = read.best(Span(0, len(row.text)))
    return row.text[best.span.start : best.span.end] if best else ""


def figures(rows: Sequence[Row], reads: Sequence[Read]) -> dict[str, float]:
    """Exact match and F1 by language direction, and how well answers are told from what is none, by kind."""
    found: dict[str, float] = {}
    kinds = np.array([row.example.kind for row in rows])
    odds = np.array([read.answers for read in reads])
    ways = np.array([f"{row.example.language}->{row.example.paragraph.language}" for row in rows])
    for way in sorted(set(ways[np.isin(kinds, ["answered", "across"])])):
        chosen = [i for i in np.flatnonzero(ways == way).tolist() if rows[i].span is not None]
        pairs = [(text_of(rows[i], reads[i]), rows[i].example.wanted) for i in chosen]
        found[f"exact match {way}"] = float(np.mean([exact_match(*pair) for pair in pairs]))
        found[f"F1 {way}"] = float(np.mean([f1(*pair) for pair in pairs]))
    for kind in ("unanswerable", "swapped", "elsewhere"):
        for language in ("fr", "en"):
            own = np.array([row.example.language == language for row in rows])
            of = own & np.isin(kinds, ["answered", "across", kind])
            labels = kinds[of] != kind
            if 0 < labels.sum() < len(labels):
                found[f"AUROC {kind} {language}"] = float(roc_auc_score(labels, odds[of]))
    return found
