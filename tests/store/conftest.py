"""What the tests of the store share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.store.shelf import FIRST, SECOND, publish


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An index of two documents."""
    publish(tmp_path / "index", FIRST, SECOND)
    return tmp_path / "index"
