"""Lexical indexes, and passages of a few words, for the tests of what every lexical index does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from rag.ports import LexicalIndex, VectorEntry
from rag.store.lexical import LexicalStore
from rag.store.scoring import Stretches
from rag.types import Filter
from tests.doubles import MemoryLexical
from tests.store.vectors import entry

FRENCH = Filter(languages=("fr",))
ENGLISH = Filter(languages=("en",))
LEAP = dt.date(2024, 2, 29)
HELD: list[tuple[VectorEntry, str]] = [
    (entry("a1", "a", source="Gazette"), "riv pont riv"),
    (entry("a2", "a", source="Gazette"), "mair rout"),
    (entry("b1", "b", date=LEAP, source="Courrier"), "riv mair budget vill"),
    (entry("c1", "c", date=dt.date(2025, 1, 1)), "chat 2024"),
    (entry("d1", "d", "en", LEAP), "riv pont 2024 mayor"),
    (entry("e1", "e"), ""),
]


@dataclass(frozen=True)
class LexicalKind:
    """How a kind of lexical index is made and opened."""

    new: Callable[[], LexicalIndex]
    load: Callable[[Path], LexicalIndex]


SHORT = Stretches(3, 0.5)
"""So that a few passages go the ways that many go."""
KINDS = {
    "arrays": LexicalKind(LexicalStore, LexicalStore.load),
    "short stretches": LexicalKind(partial(LexicalStore, run=2, ways=SHORT), partial(LexicalStore.load, ways=SHORT)),
    "memory": LexicalKind(MemoryLexical, MemoryLexical.load),
}


def fill(store: LexicalIndex, held: list[tuple[VectorEntry, str]]) -> None:
    store.add([e for e, _ in held], [terms.split() for _, terms in held])


def one(term: str) -> dict[str, float]:
    return {term: 1.0}


def same_scores(one: list[tuple[str, float]], other: list[tuple[str, float]]) -> bool:
    """Whether both gave the same passages the same scores, to a 10 000th; nearly equal ones in any order."""
    return dict(one) == pytest.approx(dict(other), abs=1e-4)
