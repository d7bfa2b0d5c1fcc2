"""What a check does grows with the length of a text, not with its square; and no text is a failure."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from rag.answer.check.analysed import Analysed
from rag.answer.check.dates import dates
from rag.answer.check.names import names
from rag.answer.check.quantities import quantities
from rag.answer.check.spelled import spelled
from rag.text.numbers import roman_value
from rag.text.words import terms
from rag.types import Span

LENGTH = 4000
UNITS = ["1 ", "1,", "1-", "12/", "5 % ", "1e ", "2024-01-01 ", "3 mai ", "lundi ", "un ", "cent ", "deux-", "Jean, "]


def steps(work: Callable[[], object]) -> int:
    """The bytecode instructions that it takes."""
    counted = 0

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal counted
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        counted += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return counted


def growth(work: Callable[[str], object], unit: str) -> float:
    """How many times the steps are those for half the text, once all tables are read."""
    texts = [(unit * LENGTH)[:length] for length in (LENGTH // 2, LENGTH)]
    for text in texts:
        work(text)
    half, whole = (steps(lambda text=text: work(f"{text}.")) for text in texts)  # type: ignore[misc]
    return whole / half


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("read", [quantities, dates, names, terms], ids=lambda read: read.__name__)
def test_twice_the_text_is_twice_the_steps(read: Callable[[str, str], object], unit: str) -> None:
    assert growth(lambda text: read(text, "fr"), unit) < 2.5


@pytest.mark.parametrize("unit", ["1 ", "3 mai ", "Jean, "])
def test_what_is_of_a_fact_is_found_among_any_number(unit: str) -> None:
    assert growth(lambda text: Analysed(text, "fr").in_facts, unit) < 2.5
    assert growth(lambda text: Analysed(text, "fr").distances(Span(0, 1)), unit) < 2.5


@pytest.mark.parametrize("words", ["un", "cent", "mille", "quatre-vingt", "et", "million", "deux cent mille et"])
def test_a_row_of_number_words_is_no_failure(words: str) -> None:
    text = f"{words} " * 5000
    assert all(q.value < 1e21 for q in quantities(text, "fr"))
    assert len(spelled("a hundred " * 5000, "en")) <= 1


def test_what_nobody_counts_to_is_no_number() -> None:
    assert quantities("cent " * 400 + "euros", "fr") == []
    assert [q.value for q in quantities("deux cent mille euros", "fr")] == [200_000]
    assert all(q.value < 1e21 for q in quantities("5 " + "million " * 300_000, "fr"))  # a power that no number has


def test_roman_numbers_of_any_length() -> None:
    assert [roman_value(letters) for letters in ("XIV", "IX", "XXI", "IIX")] == [14, 9, 21, 8]
    assert roman_value("XI" * 100_000) == 1_100_000 - 2 * 99_999
