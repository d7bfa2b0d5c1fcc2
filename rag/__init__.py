"""Sourcier: ask your articles in French or English; every sentence of the answer is a quotation that can be checked.

The names below are the public ones. Each is imported when it is first used, so that `import rag` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.build import Sourcier, open_sourcier
    from rag.errors import SourcierError
    from rag.indexing import IngestRequest
    from rag.indexing import ingest as ingest_files
    from rag.models import make_embedder
    from rag.pipeline import Pipeline
    from rag.retrieve.langchain import SourcierRetriever
    from rag.settings import Settings, load_settings
    from rag.types import Answer, Citation, Document, Filter, Hit, Passage, Statement, Turn

__all__ = [
    "Answer",
    "Citation",
    "Document",
    "Filter",
    "Hit",
    "IngestRequest",
    "Passage",
    "Pipeline",
    "Settings",
    "Sourcier",
    "SourcierError",
    "SourcierRetriever",
    "Statement",
    "Turn",
    "ingest_files",
    "load_settings",
    "make_embedder",
    "open_sourcier",
]

_MODULES = {
    "rag.build": ("Sourcier", "open_sourcier"),
    "rag.errors": ("SourcierError",),
    "rag.indexing": ("IngestRequest", "ingest_files"),
    "rag.models": ("make_embedder",),
    "rag.pipeline": ("Pipeline",),
    "rag.retrieve.langchain": ("SourcierRetriever",),
    "rag.settings": ("Settings", "load_settings"),
    "rag.types": ("Answer", "Citation", "Document", "Filter", "Hit", "Passage", "Statement", "Turn"),
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names}
_OWN_NAMES = {"ingest_files": "ingest"}
"""What is called otherwise where it is at home: `rag.ingest` is a package."""


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), _OWN_NAMES.get(name, name))


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
