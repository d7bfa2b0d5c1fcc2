"""What every problem has."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import httpx

from rag.errors import SourcierError
from rag.messages import Language

CLOSED = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
}


def check_problem(response: httpx.Response, status: int, code: str, language: Language = "en", **values: object) -> Any:
    """Finds it whole: the sentence and the hint are those for callers, filled with `values`. Gives the body."""
    body = response.json()
    assert (response.status_code, body["code"]) == (status, code), response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert {name: response.headers.get(name) for name in CLOSED} == CLOSED
    assert body["type"] == f"urn:sourcier:problem:{code}"
    assert (body["status"], body["title"]) == (status, HTTPStatus(status).phrase)
    if values:
        assert (body["detail"], body["hint"]) == SourcierError(code, **values).elsewhere(language)
    return body
