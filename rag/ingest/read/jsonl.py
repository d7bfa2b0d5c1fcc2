"""JSON lines: one article a line, read one line at a time."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from rag.errors import DocumentError
from rag.ingest.read.base import MIB, Draft, ReadLimits
from rag.ingest.read.clean import clean_characters, one_line, visible
from rag.ingest.read.dates import stated_date
from rag.ingest.read.decode import decode, marked_encoding
from rag.ingest.read.meta import stated_language
from rag.ingest.read.plain import paragraphs
from rag.ingest.read.problem import Problem

TITLE_CHARACTERS = 80

_OPTIONAL = ("date", "lang", "source", "url")


def read_jsonl(path: Path, limits: ReadLimits) -> Iterator[Draft | Problem]:
    """The articles of a file, with a Problem for each line that is none. Memory is bounded by the longest line.

    Raises OSError where the file cannot be read, and DocumentError where there is no line in it but blank ones.
    """
    used: dict[str, int] = {}
    number = 0
    blank = True
    for number, line in _lines(path, int(limits.max_file_mb * MIB)):
        try:
            draft = _draft(line, number, limits)
            if draft is None:
                continue
            blank = False
            if draft.given_id:
                first = used.setdefault(draft.given_id, number)
                if first != number:
                    raise DocumentError("id_repeated", id=draft.given_id, line=first)
        except DocumentError as error:
            blank = False
            yield Problem(line_name(path, number), error)
        else:
            yield draft
    if blank:
        raise DocumentError("file_no_text" if number else "file_empty")


def line_name(path: Path, number: int) -> str:
    """What a line is called in a Problem."""
    return f"{path.name}, line {number}"


def _lines(path: Path, limit: int) -> Iterator[tuple[int, bytes | str | None]]:
    """The lines with their numbers, from 1; None for one longer than `limit`, which is passed over unread."""
    with path.open("rb") as raw:
        encoding, mark = marked_encoding(raw.read(4))
        raw.seek(mark)
        wide = encoding.startswith(("utf-16", "utf-32"))
        stream: BinaryIO | TextIO = io.TextIOWrapper(raw, encoding, "replace", newline="\n") if wide else raw
        number = 0
        while line := stream.readline(limit + 1):
            number += 1
            complete = len(line) <= limit
            end = "\n" if isinstance(line, str) else b"\n"
            rest: bytes | str = line
            while len(rest) > limit and not rest.endswith(end):  # type: ignore[arg-type]
                rest = stream.readline(limit + 1)
            yield number, line if complete else None


def _draft(line: bytes | str | None, number: int, limits: ReadLimits) -> Draft | None:
    """The article of a line; None for a blank one. Raises DocumentError for anything else."""
    if line is None:
        raise DocumentError("line_long", limit=limits.max_file_mb)
    if not line.strip():
        return None
    fields = _parse(line if isinstance(line, str) else decode(line))
    given_id = _identifier(fields)
    text = _required(fields, "text")
    title = _optional(fields, "title") or _beginning(text)
    date, language, source, url = (_optional(fields, name) for name in _OPTIONAL)
    return Draft(
        blocks=paragraphs(text),
        title=title,
        date=stated_date(date),
        language=stated_language(language),
        source=source,
        url=url,
        member=given_id or f"line {number}",
        line=number,
        given_id=given_id,
    )


def _beginning(text: str) -> str:
    """What an article without a title is called: the beginning of its first line."""
    first = _first_line(text)
    if len(first) <= TITLE_CHARACTERS:
        return first
    return first[:TITLE_CHARACTERS].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def _first_line(text: str) -> str:
    """The first that is not blank, or its beginning where that is more than any title. No more is read than must be."""
    size = 20 * TITLE_CHARACTERS
    while True:
        *whole, last = [one_line(line) for line in clean_characters(text[:size]).splitlines()] or [""]
        if first := next(filter(None, whole), ""):
            return first
        if len(last) > 2 * TITLE_CHARACTERS or size >= len(text):
            return last
        size *= 4


def _parse(line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except json.JSONDecodeError as error:
        raise DocumentError("line_not_json", column=error.colno) from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits; brackets nested without end
        raise DocumentError("line_not_json", column=1) from error
    if not isinstance(found, dict):
        raise DocumentError("line_not_object")
    return found


def _identifier(fields: dict[str, Any]) -> str:
    value = fields.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _optional(fields, "id")


def _required(fields: dict[str, Any], name: str) -> str:
    value = _optional(fields, name)
    if not visible(value):
        raise DocumentError("field_missing", field=name)
    return value


def _optional(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise DocumentError("field_bad", field=name, value=repr(value)[:80])
    return value.strip()
