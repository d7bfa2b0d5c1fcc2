"""Lexical indexes, and passages of a few words, for the tests of what every lexical index does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from rag.ports import LexicalIndex
from rag.store.lexical import LexicalStore
from rag.types import Filter
from tests.doubles import MemoryLexical

FRENCH = Filter(languages=("fr",))
ENGLISH = Filter(languages=("en",))


@dataclass(frozen=True)
class LexicalKind:
    """How a kind of lexical index is made and opened."""

    new: Callable[[], LexicalIndex]
    load: Callable[[Path], LexicalIndex]


KINDS = {
    "arrays": LexicalKind(LexicalStore, LexicalStore.load),
    "memory": LexicalKind(MemoryLexical, MemoryLexical.load),
}


def same_scores(one: list[tuple[str, float]], other: list[tuple[str, float]]) -> bool:
    """Whether both gave the same passages the same scores, to a 10 000th; nearly equal ones in any order."""
    return dict(one) == pytest.approx(dict(other), abs=1e-4)
