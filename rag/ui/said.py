"""Errors as sentences for the page: what only those who run the server may see is left out for others."""

from __future__ import annotations

import re
from pathlib import Path

from rag.errors import SourcierError
from rag.messages import ERRORS, Language

_PATH = re.compile(r"(?<![\w./:])(?:/[^\s/:;,’”»]+)+/([^\s/:;,’”»]+)")
_ADDRESS = re.compile(r"\b\w[\w+.-]*://[^\s,;’”»]+")


def said(error: SourcierError, language: Language, *, whole: bool) -> str:
    """Message and hint on one line; unless it is to be `whole`, folders and addresses of the server are cut out."""
    if whole:
        return error.localized(language)
    values = {name: _name(value) for name, value in error.values.items()}
    text = " ".join(part.format(**values) for part in ERRORS[error.key][language]).rstrip()
    return _PATH.sub(r"\1", _ADDRESS.sub("…", text))


def _name(value: object) -> object:
    path = value if isinstance(value, Path) else Path(value) if isinstance(value, str) else None
    return path.name if path is not None and path.is_absolute() else value
