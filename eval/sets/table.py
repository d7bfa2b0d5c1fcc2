"""CSV as spreadsheets save it: commas, semicolons or tabs; lists in a cell are split on "|", alternatives on "¦"."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from eval.sets.case import Case, Place, make_case
from rag.errors import UsageError

DELIMITERS = ",;\t"
SEPARATOR = "|"
ALTERNATIVES = "¦"
"""Between strings of gold any of which will do: the broken bar, which no text uses and Windows' encoding has."""

COLUMNS = ("id", "question", "lang", "answers", "gold", "gold_ids", "answerable", "history", "tags")
LISTS = ("answers", "tags")
ITEMS = ("gold", "gold_ids")
_MAX_CELL = 2**24


def read_table(path: Path, text: str) -> Iterator[tuple[int, Case]]:
    """The cases of a table with a header, with the numbers of the lines on which their rows begin.

    The delimiter is the one by which the header has a column `question`. A turn of `history` is written
    "user: …" or "assistant: …". Raises UsageError that names the first line with a mistake.
    """
    delimiter = _delimiter(text)
    if delimiter is None:
        raise UsageError("set_header", path=path, columns=", ".join(COLUMNS))
    rows = _rows(path, text, delimiter)
    _, header = next(rows)
    names = _names(header)
    for number, row in rows:
        if not any(cell.strip() for cell in row):
            continue
        if any(cell.strip() for cell in row[len(names) :]):
            raise UsageError("set_row_long", path=path, line=number, cells=len(row), columns=len(names))
        cells = {name: cell for name, cell in zip(names, row, strict=False) if name in COLUMNS}
        yield number, make_case(_columns(cells), Place(path, number))


def _delimiter(text: str) -> str | None:
    for delimiter in DELIMITERS:
        try:
            header = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
        except csv.Error:  # a cell that is longer than any header
            continue
        if "question" in _names(header):
            return delimiter
    return None


def _names(header: Sequence[str]) -> list[str]:
    return [name.strip().lower() for name in header]


def _rows(path: Path, text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The rows with the lines that they begin on: a quoted cell may hold line breaks."""
    limit = csv.field_size_limit(_MAX_CELL)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        begins = 1
        for row in reader:
            yield begins, row
            begins = reader.line_num + 1
    except csv.Error as error:
        raise UsageError("set_row_bad", path=path, line=begins, reason=error) from error
    finally:
        csv.field_size_limit(limit)


def _columns(cells: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = dict(cells)
    for name in LISTS:
        if name in found:
            found[name] = cells[name].split(SEPARATOR)
    for name in ITEMS:
        if name in found:
            found[name] = [entry.split(ALTERNATIVES) for entry in cells[name].split(SEPARATOR)]
    if cells.get("history", "").strip():
        found["history"] = [_turn(part) for part in cells["history"].split(SEPARATOR) if part.strip()]
    return found


def _turn(part: str) -> dict[str, str]:
    role, _, said = part.partition(":")
    return {"role": role.strip().lower(), "text": said}
