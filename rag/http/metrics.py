"""What is counted of questions and requests, for Prometheus. No question, title or name is ever in it.

All of it is put into memory by whoever does what is counted, in microseconds; a scrape reads that and asks nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from starlette.types import Scope

from rag.build import Sourcier
from rag.types import Answer

CONTENT_TYPE = CONTENT_TYPE_LATEST
STEPS = "rewrite", "retrieve", "answer", "verify", "total"
VERDICTS = "supported", "weak", "unsupported"
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)
"""From a step that has nothing to do to a chat model that takes its time."""
_METHODS = "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"
_OTHER = "other"


class Metrics:
    """Of one server. Any number of threads may share it."""

    def __init__(self) -> None:
        self._registry = of = CollectorRegistry()
        ProcessCollector(registry=of)
        PlatformCollector(registry=of)
        GCCollector(registry=of)
        self._requests = Counter("sourcier_requests", "Requests answered", ["route", "method", "status"], registry=of)
        self._took = Histogram(
            "sourcier_request_seconds", "From a request's head to its response's end", ["route"], buckets=_SECONDS,
            registry=of,
        )  # fmt: skip
        self._in_flight = Gauge("sourcier_requests_in_flight", "Requests that are being answered", registry=of)
        self._waiting = Gauge(
            "sourcier_requests_waiting", "Requests that wait for their turn: of the three kinds of work", ["work"],
            registry=of,
        )  # fmt: skip
        self._questions = Counter(
            "sourcier_questions", "Questions answered or refused", ["endpoint", "answerer"], registry=of
        )
        self._abstained = Counter("sourcier_abstentions", "Questions refused", ["endpoint"], registry=of)
        self._failed = Counter(
            "sourcier_fallbacks", "Answers of quotations, since the chat model failed", ["endpoint"], registry=of
        )
        self._statements = Counter("sourcier_statements", "Sentences of answers by verdict", ["verdict"], registry=of)
        self._steps = Histogram("sourcier_step_seconds", "Steps of a question", ["step"], buckets=_SECONDS, registry=of)
        for step in STEPS:
            self._steps.labels(step)
        for verdict in VERDICTS:
            self._statements.labels(verdict)
        self._generation = Gauge("sourcier_index_generation", "Of the index that is asked; 0: none", registry=of)
        self._documents = Gauge("sourcier_index_documents", "Articles in it", registry=of)
        self._passages = Gauge("sourcier_index_passages", "Passages in it", registry=of)

    def begun(self) -> None:
        """A request has come."""
        self._in_flight.inc()

    def ended(self, scope: Scope, status: int, seconds: float) -> None:
        """It is answered."""
        self._in_flight.dec()
        route = _route(scope)
        method = scope["method"] if scope["method"] in _METHODS else _OTHER
        self._requests.labels(route, method, str(status)).inc()
        self._took.labels(route).observe(seconds)

    def answered(self, endpoint: str, answer: Answer) -> None:
        """A question has its answer, or its refusal."""
        self._questions.labels(endpoint, answer.answerer).inc()
        if answer.abstained:
            self._abstained.labels(endpoint).inc()
        if any(note.kind == "fallback" for note in answer.notes):
            self._failed.labels(endpoint).inc()
        for statement in answer.statements:
            self._statements.labels(statement.verdict).inc()
        for step, ms in answer.timings_ms.items():
            self._steps.labels(step).observe(ms / 1000)

    def opened(self, sourcier: Sourcier) -> None:
        """From now on it is asked."""
        manifest = sourcier.index.manifest
        self._generation.set(manifest.generation)
        self._documents.set(manifest.documents)
        self._passages.set(manifest.passages)

    def waiting(self, of: Mapping[str, Callable[[], int]]) -> None:
        """Where it is seen how many wait, for each kind of work."""
        for name, count in of.items():
            self._waiting.labels(name).set_function(count)

    def text(self) -> bytes:
        """All of it, in Prometheus' text format."""
        return generate_latest(self._registry)


def _route(scope: Scope) -> str:
    """The template of its path, which has no names in it: of a path that is none of ours, or is turned away, no more.

    Whoever reaches a server can ask for any path: each would be a series of its own.
    """
    route: Any = scope.get("route")
    path = getattr(route, "path_format", None) or getattr(route, "path", None)
    return path if isinstance(path, str) else _OTHER
