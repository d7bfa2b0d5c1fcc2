"""An index that version 0.1.0 wrote is opened, searched and written further.

`tests/data/index-0.1.0` was published by that version, of the two documents that the tests of the store have.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from rag.store.index import Index
from tests.store.shelf import FIRST, IDENTITY, SECOND, STORE, document, holds, publish, snapshot

HELD = Path(__file__).parents[1] / "data" / "index-0.1.0"


@pytest.fixture
def older(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HELD, tmp_path / "index"))


def test_it_opens_and_is_whole_and_nothing_is_written(older: Path) -> None:
    before = snapshot(older)
    index = Index.open(older, STORE, IDENTITY)
    assert holds(index, FIRST, SECOND)
    assert index.catalogue.languages() == {"fr": 4}
    assert snapshot(older) == before


def test_it_is_written_further(older: Path) -> None:
    third, second = document("c", "Un troisième article\nparle du phare."), document("b", "Le pont est rouvert.")
    publish(older, third)
    assert holds(Index.open(older, STORE), FIRST, SECOND, third)
    publish(older, second)
    assert holds(Index.open(older, STORE), FIRST, second, third)
