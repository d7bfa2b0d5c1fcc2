"""What could not be read."""

from __future__ import annotations

from dataclasses import dataclass

from rag.errors import DocumentError


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be read: what it is called, for the user, and why."""

    name: str
    error: DocumentError
