"""Why pydantic refuses a value, in both languages: for settings, for requests over HTTP and for the tools of MCP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rag.errors import Phrase

_PLAIN: dict[str, str] = {
    "int_parsing": "whole_number",
    "int_type": "whole_number",
    "int_from_float": "whole_number",
    "int_parsing_size": "whole_number",
    "float_parsing": "number",
    "float_type": "number",
    "finite_number": "finite",
    "bool_parsing": "yes_no",
    "bool_type": "yes_no",
    "string_type": "text",
    "string_sub_type": "text",
    "string_unicode": "unicode",
    "list_type": "list",
    "tuple_type": "list",
    "dict_type": "object",
    "model_type": "object",
    "model_attributes_type": "object",
    "path_type": "path",
    "url_type": "url",
    "url_parsing": "url",
    "url_scheme": "url",
    "date_type": "date",
    "date_parsing": "date",
    "date_from_datetime_parsing": "date",
    "json_invalid": "json",
    "json_type": "json",
    "string_pattern_mismatch": "form",
    "missing": "missing",
    "extra_forbidden": "unknown",
}
_LIMITS: dict[str, tuple[str, str]] = {
    "greater_than_equal": ("at_least", "ge"),
    "less_than_equal": ("at_most", "le"),
    "greater_than": ("above", "gt"),
    "less_than": ("below", "lt"),
    "string_too_short": ("short", "min_length"),
    "string_too_long": ("long_text", "max_length"),
    "too_short": ("short", "min_length"),
    "too_long": ("long_list", "max_length"),
}
"""The phrase for a type of error, and the name of its limit in pydantic's context."""


class UnfitError(ValueError):
    """What our own validators raise: pydantic hands it on, and `reason_of` finds its phrase again."""

    def __init__(self, key: str, **values: object) -> None:
        self.reason = Phrase(key, values)
        super().__init__(str(self.reason))


def reason_of(error: Mapping[str, Any]) -> Phrase:
    """The reason of one of `ValidationError.errors()`, which must have its context.

    What is of no type that is known here is said in quotation marks, as pydantic says it.
    """
    kind, context = error["type"], error.get("ctx", {})
    if kind in _PLAIN:
        return Phrase(_PLAIN[kind])
    if kind in _LIMITS:
        phrase, limit = _LIMITS[kind]
        return Phrase(phrase, {"limit": f"{context[limit]:.15g}"})
    if kind in ("literal_error", "enum"):
        return Phrase("one_of", {"known": _listed(context["expected"])})
    raised = context.get("error")
    if isinstance(raised, UnfitError):
        return raised.reason
    return quoted(raised if isinstance(raised, ValueError) else error["msg"])


def quoted(text: object) -> Phrase:
    """What others say, in quotation marks: in whatever language they say it."""
    return Phrase("quoted", {"text": str(text).rstrip(".")})


def _listed(expected: str) -> str:
    """The values without the word that pydantic puts before the last of them."""
    before, _, last = expected.rpartition(" or ")
    return f"{before}, {last}" if before else expected
