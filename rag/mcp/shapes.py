"""What only the tools return; the rest is `rag.shapes`."""

from __future__ import annotations

from pydantic import Field

from rag.shapes import ArticleShape, Shape


class ArticleList(Shape):
    """What `list_articles` returns."""

    total: int = Field(description="How many articles match, on all pages.")
    offset: int
    articles: list[ArticleShape]
    next_offset: int | None = Field(description="Where the next page begins; null on the last.")


class ArticleText(ArticleShape):
    """What `read_article` returns."""

    start: int
    end: int
    text: str = Field(description="The article's text from start to end, to the letter.")
    next_start: int | None = Field(description="Where to read on; null at the end of the article.")


class Removed(Shape):
    """What `remove_article` returns."""

    document_id: str
    title: str
