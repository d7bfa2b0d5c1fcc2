"""The arguments that say which articles a question is asked of."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import BeforeValidator, Field

from rag.filtering import Holdings, Wanted, check_filter
from rag.mcp.room import Articles
from rag.mcp.tool import Arguments, listed
from rag.types import Filter

_MOST_NAMES = 100

Names = Annotated[list[Annotated[str, Field(max_length=500)]], BeforeValidator(listed), Field(max_length=_MOST_NAMES)]
Date = Annotated[str | None, Field(json_schema_extra={"format": "date"})]


class Filtered(Arguments):
    """Base of what tools take that search the articles."""

    languages: Names = Field(
        default_factory=list,
        description="Only passages in these languages (ISO 639-1: fr, en). Leave out to search in all: a question "
        "finds passages in the other language too.",
    )
    documents: Names = Field(default_factory=list, description="Only these articles, by document_id.")
    sources: Names = Field(default_factory=list, description="Only articles from these sources, as they are spelled.")
    date_from: Date = Field(None, description="Only articles of this date or later, YYYY-MM-DD.")
    date_to: Date = Field(None, description="Only articles of this date or earlier, YYYY-MM-DD.")

    def where(self, articles: Articles) -> Filter | None:
        """The filter, or None where none was set.

        Raises UsageError for a date that is none, for dates in the wrong order and, with the nearest that there are,
        for a language, an article or a source that the index does not hold.
        """
        names = tuple(self.languages), tuple(self.documents), tuple(self.sources)
        where = Wanted(*names, self.date_from or None, self.date_to or None).typed()
        for name in where.documents:
            articles.named(name)
        check_filter(where, Holdings(articles.sourcier.languages, lambda _: True, lambda: articles.all))
        return where or None


def read_date(given: str | None) -> dt.date | None:
    """A date as it was given; None for none. Raises UsageError (`date_bad`)."""
    return Wanted(date_from=given or None).typed().date_from
