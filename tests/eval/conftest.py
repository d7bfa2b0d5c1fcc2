"""What the tests of the reader's training share: the bundled model, and rows of its tokens."""

from __future__ import annotations

import pytest

from eval.reader.rows import Rows
from rag.embed.bundled import container_path
from rag.embed.e5s import Container, read_container
from rag.embed.unigram import Tokenization
from rag.reader.pairs import Pairing


@pytest.fixture(scope="session")
def container() -> Container:
    return read_container(container_path())


@pytest.fixture(scope="session")
def rows(container: Container) -> Rows:
    return Rows(Pairing(container.header, Tokenization(container)))
