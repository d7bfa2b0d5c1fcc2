"""A large index: writing it, opening it, searching it, and LangChain's ensemble beside it."""

from __future__ import annotations

import statistics
from importlib.util import find_spec

import numpy as np

from eval.bench.sheet import ROOT, Sheet, cold_ask, percentiles
from eval.bench.side import Side, side
from eval.bench.synthetic import Corpus, vectors_around
from eval.bench.writing import GivenVectors, real_vectors, write_index
from eval.sets import read_set
from rag import indexing
from rag.ports import Embedder
from rag.settings import Settings

EMBEDDED = 400
"""Passages whose vectors are real."""
OPENINGS = 5
QUESTIONS, COMPARED = 120, 20
SETS = ("tests/data/shipped_questions.jsonl", "eval/sourcier-fr-en.jsonl")
COLD = "Combien Meta compte-t-il investir en 2025 ?"
MB = 10**6


def large(sheet: Sheet, settings: Settings, embedder: Embedder, passages: int) -> None:
    """All of it, over the index that the settings name, which is made anew."""
    sheet.section(f"{passages} synthetic passages")
    writing(sheet, settings, embedder, passages)
    searching(sheet, settings)
    if all(find_spec(name) for name in ("langchain_classic", "langchain_community", "rank_bm25")):
        comparing(sheet, settings)
    else:
        sheet.note("LangChain's ensemble is not installed: pip install -c constraints.txt -e '.[bench]'")


def writing(sheet: Sheet, settings: Settings, embedder: Embedder, passages: int) -> None:
    """Rates of indexing, and the size on disk."""
    corpus = Corpus(ROOT / "corpus")
    sheet.note("sentences of the shipped articles recombined, 2 of 3 in French, with made-up words and numbers")
    real, rate = real_vectors(corpus, embedder, min(EMBEDDED, passages))
    sheet.note(f"vectors: {len(real)} embedded, the others Gaussian noise around one of those, normalised")
    given = GivenVectors(embedder, vectors_around(real, passages))
    written = write_index(settings.index, indexing.identity(settings, embedder), corpus, given)
    total = written.seconds + written.publish_seconds
    sheet.row("terms in the vocabulary", written.terms, "", 0)
    sheet.row("embedding", rate, "passages/s", 1)
    sheet.row("writing without embedding and publishing", passages / written.seconds, "passages/s", 0)
    sheet.row("… by the time of all cores", passages / written.cpu, "passages/s", 0)
    sheet.row("publishing", written.publish_seconds, "s")
    sheet.row("… by the time of all cores", written.publish_cpu, "s")
    sheet.row("indexing, embedding included (calculated)", passages / (total + passages / rate), "passages/s", 1)
    sheet.row("size on disk", written.bytes / MB, "MB", 0)


def searching(sheet: Sheet, settings: Settings) -> None:
    """Opening, memory, questions, each asked once of a process that has answered another."""
    openings = []
    for _ in range(OPENINGS):
        with side("ours", settings.index) as opened:
            opened.warm_up()
            openings.append(opened.opened)
    sheet.row(f"opening, median of {OPENINGS} processes", statistics.median(openings), "s", goal="< 1")
    with side("ours", settings.index) as ours:
        sheet.row("memory when open", ours.rss_opened, "MB", 0)
        ours.warm_up()
        for question in questions(QUESTIONS):
            ours.ask(question)
        _times(sheet, f"search without the reader, {QUESTIONS} questions, embedding included", ours, "< 60")
        sheet.row("memory after them", ours.rss, "MB", 0)
    sheet.row("cold `sourcier ask`, median of 3", cold_ask(settings.index, COLD), "s", goal="< 2.5")


def comparing(sheet: Sheet, settings: Settings) -> None:
    """The same passages, vectors, embedder and questions, by turns."""
    sheet.section("LangChain's EnsembleRetriever (BM25Retriever and FAISS) over the same, by turns")
    with side("ensemble", settings.index) as theirs, side("ours", settings.index) as ours:
        sheet.row("ensemble: building, which each process does", theirs.opened, "s")
        sheet.row("ensemble: memory when built", theirs.rss_opened, "MB", 0)
        theirs.warm_up()
        ours.warm_up()
        for question in questions(COMPARED):
            theirs.ask(question)
            ours.ask(question)
        their50, their95 = _times(sheet, f"ensemble, {COMPARED} questions", theirs)
        sheet.row("ensemble: memory after them", theirs.rss, "MB", 0)
        our50, our95 = _times(sheet, "sourcier, the same questions", ours)
        sheet.row("ratio of p50", their50 / our50, "times", 1, goal="> 20")
        sheet.row("ratio of p95", their95 / our95, "times", 1, goal="> 20")


def questions(count: int) -> list[str]:
    """Real ones, all different, evenly from the project's question sets."""
    found = list(dict.fromkeys(case.question for name in SETS for case in read_set(ROOT / name).cases))
    return [found[i] for i in np.linspace(0, len(found) - 1, count).astype(int)]


def _times(sheet: Sheet, name: str, asked: Side, goal: str = "") -> tuple[float, float]:
    p50, p95 = percentiles(asked.ms)
    sheet.row(f"{name}, p50", p50, "ms", 1)
    sheet.row(f"{name}, p95", p95, "ms", 1, goal)
    sheet.row("… time of all cores, p50", percentiles(asked.cpu_ms)[0], "ms", 1)
    return p50, p95
