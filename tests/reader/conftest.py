"""The bundled model's container and tokens, and a reader that nobody has taught anything."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from rag.embed.bundled import container_path
from rag.embed.e5s import Container, read_container
from rag.embed.unigram import Tokenization
from rag.reader.pairs import Pairing
from rag.reader.weights import Plain, Quantised, quantised, save


@pytest.fixture(scope="session")
def container() -> Container:
    return read_container(container_path())


@pytest.fixture(scope="session")
def tokens(container: Container) -> Tokenization:
    return Tokenization(container)


@dataclass(frozen=True)
class Bundled:
    """The bundled model for a reader, without an embedder."""

    _container: Container
    _tokens: Tokenization
    precision: str = "float32"

    def container(self) -> Container:
        return self._container

    def tokenization(self) -> Tokenization:
        return self._tokens


@pytest.fixture(scope="session")
def base(container: Container, tokens: Tokenization) -> Bundled:
    return Bundled(container, tokens)


@pytest.fixture(scope="session")
def pairing(container: Container, tokens: Tokenization) -> Pairing:
    return Pairing(container.header, tokens)


@pytest.fixture(scope="session")
def untaught(container: Container, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled encoder's own layers, rounded to int8, under heads drawn at random."""
    rng = np.random.default_rng(1)
    width = container.header.hidden
    made: dict[str, Plain | Quantised] = {}
    for name, tensor in container.tensors.items():
        if not name.startswith("emb."):
            floats = tensor.floats()
            out = len(container.tensors[name[:-2] + ".b"].floats())
            made[name] = quantised(floats.reshape(out, -1)) if len(floats) > 4 * width else Plain(floats)
    for name, out in {"span": 2, "dense": width, "answers": 1, "supports": 2}.items():
        made[name + ".w"] = quantised((rng.standard_normal((out, width)) / 20).astype(np.float32))
        made[name + ".b"] = Plain(np.zeros(out, dtype=np.float32))
    path = tmp_path_factory.mktemp("reader") / "untaught.npz"
    save(path, made, temperature=2.0)
    return path
