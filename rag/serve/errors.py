"""Has the application answer every error with a JSON problem."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response
from starlette.routing import Match

from rag.errors import Phrase, SourcierError, UsageError
from rag.http.problems import for_the_log, language_of, problem
from rag.reasons import UnfitError, reason_of
from rag.serve.article import POLICY, error_page
from rag.serve.links import PATH
from rag.settings import Settings

_METHODS = "GET", "POST", "DELETE"
_FILES = "body", "files"


def handle_problems(app: FastAPI, settings: Settings) -> None:
    """Has every error of an application answered so."""

    def told(request: Request, error: SourcierError) -> Response:
        language = language_of(request.headers, settings)
        made = problem(error, language, request.url.path)
        if request.url.path != PATH or "text/html" not in request.headers.get("accept", ""):
            return made
        # Whoever opens a citation is a person. 401 would have the browser ask for a password.
        headers = {**dict(made.headers), "content-security-policy": POLICY}
        for name in ("content-length", "content-type", "www-authenticate"):
            headers.pop(name, None)
        return HTMLResponse(error_page(error, language), made.status_code, headers)

    async def ours(request: Request, error: Exception) -> Response:
        assert isinstance(error, SourcierError)
        for_the_log(error, f"{request.method} {request.url.path}")
        return told(request, error)

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        found, kind = error.errors(), request.headers.get("content-type", "")
        # What came is a text to FastAPI, which says so in its own way. `curl -d` sends it as a form.
        if found[0]["loc"] == ("body",) and isinstance(error.body, bytes | str) and "json" not in kind.lower():
            return told(request, UsageError("serve_media_type", kind=kind or "—"))
        return told(request, _invalid(found))

    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return told(request, _of_status(request, error))

    async def internal(request: Request, error: Exception) -> Response:  # the watch logs it
        return told(request, SourcierError("serve_internal", kind=type(error).__name__))

    app.add_exception_handler(SourcierError, ours)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(Exception, internal)


def _invalid(found: Sequence[Mapping[str, Any]]) -> UsageError:
    """The first of what is wrong with a request, and where."""
    first = found[0]
    if first["type"] == "json_invalid":
        return UsageError("serve_json", reason=Phrase("json_from", {"place": first["loc"][1]}))
    place = ".".join(str(part) for part in first["loc"][1:]) or str(first["loc"][0])
    return UsageError("serve_invalid", place=place, reason=_reason(first))


def _reason(error: Mapping[str, Any]) -> Phrase:
    """That a text came in the place of a file FastAPI says in a sentence of its own, as it would any mistake."""
    raised = error.get("ctx", {}).get("error")
    if error["loc"][:2] == _FILES and isinstance(raised, ValueError) and not isinstance(raised, UnfitError):
        return Phrase("file")
    return reason_of(error)


def _methods(request: Request) -> list[str]:
    """What can be done at that path: Starlette itself names what the first of its routes can."""
    scopes = [{**request.scope, "method": method} for method in _METHODS]
    routes = request.app.routes
    return [scope["method"] for scope in scopes if any(route.matches(scope)[0] == Match.FULL for route in routes)]


def _of_status(request: Request, error: HTTPException) -> SourcierError:
    """What Starlette says by a status alone."""
    if error.status_code == 404:
        return UsageError("serve_no_path", path=request.url.path)
    if error.status_code == 405:
        return UsageError("serve_method", method=request.method, allowed=", ".join(_methods(request)))
    return UsageError("serve_invalid", place="body", reason=Phrase("unreadable", {"text": error.detail.rstrip(".")}))
