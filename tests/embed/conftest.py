"""What the tests of embedders share."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.embed.bundled import bundled_model
from rag.embed.sentence_transformer import SentenceTransformerEmbedder
from rag.models import make_embedder
from rag.settings import load_settings


@pytest.fixture(scope="session")
def unpacked() -> Path:
    """The bundled model as a folder of sentence-transformers."""
    return bundled_model(load_settings().cache_dir)


@pytest.fixture(scope="session")
def exact(unpacked: Path) -> SentenceTransformerEmbedder:
    """That folder, loaded as anybody's model is: in float32, and without knowing that it is of the E5 kind."""
    embedder = make_embedder(load_settings(embedder=str(unpacked)))
    assert isinstance(embedder, SentenceTransformerEmbedder)
    return embedder
