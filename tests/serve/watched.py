"""What who runs a server looks at: its log, its metrics, whether it is ready."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from prometheus_client.parser import text_string_to_metric_families

from rag.http.logs import JsonLines
from tests.serve.problem import check_problem


class Log(io.StringIO):
    """What was logged, as JSON."""

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]

    def of(self, event: str) -> list[dict[str, Any]]:
        return [one for one in self.events if one["event"] == event]


@contextmanager
def logged() -> Iterator[Log]:
    """All that this process logs, uvicorn's own too, down to the smallest."""
    found, known = Log(), [logging.getLogger(), logging.getLogger("uvicorn")]
    handler = logging.StreamHandler(found)
    handler.setFormatter(JsonLines())
    ours = logging.getLogger("sourcier")
    before = ours.level
    ours.setLevel(logging.DEBUG)
    for logger in known:
        logger.addHandler(handler)
    yield found
    ours.setLevel(before)
    for logger in known:
        logger.removeHandler(handler)


class Seen(dict[tuple[str, frozenset[tuple[str, str]]], float]):
    """Every sample by its name and labels."""

    def of(self, name: str, **labels: str) -> float:
        return self.get((name, frozenset(labels.items())), 0.0)


def scraped(client: httpx.Client) -> Seen:
    """What Prometheus would see."""
    given = client.get("/metrics")
    assert given.status_code == 200
    assert given.headers["content-type"].startswith("text/plain; version=")
    return Seen(
        ((sample.name, frozenset(sample.labels.items())), sample.value)
        for family in text_string_to_metric_families(given.text)
        for sample in family.samples
    )


def once_loaded(client: httpx.Client) -> httpx.Response:
    """What it says when nothing is being loaded any more."""
    while (given := client.get("/readyz")).status_code == 503 and given.json()["code"] == "serve_loading":
        check_problem(given, 503, "serve_loading")
    return given
