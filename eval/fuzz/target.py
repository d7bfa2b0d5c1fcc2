"""What is given input, and what it is held to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.errors import SourcierError

Check = Callable[[bytes], None]
"""Takes an input. It raises for what is not promised: an error of Sourcier's is no mistake where one is."""


@dataclass(frozen=True, slots=True)
class Target:
    """`make` gives the check, which may write into the folder. `seeds` are inputs that are right, or nearly.

    `words`: what belongs to the format; `executions`: inputs of a long run.
    """

    name: str
    make: Callable[[Path], Check]
    seeds: Callable[[], Sequence[bytes]]
    words: tuple[bytes, ...]
    executions: int


def words(text: str) -> tuple[bytes, ...]:
    r"""The words of a list that is written out in the code; `\n` in one is a line end."""
    return tuple(word.replace("\\n", "\n").encode() for word in text.split())


def tell(error: SourcierError) -> None:
    """Holds an error to what is promised of each: that it can be told in both languages."""
    assert error.localized("fr")
    assert error.localized("en")
