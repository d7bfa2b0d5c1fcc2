"""The bundled model against sentence-transformers, side by side, and questions over the shipped articles."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

import numpy as np

from eval.bench.sheet import ROOT, Sheet, cold_ask, percentiles, seconds
from eval.sets import read_set
from rag import build, indexing
from rag.embed.bundled import bundled_model
from rag.embed.light import LightEmbedder
from rag.embed.sentence_transformer import SentenceTransformerEmbedder, load_model
from rag.settings import Settings, load_settings

ROUNDS = 5
TEXTS = 96
TOKENS = 190
QUESTION = "Combien Meta compte-t-il investir en 2025 ?"

Ours = LightEmbedder | SentenceTransformerEmbedder


def embedding(sheet: Sheet, settings: Settings, embedder: Ours) -> None:
    """Passages a second, by turns with sentence-transformers' default."""
    texts = _texts(embedder)
    model = load_model(str(bundled_model(settings.cache_dir)), "float32", "float32")
    prefixed = [f"passage: {text}" for text in texts]
    slow, fast = [], []
    exact = model.encode(prefixed, show_progress_bar=False)
    ours = embedder.embed_passages(texts)
    for _ in range(ROUNDS):  # by turns, so that whatever else the machine does falls on both
        slow.append(seconds(lambda: model.encode(prefixed, show_progress_bar=False)))
        fast.append(seconds(lambda: embedder.embed_passages(texts)))
    cosine = float((exact * ours).sum(axis=1).min())
    tokens = statistics.mean(embedder.count_tokens(texts))
    sheet.section("embedding")
    sheet.note(f"{len(texts)} passages of {tokens:.0f} tokens on average, median of {ROUNDS} rounds by turns")
    for name, times in (("sentence-transformers' default (float32)", slow), (f"sourcier ({embedder.precision})", fast)):
        sheet.row(name, len(texts) / statistics.median(times), "passages/s", 1)
    sheet.row("ratio", statistics.median(s / f for s, f in zip(slow, fast, strict=True)), "times")
    sheet.row("lowest cosine to float32", cosine, "", 5)


def _texts(embedder: Ours) -> list[str]:
    """Windows of about TOKENS tokens over the shipped articles, each begun at another word."""
    words = " ".join(p.read_text(encoding="utf-8") for p in sorted((ROOT / "corpus").glob("*.md"))).split()
    whole = sum(embedder.count_tokens([" ".join(words)]))
    size = TOKENS * len(words) // whole
    starts = np.linspace(0, len(words) - size, TEXTS).astype(int)
    return [" ".join(words[s : s + size + (i % 7 - 3) * size // 8]) for i, s in enumerate(starts)]


def asking(sheet: Sheet, embedder: Ours) -> None:
    """Ingest, opening and questions."""
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(index=Path(folder) / "index")
        request = indexing.IngestRequest(paths=[ROOT / "corpus"])
        sheet.section("the shipped articles")
        sheet.row("ingest", seconds(lambda: indexing.ingest(settings, embedder, request)), "s")
        sheet.row("ingest again, nothing changed", seconds(lambda: indexing.ingest(settings, embedder, request)), "s")
        start = time.perf_counter()
        sourcier = build.open_sourcier(settings, embedder)
        sheet.row("opening", time.perf_counter() - start, "s")
        cases = read_set(ROOT / "tests" / "data" / "shipped_questions.jsonl").cases
        for name in ("first time", "asked before"):
            times = [1000 * seconds(lambda q=case.question: sourcier.ask(q)) for case in cases]  # type: ignore[misc]
            p50, p95 = percentiles(times)
            sheet.row(f"{len(times)} questions, {name}, p50", p50, "ms", 0)
            sheet.row(f"{len(times)} questions, {name}, p95", p95, "ms", 0)
        sheet.row("cold `sourcier ask`, median of 3", cold_ask(settings.index, QUESTION), "s")
