"""An index that nobody asks any more is let go of at once: its files are open, and mapped into memory, until then."""

from __future__ import annotations

import gc
import sys
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from rag.build import Sourcier
from rag.indexing import IngestRequest, ingest
from rag.service import Service
from rag.types import Filter
from tests.doubles import HashEmbedder
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


@pytest.mark.skipif(sys.platform != "linux", reason="where a process can be looked at")
@pytest.mark.usefixtures("without_collecting")
def test_changes_leave_no_file_open(tmp_path: Path) -> None:
    service = Service(small_sourcier(tmp_path).settings, HashEmbedder(dimension=512))
    counts = []
    for number in range(4):
        (tmp_path / "articles" / "new.md").write_text(f"---\ntitle: New\n---\n\nThis is number {number}.\n")
        ingest(service.settings, HashEmbedder(dimension=512), IngestRequest(paths=[tmp_path / "articles"]))
        service.open(lambda _: None).checker.check("The mayor closed the road.")
        counts.append(_open_below(tmp_path))
    assert counts == [counts[0]] * 4, counts


def _open_below(folder: Path) -> int:
    """How many of its files are open in this process or mapped into its memory, deleted ones too."""
    named = [str(link.readlink()) for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
    mapped = Path("/proc/self/maps").read_text(encoding="utf-8").splitlines()
    return sum(str(folder) in one for one in (*named, *mapped))
