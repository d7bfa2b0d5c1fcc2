"""Passages that are given, not found in an index: JSON lines with a `text` each."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from typing import Any

from rag.errors import UsageError
from rag.text.language import UNKNOWN, detect_language, question_language
from rag.types import DocumentInfo, Filter, Hit, Passage

_FIELDS = ("id", "title", "language", "source", "date")


def read_passages(lines: Iterable[str]) -> list[Hit]:
    """A hit for each line that is not blank: `text`, and if they are there `id`, `title`, `language`, `date`, `source`.

    The document of a hit is the passage itself, so that spans are in `text`; without an id it is "passages:LINE".
    Raises UsageError, which names the line, for what is none of this.
    """
    found: dict[str, Hit] = {}
    for number, line in enumerate(lines, 1):
        if line.strip():
            hit = _hit(_fields(line, number), number)
            if hit.document.id in found:
                raise UsageError("passages_id", line=number, id=hit.document.id)
            found[hit.document.id] = hit
    if not found:
        raise UsageError("passages_empty")
    return list(found.values())


def let_through(hits: Sequence[Hit], where: Filter | None) -> list[Hit]:
    """Those that a filter lets through; an undated one passes no date bound."""
    return list(hits) if where is None else [hit for hit in hits if _passes(hit, where)]


def _passes(hit: Hit, where: Filter) -> bool:
    info = hit.document
    dated = where.date_from is None and where.date_to is None
    if info.date is not None:
        dated = (where.date_from or dt.date.min) <= info.date <= (where.date_to or dt.date.max)
    named = (
        (where.languages, hit.passage.language),
        (where.documents, info.id),
        (where.sources, info.source),
    )
    return dated and all(not wanted or own in wanted for wanted, own in named)


def _fields(line: str, number: int) -> dict[str, Any]:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UsageError("passages_not_json", line=number) from error
    if not isinstance(fields, dict):
        raise UsageError("passages_not_json", line=number)
    return fields


def _hit(fields: dict[str, Any], number: int) -> Hit:
    text = _string(fields, "text", number)
    if not any(c.isalnum() for c in text):
        raise UsageError("passages_field", line=number, field="text")
    name, title, language, source, date = (_string(fields, field, number) for field in _FIELDS)
    name = name.strip() or f"passages:{number}"
    language = language.strip().lower()[:2] or _language(text)
    passage = Passage(name, 0, len(text), text, language)
    info = DocumentInfo(name, title, language, _date(date, number), source, "", "", len(text), 1)
    return Hit(passage, info, 1.0)


def _string(fields: dict[str, Any], field: str, number: int) -> str:
    value = fields.get(field)
    if field == "id" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise UsageError("passages_field", line=number, field=field)
    return value


def _date(value: str, number: int) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value) if value else None
    except ValueError as error:
        raise UsageError("passages_field", line=number, field="date") from error


def _language(text: str) -> str:
    found = detect_language(text)
    return question_language(text) if found == UNKNOWN else found
