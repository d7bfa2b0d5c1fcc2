"""Values that several tests of the interface show."""

from __future__ import annotations

import datetime as dt
from typing import Any

from rag.types import Answer, Citation, Document, Heading, Span, Statement

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![](http://example.com/pixel.png)",
    "$\\latex$",
    ":material/home:",
    "[x](javascript:alert(1))",
    '"\' onclick="alert(1)',
    "&lt;b&gt;",
)
"""Texts that a careless page would run, load or dress up."""

TEXT = (
    "Une nouvelle application\n\n"
    "Meta a lancé son assistant. Il est personnel.\n\n"
    "Concurrence\n\n"
    "Il vise ChatGPT.\nLigne suivante."
)


def document(**changes: Any) -> Document:
    """An article in French with a heading that repeats its title and one that does not."""
    values: dict[str, Any] = {
        "id": "meta.md", "title": "Une nouvelle application", "text": TEXT, "language": "fr", "origin": "/a/meta.md",
        "date": dt.date(2025, 4, 30), "source": "Le Quotidien", "url": "https://example.com/meta",
        "headings": (_heading("Une nouvelle application", 1), _heading("Concurrence", 2)),
    }  # fmt: skip
    return Document(**(values | changes))


def citation(quote: str = "Il est personnel.", **changes: Any) -> Citation:
    """A citation of that article."""
    start = TEXT.index(quote) if quote in TEXT else 0
    values: dict[str, Any] = {
        "marker": 1, "document_id": "meta.md", "title": "Une nouvelle application", "source": "Le Quotidien",
        "start": start, "end": start + len(quote), "quote": quote, "verdict": "supported", "language": "fr",
        "date": dt.date(2025, 4, 30),
    }  # fmt: skip
    return Citation(**(values | changes))


def answer(*statements: Statement, **changes: Any) -> Answer:
    """An answer to a question in French."""
    values: dict[str, Any] = {
        "question": "Qui ?", "language": "fr", "abstained": False, "text": " ".join(s.text for s in statements),
        "statements": statements, "nearest": (), "hits": (), "confidence": 0.9, "answerer": "extractive",
        "timings_ms": {"total": 412.3},
    }  # fmt: skip
    return Answer(**(values | changes))


def _heading(text: str, level: int) -> Heading:
    start = TEXT.index(text)
    return Heading(Span(start, start + len(text)), level)
