"""The pages that describe the endpoint, without a network: their scripts come with a package and from here."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import fastapi_offline
from fastapi import FastAPI
from fastapi.openapi.docs import get_redoc_html, get_swagger_ui_html
from starlette.responses import HTMLResponse, RedirectResponse, Response

from rag.http.health import PROBES

_STATIC = Path(fastapi_offline.__file__).parent / "static"
_FILES = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "redoc.standalone.js": "text/javascript",
    "favicon.png": "image/png",
}
PUBLIC = (*PROBES, "/", "/docs", "/redoc", "/openapi.json", *(f"/docs/{name}" for name in _FILES))
"""What shows nothing of the articles, and is shown to everybody."""
_LOGO = b"https://cdn.redoc.ly/redoc/logo-mini.svg"
"""What Redoc would load from elsewhere. Swagger UI would ask a validator."""
_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; worker-src blob:; frame-ancestors 'none'"
)


def offline_pages(app: FastAPI) -> None:
    """`/docs` and `/redoc`."""

    @app.get("/", include_in_schema=False)
    async def top() -> Response:
        return RedirectResponse("docs")

    @app.get("/docs", include_in_schema=False)
    async def swagger() -> Response:
        return _page(
            get_swagger_ui_html(
                openapi_url="openapi.json", title=app.title, swagger_js_url="docs/swagger-ui-bundle.js",
                swagger_css_url="docs/swagger-ui.css", swagger_favicon_url="docs/favicon.png",
                swagger_ui_parameters={"validatorUrl": None},
            )
        )  # fmt: skip

    @app.get("/redoc", include_in_schema=False)
    async def redoc() -> Response:
        return _page(
            get_redoc_html(
                openapi_url="openapi.json", title=app.title, redoc_js_url="docs/redoc.standalone.js",
                redoc_favicon_url="docs/favicon.png", with_google_fonts=False,
            )
        )  # fmt: skip

    for name, kind in _FILES.items():
        app.add_api_route(f"/docs/{name}", _file(name, kind), include_in_schema=False)


def _page(made: HTMLResponse) -> Response:
    made.headers["content-security-policy"] = _POLICY
    return made


def _file(name: str, kind: str) -> Callable[[], Response]:
    @cache
    def content() -> bytes:
        return (_STATIC / name).read_bytes().replace(_LOGO, b"docs/favicon.png")

    def sent() -> Response:
        return Response(content(), media_type=kind, headers={"cache-control": "max-age=86400"})

    return sent
