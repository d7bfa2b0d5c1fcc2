"""The tools that show the articles themselves: list_articles, read_article."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from rag.errors import UsageError
from rag.mcp.room import Room
from rag.mcp.shapes import ArticleList, ArticleText
from rag.mcp.texts import list_text, read_text
from rag.mcp.tool import Arguments, Offer, Told
from rag.ports import Stop
from rag.types import DocumentInfo

MOST_READ = 20_000
"""Characters of an article that are read at once: some 5,000 tokens."""

_MOST_LISTED = 200


class ListArticles(Arguments):
    """What `list_articles` takes."""

    words: str = Field(
        "",
        max_length=500,
        description="Only articles with all these words, or words that begin so, in title, source or text.",
    )
    offset: int = Field(0, ge=0, description="How many to pass over: next_offset of the page before.")
    limit: int = Field(50, ge=1, le=_MOST_LISTED, description="How many at most.")


class ReadArticle(Arguments):
    """What `read_article` takes."""

    document_id: str = Field(description="As other tools return it.", max_length=1_000)
    start: int = Field(0, ge=0, description="The first character, from 0.")
    end: int | None = Field(
        None, ge=1, description=f"The character after the last. At most {MOST_READ} characters are returned."
    )


def info_json(info: DocumentInfo) -> dict[str, Any]:
    """The JSON of an article, without where its file lies on the machine that serves it."""
    from rag.render_json import document_json

    return {name: value for name, value in document_json(info).items() if name != "origin"}


def _list(room: Room, asked: ListArticles, _: Stop) -> Told:
    found = room.articles().matching(asked.words)
    last = asked.offset + asked.limit
    page = found[asked.offset : last]
    return Told(
        list_text(page, len(found), asked.offset),
        {
            "total": len(found),
            "offset": asked.offset,
            "articles": [info_json(info) for info in page],
            "next_offset": last if last < len(found) else None,
        },
    )


def _read(room: Room, asked: ReadArticle, _: Stop) -> Told:
    articles = room.articles()
    info = articles.named(asked.document_id)
    document = articles.sourcier.document(asked.document_id)
    length, start = len(document.text), asked.start
    end = min(length if asked.end is None else asked.end, length, start + MOST_READ)
    if end <= start:
        raise UsageError(
            "span_outside", name=asked.document_id, characters=length, start=start, end=asked.end or length
        )
    return Told(
        read_text(document, start, end),
        {
            **info_json(info),
            "start": start,
            "end": end,
            "text": document.text[start:end],
            "next_start": end if end < length else None,
        },
    )


LIST_ARTICLES = Offer(
    name="list_articles",
    title="List articles",
    description=(
        "Lists the articles by title, a page at a time, each with its id, language, date, source and length, and says "
        "how many there are in all. Use it to see what the index holds or to find articles by the very words of their "
        "title, source or text; `search` finds passages by what they mean."
    ),
    takes=ListArticles,
    returns=ArticleList,
    work=_list,
)

READ_ARTICLE = Offer(
    name="read_article",
    title="Read an article",
    description=(
        "Returns an article's text, verbatim, from character start to end: the whole of a short article, or what "
        "stands around a quotation (take its start and end and widen them). A long article comes in parts: go on with "
        "start=next_start until it is null."
    ),
    takes=ReadArticle,
    returns=ArticleText,
    work=_read,
)
