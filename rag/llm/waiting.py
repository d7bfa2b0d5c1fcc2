"""How long a provider asks to wait."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

_SAID = re.compile(
    r"(?:try again|retry|wait)\D{0,12}?\s(\d+(?:\.\d+)?)\s*"
    r"(ms|milliseconds?|m(?:in(?:ute)?s?)?|s(?:ec(?:ond)?s?)?)\b"
    r'|"?retryDelay"?\W{1,4}(\d+(?:\.\d+)?)(s)\b',
    re.IGNORECASE,
)


def retry_after(chain: Iterable[BaseException], said: str) -> float | None:
    """Seconds, from a reply's header or else from its words; None where it says nothing of it."""
    for error in chain:
        headers: Any = getattr(getattr(error, "response", None), "headers", None)
        if headers is None or not hasattr(headers, "get"):
            continue
        found = _scaled(headers.get("retry-after-ms"), 0.001)
        if found is None:
            found = _seconds(headers.get("retry-after"))
        if found is not None:
            return found
    return _in_words(said)


def _seconds(value: object) -> float | None:
    """A header that holds seconds, or the date until which to wait."""
    found = _scaled(value, 1.0)
    if found is not None or not isinstance(value, str):
        return found
    try:
        until = parsedate_to_datetime(value)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())


def _scaled(value: object, unit: float) -> float | None:
    try:
        number = float(value) if isinstance(value, str | int | float) else math.nan
    except ValueError:
        return None
    return number * unit if math.isfinite(number) and number >= 0 else None


def _in_words(said: str) -> float | None:
    found = _SAID.search(said)
    if found is None:
        return None
    number, unit = found[1] or found[3], (found[2] or found[4]).casefold()
    if unit.startswith(("ms", "milli")):
        return float(number) / 1000
    return float(number) * (60 if unit.startswith("m") else 1)
