"""Files as the catalogue knows them."""

from __future__ import annotations

import hashlib
from pathlib import Path

from rag.ingest.read.find import printable


def name_of(path: Path) -> str:
    """How the catalogue calls a file: its path, any bytes in it that are no text spelt out."""
    return printable(str(path))


def is_gone(file: str) -> bool:
    """Whether a file is surely no longer there; one that may only be out of reach is not."""
    try:
        Path(file).stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def size_of(path: Path) -> int:
    """In bytes; 0 for what is not there or out of reach."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def file_hash(path: Path) -> str:
    """SHA-256 of its bytes. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
