"""Errors as JSON problems (RFC 9457): the sentence and the hint that the terminal prints, with the right status."""

from __future__ import annotations

import json
import logging
import math
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.responses import JSONResponse

from rag.errors import (
    DocumentError,
    EmbedderError,
    IndexBusyError,
    IndexFault,
    ModelError,
    SourcierError,
    UsageError,
)
from rag.http.logs import REQUEST_ID
from rag.messages import Language
from rag.settings import Settings

_LOG = logging.getLogger("sourcier.http")
PROBLEM = "application/problem+json"
OPENAI = "/v1/"
"""Under this path an error is also told as OpenAI's clients expect it."""
_RETRY_AFTER = 5
"""Seconds, where nothing says how many."""
_WEIGHT = re.compile(r"[01](\.\d{0,3})?", re.ASCII)

_OF_KEYS: dict[str, int] = {
    "document_unknown": 404,
    "serve_no_model": 404,
    "serve_no_path": 404,
    "mcp_no_path": 404,
    "serve_method": 405,
    "serve_exists": 409,
    "serve_too_large": 413,
    "serve_media_type": 415,
    "serve_host": 421,
    "serve_busy": 503,
    "serve_late": 503,
    "serve_loading": 503,
    "serve_not_ready": 503,
    "serve_rate": 429,
    "serve_no_token": 401,
    "serve_bad_token": 401,
    "serve_not_editor": 403,
    "serve_origin": 403,
    "data_full": 507,
    "data_write": 500,
    "serve_link_key": 500,
    "tokens_damaged": 500,
    "tokens_unreadable": 500,
    "serve_internal": 500,
}
_OF_KINDS: tuple[tuple[type[SourcierError], int], ...] = (
    (UsageError, 422),
    (DocumentError, 422),
    (IndexBusyError, 409),
    (ModelError, 503),
    (IndexFault, 503),
    (EmbedderError, 500),
)


def status_of(error: SourcierError) -> int:
    """The HTTP status that says what kind of error it is."""
    known = _OF_KEYS.get(error.key)
    return known or next((status for kind, status in _OF_KINDS if isinstance(error, kind)), 500)


def for_the_log(error: SourcierError, asked: str) -> None:
    """Has the log say what is for whoever runs the server: an error inside, and what callers are not told of one."""
    status = status_of(error)
    if status >= 500 and (status == 500 or error.withholds):
        _LOG.log(logging.ERROR if status == 500 else logging.WARNING, "%s: %s", asked, error)


def language_of(headers: Mapping[str, str], settings: Settings) -> Language:
    """That of messages: as it is set, or else the first of ours that the caller accepts."""
    if settings.language != "auto":
        return settings.language
    ranked: list[tuple[float, int, str]] = []
    for place, part in enumerate(headers.get("accept-language", "").split(",")):
        code, *details = (piece.strip().lower() for piece in part.split(";"))
        weight = next((detail[2:] for detail in details if detail.startswith("q=")), "1")
        if _WEIGHT.fullmatch(weight) and float(weight) > 0:
            ranked.append((-float(weight), place, code.partition("-")[0]))
    return "fr" if next((code for _, _, code in sorted(ranked) if code in ("fr", "en")), "en") == "fr" else "en"


def problem_json(error: SourcierError, language: Language, path: str, status: int | None = None) -> dict[str, Any]:
    """The body of a problem."""
    status = status or status_of(error)
    message, hint = error.elsewhere(language)
    found: dict[str, Any] = {
        "type": f"urn:sourcier:problem:{error.key}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": message,
        "hint": hint,
        "code": error.key,
    }
    if asked := REQUEST_ID.get():
        found["request_id"] = asked
    if path.startswith(OPENAI):
        kind = "invalid_request_error" if status < 500 else "server_error"
        found["error"] = {"message": f"{message} {hint}".strip(), "type": kind, "param": None, "code": error.key}
    return found


class ProblemResponse(JSONResponse):
    """A problem as a response. What it repeats of a request may hold half characters, which no UTF-8 has."""

    media_type = PROBLEM

    def render(self, content: Any) -> bytes:
        """The body."""
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def problem(error: SourcierError, language: Language, path: str, status: int | None = None) -> ProblemResponse:
    """The response that an error is."""
    body = problem_json(error, language, path, status)
    headers = {}
    if body["status"] == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if body["status"] in (429, 503) or isinstance(error, IndexBusyError):
        headers["Retry-After"] = str(_seconds(error))
    if body["status"] == 405:
        headers["Allow"] = str(error.values["allowed"])
    return ProblemResponse(body, body["status"], headers)


def _seconds(error: SourcierError) -> int:
    asked = error.retry_after if isinstance(error, ModelError) else error.values.get("seconds")
    return math.ceil(asked) if isinstance(asked, int | float) else _RETRY_AFTER
