"""What can be wrong with a request, for the description of the endpoint: each status with its problem."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI

from rag.http.problems import PROBLEM
from rag.serve.shapes import ProblemShape

Described = dict[int | str, dict[str, Any]]

_SCHEMA = {"$ref": "#/components/schemas/ProblemShape"}
_RETRY = {"Retry-After": {"description": "seconds after which to try again", "schema": {"type": "integer"}}}
_SCHEME = {"WWW-Authenticate": {"description": "how to say who asks", "schema": {"type": "string"}}}
_SAID: dict[int, str] = {
    401: "A token is needed, or this one is not good",
    403: "The token may ask, but not change the articles, or a page elsewhere asks that may not",
    404: "There is no such thing here",
    409: "A file of that name is there already, or somebody else is changing the index",
    413: "The body is too large",
    421: "The request is for a server of another name",
    422: "Something in the request is not right",
    429: "The token was used too often within a minute",
    500: "Something went wrong inside, or a model is not set up as it should be",
    503: "The index or the chat model cannot be used now, or too many requests wait",
    507: "The disk is full",
}
_EVERYWHERE = (401, 403, 413, 421, 422, 429, 500)


def _problems(*statuses: int) -> Described:
    return {status: _problem(status) for status in sorted({*_EVERYWHERE, *statuses})}


def _problem(status: int) -> dict[str, Any]:
    found = {"description": f"{_SAID[status]}", "content": {PROBLEM: {"schema": _SCHEMA}}}
    headers = _RETRY if status in (429, 503) else _SCHEME if status == HTTPStatus.UNAUTHORIZED else None
    return found | ({"headers": headers} if headers else {})


READING = _problems(503)
CHANGING = _problems(409, 503, 507)
NO_ARTICLE: Described = {404: _problem(404)}
NO_MODEL = NO_ARTICLE


class DescribedApp(FastAPI):
    """An application whose description has the problems that the others name."""

    def openapi(self) -> dict[str, Any]:
        """The description."""
        if self.openapi_schema is None:
            found = super().openapi()
            shape = ProblemShape.model_json_schema(ref_template="#/components/schemas/{model}")
            found["components"]["schemas"] |= {**shape.pop("$defs"), "ProblemShape": shape}
        return super().openapi()
