"""JSON that others wrote, or that a disk has changed: a value, or one kind of error whatever it is."""

from __future__ import annotations

import json
from typing import Any


def read_json(text: str | bytes) -> Any:
    """The value of a JSON text.

    Raises ValueError for anything else: for bytes that are no UTF-8, for NaN and the like, which JSON has not, for a
    number of thousands of digits, and for brackets nested deeper than Python follows.
    """
    try:
        return json.loads(text, parse_constant=_no_number)
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number")
