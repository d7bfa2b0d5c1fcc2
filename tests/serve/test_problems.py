"""Which status an error has, and what else its response says."""

from __future__ import annotations

import json

import pytest

from rag.errors import (
    DocumentError,
    EmbedderError,
    IndexBusyError,
    IndexMissingError,
    ModelError,
    ModelSetupError,
    QuestionError,
    SourcierError,
    UsageError,
)
from rag.http import problems
from rag.http.problems import problem, problem_json, status_of
from rag.messages import ERRORS

BUSY = IndexBusyError("index_busy", path="p", holder="h")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (QuestionError("question_empty"), 422),
        (UsageError("date_bad", value="x"), 422),
        (UsageError("document_unknown", name="x"), 404),
        (UsageError("serve_exists", name="x"), 409),
        (DocumentError("file_no_text"), 422),
        (BUSY, 409),
        (IndexMissingError("index_missing", path="p"), 503),
        (ModelError("chat_timeout", name="m"), 503),
        (ModelSetupError("chat_key_missing", name="m", variable="v"), 503),
        (EmbedderError("model_load", name="m", reason="r"), 500),
        (UsageError("data_full", path="p"), 507),
        (UsageError("tokens_damaged", path="p"), 500),
        (SourcierError("serve_internal", kind="x"), 500),
    ],
)
def test_the_status_says_what_kind_of_error_it_is(error: SourcierError, status: int) -> None:
    assert status_of(error) == status


@pytest.mark.parametrize("key", problems._OF_KEYS)
def test_every_key_with_a_status_of_its_own_is_a_message(key: str) -> None:
    assert key in ERRORS


@pytest.mark.parametrize(
    ("error", "headers"),
    [
        (UsageError("serve_no_token"), {"www-authenticate": "Bearer"}),
        (UsageError("serve_bad_token"), {"www-authenticate": "Bearer"}),
        (UsageError("serve_rate", limit=3, seconds=17), {"retry-after": "17"}),
        (UsageError("serve_busy"), {"retry-after": "5"}),
        (BUSY, {"retry-after": "5"}),
        (UsageError("serve_exists", name="x"), {}),
        (
            ModelError("chat_rate_limited", kind="rate_limited", retry_after=2.5, name="m", reason="r"),
            {"retry-after": "3"},
        ),
        (UsageError("serve_method", method="PUT", allowed="GET, POST"), {"allow": "GET, POST"}),
    ],
)
def test_what_else_the_response_says(error: SourcierError, headers: dict[str, str]) -> None:
    response = problem(error, "en", "/api/ask")
    kept = {
        name: response.headers[name]
        for name in ("www-authenticate", "retry-after", "allow")
        if name in response.headers
    }
    assert kept == headers


def test_for_clients_of_openais_api_it_is_told_in_their_way_too() -> None:
    error = UsageError("serve_no_model", name="x", known="y")
    body = problem_json(error, "en", "/v1/models/x")
    assert body.pop("error") == {
        "message": error.localized("en"), "type": "invalid_request_error", "param": None, "code": "serve_no_model",
    }  # fmt: skip
    assert body == problem_json(error, "en", "/api/ask")


def test_half_characters_do_not_break_it() -> None:
    response = problem(UsageError("document_unknown", name="a\ud800b"), "fr", "/api/documents")
    assert "a?b" in json.loads(bytes(response.body))["detail"]
