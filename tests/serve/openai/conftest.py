"""OpenAI's client of the endpoint over the shipped articles, and of one of which a chat model writes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from openai import OpenAI

from rag.ports import Embedder
from rag.service import Service
from rag.settings import load_settings
from tests.llm.servers import Server, answers, serving
from tests.serve.openai.asked import client_of
from tests.serve.running import running


@pytest.fixture(scope="session")
def client(shipped_address: str) -> Iterator[OpenAI]:
    """OpenAI's client of an endpoint over the shipped articles, without a chat model."""
    with client_of(shipped_address) as found:
        yield found


@pytest.fixture(scope="session")
def model_server() -> Iterator[Server]:
    """A server on loopback for chat models. A test says by `behaviours` what it meets requests with."""
    with serving(answers("")) as server:
        yield server


@pytest.fixture
def chat_server(model_server: Server) -> Server:
    """The same, of which nobody has asked anything yet."""
    model_server.asked.clear()
    model_server.gone.clear()
    return model_server


@pytest.fixture(scope="session")
def writing_address(
    shipped_index: Path, embedder: Embedder, model_server: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Where an endpoint is served of which that server's models write: one as it is set, one by its name."""
    settings = load_settings(
        index=shipped_index, data=tmp_path_factory.mktemp("writing") / "data", model="openai:first",
        models=("openai:second",), model_url=model_server.url,
    )  # fmt: skip
    with running(Service(settings, embedder)) as found:
        yield found


@pytest.fixture(scope="session")
def writing(writing_address: str) -> Iterator[OpenAI]:
    """OpenAI's client of it."""
    with client_of(writing_address) as found:
        yield found
