"""The articles as resources: `sourcier://articles/ID`, the id percent-encoded, and a list of them that has pages."""

from __future__ import annotations

import logging
from bisect import bisect_right
from urllib.parse import quote, unquote

from anyio import to_thread
from mcp.shared.exceptions import MCPError
from mcp.types import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    ListResourcesResult,
    ReadResourceResult,
    Resource,
    ResourceTemplate,
    TextResourceContents,
)

from rag.errors import SourcierError, UsageError
from rag.mcp.room import Room
from rag.mcp.texts import head_text
from rag.types import DocumentInfo

_BASE = "sourcier://articles/"
_PAGE = 100
_TEXT_START = "sourcier/text_start"

TEMPLATE = ResourceTemplate(
    uri_template=f"{_BASE}{{id}}",
    name="article",
    title="An article",
    description="The whole of an article with its title, source and date, by its document_id, percent-encoded.",
    mime_type="text/plain",
)


def uri_of(document_id: str) -> str:
    """The address of an article. Slashes of the id are encoded too: it is one part of a path."""
    return _BASE + quote(document_id, safe="")


async def list_articles(room: Room, cursor: str | None) -> ListResourcesResult:
    """A page of the articles, in the order of their ids. An article that comes or goes meanwhile moves no other."""
    try:
        found = await to_thread.run_sync(lambda: room.articles().by_id, abandon_on_cancel=True)
    except SourcierError as error:
        raise _refused(error, room, "resources/list") from error
    after = 0
    if cursor is not None:
        if not cursor.startswith(_BASE):
            raise MCPError(INVALID_PARAMS, "There is no such page.")
        after = bisect_right(found, _id_of(cursor), key=lambda info: info.id)
    page = found[after : after + _PAGE]
    more = uri_of(page[-1].id) if after + _PAGE < len(found) else None
    return ListResourcesResult(resources=[_listed(info) for info in page], next_cursor=more)


async def read_article(room: Room, uri: str) -> ReadResourceResult:
    """An article with what is known of it before its text.

    The `_meta` of the contents has the same as data, and where in them the text begins.
    """
    try:
        return await to_thread.run_sync(_read, room, uri, abandon_on_cancel=True)
    except SourcierError as error:
        raise _refused(error, room, "resources/read") from error
    except Exception as error:
        logging.exception("An article could not be read.", extra={"event": "error"})
        failed = UsageError("tool_failed", tool="resources/read")
        raise MCPError(INTERNAL_ERROR, room.told(failed, "resources/read")) from error


def _read(room: Room, uri: str) -> ReadResourceResult:
    articles = room.articles()
    name = _id_of(uri) if uri.startswith(_BASE) else uri
    info = articles.named(name)
    document = articles.sourcier.document(name)
    head = f"{head_text(document)}\n\n"
    meta = {
        "sourcier/document_id": info.id,
        "sourcier/title": info.title,
        "sourcier/language": info.language,
        "sourcier/date": info.date.isoformat() if info.date else None,
        "sourcier/source": info.source,
        "sourcier/url": info.url,
        _TEXT_START: len(head),
    }
    contents = TextResourceContents(uri=uri, mime_type="text/plain", text=head + document.text, _meta=meta)
    return ReadResourceResult(contents=[contents])


def _listed(info: DocumentInfo) -> Resource:
    known = [info.source, info.date.isoformat() if info.date else "", info.language]
    return Resource(
        uri=uri_of(info.id),
        name=info.id,
        title=info.title or info.id,
        description=", ".join(part for part in known if part),
        mime_type="text/plain",
    )


def _id_of(uri: str) -> str:
    return unquote(uri.removeprefix(_BASE))


def _refused(error: SourcierError, room: Room, asked: str) -> MCPError:
    wrong = isinstance(error, UsageError)
    return MCPError(INVALID_PARAMS if wrong else INTERNAL_ERROR, room.told(error, asked))
