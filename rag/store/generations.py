"""The folders of an index's generations, and what writers that were killed have left beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_GENERATION = re.compile(r"generation-(\d{6,})")
_LEFTOVER = re.compile(r"\.(building|manifest\.json)-.*")
_PUBLISHED = ".published"
"""In the folder of a generation, once the manifest has named it: a manifest of earlier is known by that."""


def generations(index: Path) -> Iterator[tuple[int, Path]]:
    """Each that is there with its number, in no order."""
    for entry in index.iterdir():
        if match := _GENERATION.fullmatch(entry.name):
            yield int(match[1]), entry


def leftovers(index: Path) -> list[Path]:
    """What is of use to nobody but the writer that made it."""
    return [entry for entry in index.iterdir() if _LEFTOVER.fullmatch(entry.name)]


def mark_published(generation: Path) -> None:
    """Once the manifest names it."""
    with suppress(OSError):  # it is published; without the mark there is one check less
        (generation / _PUBLISHED).touch()


def is_published(generation: Path) -> bool:
    """Whether it was marked so."""
    return (generation / _PUBLISHED).exists()


def published_after(index: Path, number: int) -> bool:
    """Whether a generation after that one was published."""
    return index.is_dir() and any(found > number and is_published(folder) for found, folder in generations(index))
