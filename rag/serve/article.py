"""The page that a citation leads to: the article, with the quotation marked. Nothing of it is loaded from anywhere."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse

from rag.errors import SourcierError, UsageError
from rag.history.export.outline import web_address
from rag.history.export.texts import day_text
from rag.http.gate import GUEST
from rag.http.problems import language_of
from rag.messages import Language
from rag.serve.answerers import Answerers
from rag.serve.links import PATH, Links
from rag.types import Document

POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
_STYLE = Markup(
    "body{max-width:42rem;margin:2rem auto;padding:0 1rem;font:1.05rem/1.6 Georgia,serif;color:#1c2321;background:#fff}"
    "h1{font-size:1.5rem}p.from{color:#555}pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit}"
    "mark{background:#ffe58a;color:inherit;scroll-margin:30vh}"
    "@media(prefers-color-scheme:dark){body{color:#e6e6e6;background:#16191a}p.from{color:#aaa}"
    "mark{background:#6b5600}a{color:#9cc4ff}}"
)


def pages(answerers: Answerers, links: Links) -> APIRouter:
    """`/articles`."""
    router = APIRouter()

    @router.get(PATH, include_in_schema=False)
    async def shown(
        request: Request,
        document_id: Annotated[str, Query(alias="id")],
        start: Annotated[int, Query(ge=0)] = 0,
        end: Annotated[int, Query(ge=0)] = 0,
        key: str = "",
    ) -> Response:
        if request.state.caller is GUEST and not links.opens(document_id, key):
            raise UsageError("serve_no_token")  # whether it is there or not

        def found() -> str:
            catalogue = answerers.current().index.catalogue
            if catalogue.file_of(document_id) is None:
                raise UsageError("document_unknown", name=document_id)
            language = language_of(request.headers, answerers.service.settings)
            return page(catalogue.document(document_id), start, end, language)

        html = await answerers.work.run(found)
        return HTMLResponse(html, headers={"content-security-policy": POLICY})

    return router


def error_page(error: SourcierError, language: Language) -> str:
    """An error for a person who has opened a link."""
    message, hint = error.elsewhere(language)
    return Markup(
        '<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>{message}</title><style>{style}</style></head>'
        "<body><main><h1>{message}</h1><p>{hint}</p></main></body></html>"
    ).format(language=language, style=_STYLE, message=message, hint=hint)


def page(document: Document, start: int, end: int, language: Language) -> str:
    """The article as HTML, `text[start:end]` marked. Everything of the article is text."""
    text = document.text
    start = min(start, len(text))
    end = max(start, min(end, len(text)))
    marked = Markup('<mark id="quote">{}</mark>').format(text[start:end]) if start < end else ""
    origin = ", ".join(part for part in (document.source, day_text(document.date, language)) if part)
    url = web_address(document.url)
    link = Markup(' · <a href="{0}" rel="noopener noreferrer">{0}</a>').format(url) if url else ""
    spoken = document.language if document.language != "und" else ""
    return Markup(
        '<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>{title}</title><style>{style}</style></head>'
        '<body><main lang="{spoken}"><h1>{title}</h1><p class="from">{origin}{link}</p>'
        "<pre>\n{before}{marked}{after}</pre></main></body></html>"
    ).format(
        language=language, title=document.title, style=_STYLE, spoken=spoken, origin=escape(origin), link=link,
        before=text[:start], marked=marked, after=text[end:],
    )  # fmt: skip
