"""Indexes of the shipped articles beside those that give orders."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.ports import Embedder
from tests.injection.attack import ATTACKS, build
from tests.injection.obeying import KEY


@pytest.fixture(scope="session")
def attacked(shipped_index: Path, embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Where the index of each attack is."""
    return build(ATTACKS, shipped_index, embedder, tmp_path_factory.mktemp("attacked"))


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is a key to tell."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
