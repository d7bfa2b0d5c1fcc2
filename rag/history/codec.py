"""Exchanges as JSON and back. What is read is what was written, but for errors, of which their texts remain."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from pydantic import ConfigDict, TypeAdapter, ValidationError

from rag.errors import SourcierError
from rag.history.values import KeptExchange
from rag.messages import ERRORS

_ELSEWHERE = {"rating", "comment"}
"""What changes after an exchange was kept stands beside its JSON."""

_AGAIN: type[SourcierError] = SourcierError
"""Makes an error whose key was read. Where errors are raised, their keys are written out, which a test holds."""


def written(exchange: KeptExchange) -> str:
    """The exchange without its rating and its comment. The JSON is ASCII, so it holds any text there is."""
    plain = _adapter().dump_python(exchange, mode="json", fallback=_error_json, exclude=_ELSEWHERE)
    return json.dumps(plain, separators=(",", ":"))


def read(content: str, rating: str | None, comment: str) -> KeptExchange:
    """The exchange that was written, with its rating and its comment. Raises ValueError for anything else."""
    try:
        plain: dict[str, Any] = json.loads(content)
        for note in (plain.get("answer") or {}).get("notes", []):
            note["reason"] = note.get("reason") and _error(note["reason"])
        found = _adapter().validate_python({**plain, "rating": rating, "comment": comment})
    except (ValidationError, AttributeError, TypeError, KeyError, RecursionError) as error:
        raise ValueError("not an exchange") from error
    if found is None:
        raise ValueError("not an exchange")
    return found


@lru_cache(1)
def _adapter() -> TypeAdapter[KeptExchange | None]:
    # Notes hold exceptions. A dataclass alone would take no configuration from here; a union with one does.
    return TypeAdapter(KeptExchange | None, config=ConfigDict(arbitrary_types_allowed=True))


def _error_json(value: object) -> dict[str, Any]:
    """An error by its key and values, so that it can be told in either language."""
    if isinstance(value, SourcierError):
        values = {name: one if isinstance(one, str | int | float) else str(one) for name, one in value.values.items()}
        return {"key": value.key, "values": values, "text": str(value)}
    if isinstance(value, Exception):
        return {"text": str(value)}
    raise TypeError(f"{type(value).__name__} has no JSON")


def _error(plain: dict[str, Any]) -> Exception:
    key = plain.get("key")
    if key not in ERRORS:  # as after an update that words it otherwise
        return Exception(plain["text"])
    try:
        return _AGAIN(key, **plain["values"])
    except (KeyError, ValueError, IndexError):
        return Exception(plain["text"])
