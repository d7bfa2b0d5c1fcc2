"""What a reader gets out of a file, before it has an id and a place in an index."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from rag.types import Heading


@dataclass(frozen=True, slots=True)
class Article:
    """One article as read. Empty strings and None mean "the file does not say".

    `member` names it inside a file that holds several (its given id, or "line N"), and is "" for a file that is
    one article. `headings` are spans in `text`.
    """

    title: str
    text: str
    headings: tuple[Heading, ...] = ()
    date: dt.date | None = None
    language: str = ""
    source: str = ""
    url: str = ""
    member: str = ""
    given_id: str = ""
