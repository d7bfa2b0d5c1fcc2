"""Who is offered: what cannot be asked is not."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from rag.errors import UsageError
from rag.serve.answerers import Answerers
from rag.service import Service
from rag.settings import load_settings
from tests.doubles import HashEmbedder


def test_a_chat_model_that_cannot_be_had_is_not_offered(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    missing = f"gguf:{tmp_path / 'nowhere.gguf'}"
    settings = load_settings(index=tmp_path / "index", models=[missing])
    answerers = Answerers(Service(settings, HashEmbedder()))
    with caplog.at_level(logging.WARNING):
        answerers.try_models()
    assert answerers.names == ["sourcier", "extractive"]
    assert "nowhere.gguf is not offered" in caplog.text
    with pytest.raises(UsageError) as caught:
        answerers.check(missing)
    assert caught.value.key == "serve_no_model"
    answerers.close()
