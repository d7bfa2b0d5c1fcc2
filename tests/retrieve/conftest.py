"""What the tests of retrieval share."""

from __future__ import annotations

import pytest

from rag.build import Sourcier
from tests.shelves import small_sourcier


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Sourcier:
    return small_sourcier(tmp_path_factory.mktemp("small"))
