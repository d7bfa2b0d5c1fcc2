"""Articles and refusals as JSON, on their way out of the process that reads. Whoever receives them believes nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from rag.errors import DocumentError
from rag.ingest.article import Article
from rag.messages import ERRORS
from rag.types import Heading, Span

_TEXTS = ("title", "text", "language", "source", "url", "member", "given_id")

_AGAIN: type[DocumentError] = DocumentError
"""Makes an error whose key was read. Where errors are raised, their keys are written out, which a test holds."""


def article_json(article: Article) -> dict[str, Any]:
    """An article as JSON has it."""
    headings = [[heading.span.start, heading.span.end, heading.level] for heading in article.headings]
    date = article.date.isoformat() if article.date else None
    return {**{name: getattr(article, name) for name in _TEXTS}, "headings": headings, "date": date}


def article_of(plain: dict[str, Any] | None) -> Article | None:
    """The article; None for none. Raises ValueError, TypeError or KeyError for anything else."""
    if plain is None:
        return None
    texts = {name: plain[name] for name in _TEXTS}
    if not all(isinstance(text, str) for text in texts.values()):
        raise TypeError("a text")
    end, headings = 0, []
    for start, stop, level in plain["headings"]:
        if not (end <= start < stop <= len(texts["text"]) and 1 <= level <= 6):
            raise ValueError("a heading")
        headings.append(Heading(Span(int(start), int(stop)), int(level)))
        end = stop
    date = None if plain["date"] is None else dt.date.fromisoformat(plain["date"])
    return Article(**texts, headings=tuple(headings), date=date)


def error_json(error: DocumentError) -> dict[str, Any]:
    """A refusal as JSON has it."""
    values = {name: one if isinstance(one, str | int | float) else str(one) for name, one in error.values.items()}
    return {"key": error.key, "values": values}


def error_of(plain: dict[str, Any]) -> DocumentError:
    """The refusal. Raises KeyError for a key that there is not, and TypeError for anything else."""
    if plain["key"] not in ERRORS:
        raise KeyError(plain["key"])
    return _AGAIN(plain["key"], **plain["values"])
