"""Which words of a passage answer: the shares of its sentences add up, and the best words are the best there are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from rag.reader.spans import LONGEST, Read, Window
from rag.types import Span

WORDS = ["la", "ville", "fut", "fondée", "en", "l’an", "quarante-trois", "par", "un", "consul", "de", "Rome"]
TEXT = " ".join(WORDS)
ENDS = np.cumsum([len(word) + 1 for word in WORDS]) - 1
STARTS = np.concatenate([[0], ENDS[:-1]])  # a token begins with the space before it
SPANS: NDArray[np.int32] = np.stack([STARTS, ENDS], axis=1).astype(np.int32)

logits = st.lists(st.tuples(*[st.floats(-8, 8, width=32)] * 2), min_size=len(WORDS), max_size=len(WORDS)).map(
    lambda rows: np.array(rows, dtype=np.float32)
)
places = st.tuples(st.integers(0, len(WORDS) - 1), st.integers(0, len(WORDS) - 1)).map(sorted)


def read(values: NDArray[np.float32], answers: float = 0.0) -> Read:
    return Read(TEXT, (Window(SPANS, values, answers),))


@given(logits, places)
def test_the_best_words_of_a_stretch_are_the_best_of_all_pairs_in_it(
    values: NDArray[np.float32], place: list[int]
) -> None:
    first, last = place
    stretch = Span(int(STARTS[first]), int(ENDS[last]))
    best = read(values).best(stretch)
    everything = [
        values[i, 0] + values[j, 1] for i in range(first, last + 1) for j in range(i, min(last + 1, i + LONGEST))
    ]
    assert best is not None
    assert best.score == pytest.approx(max(everything))
    words = TEXT[best.span.start : best.span.end]
    assert words == words.strip()
    assert words in " ".join(WORDS[first : last + 1])


@given(logits, st.integers(1, len(WORDS) - 1))
def test_two_halves_have_at_most_the_whole_and_the_whole_has_all(values: NDArray[np.float32], cut: int) -> None:
    whole = read(values)
    left, right = Span(0, int(ENDS[cut - 1])), Span(int(STARTS[cut]), len(TEXT))
    assert whole.share(Span(0, len(TEXT))) == pytest.approx(1, abs=1e-5)
    assert 0 <= whole.share(left) + whole.share(right) <= 1 + 1e-5


def test_a_stretch_without_a_token_has_no_words_and_no_share() -> None:
    found = read(np.zeros((len(WORDS), 2), dtype=np.float32))
    assert found.best(Span(0, 1)) is None
    assert found.share(Span(0, 1)) == 0


def test_of_several_windows_the_likeliest_speaks() -> None:
    low, high = np.zeros((2, 2), dtype=np.float32), np.full((2, 2), 3, dtype=np.float32)
    both = Read(TEXT, (Window(SPANS[:2], low, -1.0), Window(SPANS[1:3], high, 2.0)))
    assert both.answers == 2.0
    best = both.best(Span(0, len(TEXT)))
    assert best is not None
    assert best.score == 6


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("2020.", "2020"),
        ("12 %,", "12 %"),
        ("Arles ;", "Arles"),
        ("Lyon;", "Lyon"),
        ("Apple Inc.", "Apple Inc."),
        (".", "."),
    ],
)
def test_what_ends_a_clause_is_not_of_the_answer(words: str, kept: str) -> None:
    spans: NDArray[np.int32] = np.array([[0, len(words)]], dtype=np.int32)
    best = Read(words, (Window(spans, np.zeros((1, 2), np.float32), 0.0),)).best(Span(0, len(words)))
    assert best is not None
    assert words[best.span.start : best.span.end] == kept
