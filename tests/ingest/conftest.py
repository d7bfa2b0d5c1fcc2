"""What the tests of ingesting share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ingest.library import ENGLISH, FRENCH, Library, numbers


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path)


@pytest.fixture
def two(library: Library) -> Library:
    """Two articles, indexed."""
    library.write("crue.md", FRENCH, title="La crue")
    library.write("sub/flood.md", ENGLISH, title="The flood")
    assert numbers(library.ingest()) == (2, 0, 0, 0)
    assert library.ids() == ["crue.md", "sub/flood.md"]
    return library
