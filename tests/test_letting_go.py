"""An index that nobody asks any more is let go of at once: its files are open, and mapped into memory, until then."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from rag.build import Sourcier
from rag.types import Filter
from tests.shelves import QUESTIONS, small_sourcier

USES: dict[str, Callable[[Sourcier], Any]] = {
    "ask": lambda one: one.ask(QUESTIONS[1]),
    "ask with a filter": lambda one: one.ask(QUESTIONS[1], Filter(documents=("flood.md",))),
    "stream": lambda one: list(one.stream(QUESTIONS[1])),
    "search": lambda one: one.search(QUESTIONS[1], 5),
    "check": lambda one: one.checker.check("The mayor closed the road."),
    "documents": lambda one: one.documents_with("library"),
    "filter": lambda one: one.check_filter(Filter(documents=("flood.md",))),
    "pipeline": lambda one: one.pipeline.invoke(QUESTIONS[1]),
    "warm up": lambda one: one.warm_up(),
}


@pytest.fixture
def without_collecting() -> Iterator[None]:
    """A large process collects rings once in a long while."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("without_collecting")
@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_no_use_of_an_index_keeps_it(tmp_path: Path, use: Callable[[Sourcier], Any]) -> None:
    sourcier = small_sourcier(tmp_path)
    use(sourcier)
    index = weakref.ref(sourcier.index)
    del sourcier
    assert index() is None
