"""JSONL: one question a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from eval.sets.case import Case, Place, make_case
from rag.errors import UsageError


def read_lines(path: Path, text: str) -> Iterator[tuple[int, Case]]:
    """The cases of a file's text with the numbers of their lines. Blank lines are passed over.

    Raises UsageError that names the first line with a mistake.
    """
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, make_case(parse_line(line, path, number), Place(path, number))


def parse_line(line: str, path: Path, number: int) -> dict[str, Any]:
    """The JSON object of a line. Raises UsageError where it is none."""
    try:
        found = json.loads(line)
    except json.JSONDecodeError as error:
        raise UsageError("set_line_not_json", path=path, line=number, column=error.colno) from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits; brackets nested without end
        raise UsageError("set_line_not_json", path=path, line=number, column=1) from error
    if not isinstance(found, dict):
        raise UsageError("set_line_not_object", path=path, line=number)
    return found
