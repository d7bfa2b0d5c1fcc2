"""Speed, as ratios measured side by side in one run: `make bench`."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from eval.sets import read_set
from rag import build
from rag.embed.bundled import bundled_model
from rag.embed.light import LightEmbedder
from rag.embed.sentence_transformer import SentenceTransformerEmbedder, load_model
from rag.settings import Settings, load_settings

ROUNDS = 5
TEXTS = 96
TOKENS = 190
ROOT = Path(__file__).parents[1]
QUESTION = "Combien Meta compte-t-il investir en 2025 ?"

Ours = LightEmbedder | SentenceTransformerEmbedder


def main() -> None:
    """Prints a table."""
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(index=Path(folder) / "index")
        embedder = build.make_embedder(settings)
        texts = _texts(embedder)
        _embedding(settings, embedder, texts)
        _asking(settings, embedder)


def _texts(embedder: Ours) -> list[str]:
    """Windows of about TOKENS tokens over the shipped articles, each begun at another word."""
    words = " ".join(p.read_text(encoding="utf-8") for p in sorted((ROOT / "corpus").glob("*.md"))).split()
    whole = sum(embedder.count_tokens([" ".join(words)]))
    size = TOKENS * len(words) // whole
    starts = np.linspace(0, len(words) - size, TEXTS).astype(int)
    return [" ".join(words[s : s + size + (i % 7 - 3) * size // 8]) for i, s in enumerate(starts)]


def _embedding(settings: Settings, embedder: Ours, texts: list[str]) -> None:
    model = load_model(str(bundled_model(settings.cache_dir)), "float32", "float32")
    prefixed = [f"passage: {text}" for text in texts]
    slow, fast = [], []
    exact = model.encode(prefixed, show_progress_bar=False)
    ours = embedder.embed_passages(texts)
    for _ in range(ROUNDS):  # by turns, so that whatever else the machine does falls on both
        slow.append(_seconds(lambda: model.encode(prefixed, show_progress_bar=False)))
        fast.append(_seconds(lambda: embedder.embed_passages(texts)))
    cosine = float((exact * ours).sum(axis=1).min())
    tokens = statistics.mean(embedder.count_tokens(texts))
    print(f"embedding, {len(texts)} passages of {tokens:.0f} tokens on average, median of {ROUNDS} rounds by turns")
    for name, times in (("sentence-transformers' default (float32)", slow), (f"sourcier ({embedder.precision})", fast)):
        print(f"  {name:<42} {len(texts) / statistics.median(times):7.1f} passages/s")
    ratio = statistics.median(s / f for s, f in zip(slow, fast, strict=True))
    print(f"  ratio                                      {ratio:7.2f}")
    print(f"  lowest cosine to float32                   {cosine:9.5f}")


def _asking(settings: Settings, embedder: Ours) -> None:
    request = build.IngestRequest(paths=[ROOT / "corpus"])
    again = _seconds(lambda: build.ingest(settings, embedder, request))
    unchanged = _seconds(lambda: build.ingest(settings, embedder, request))
    print("the shipped articles")
    print(f"  ingest                                     {again:9.2f} s")
    print(f"  ingest again, nothing changed              {unchanged:9.2f} s")
    start = time.perf_counter()
    sourcier = build.open_sourcier(settings, embedder)
    print(f"  opening                                    {time.perf_counter() - start:9.2f} s")
    cases = read_set(ROOT / "tests" / "data" / "shipped_questions.jsonl").cases
    first = [_seconds(lambda q=case.question: sourcier.ask(q)) for case in cases]  # type: ignore[misc]
    warm = [_seconds(lambda q=case.question: sourcier.ask(q)) for case in cases]  # type: ignore[misc]
    for name, times in (("first time", first), ("asked before", warm)):
        p50, p95 = np.percentile(times, [50, 95]) * 1000
        print(f"  {len(times)} questions, {name:<26} p50 {p50:6.0f} ms, p95 {p95:6.0f} ms")
    cold = statistics.median(_seconds(lambda: _cold(settings)) for _ in range(3))
    print(f"  cold `sourcier ask`                        {cold:9.2f} s")


def _cold(settings: Settings) -> None:
    """One question in a process of its own."""
    command = [sys.executable, "-m", "rag.cli", "ask", QUESTION, "--index", str(settings.index)]
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)  # noqa: S603 - our own arguments


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
