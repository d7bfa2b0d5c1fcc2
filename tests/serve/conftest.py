"""One running endpoint over the shipped articles for all tests that change nothing, and small ones for the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from rag.access import Role, Tokens
from rag.http.listening import Listening
from rag.indexing import IngestRequest, ingest
from rag.ports import Embedder
from rag.service import Service
from rag.settings import Settings, load_settings
from tests.doubles import HashEmbedder
from tests.serve.running import running
from tests.shelves import write_articles


@pytest.fixture(scope="session")
def shipped_address(shipped_index: Path, embedder: Embedder) -> Iterator[str]:
    """Where the shipped articles are asked. Nobody needs a token, and no test changes them."""
    with running(Service(load_settings(index=shipped_index), embedder)) as address:
        yield address


@pytest.fixture(scope="session")
def shipped_client(shipped_address: str) -> Iterator[httpx.Client]:
    """A client of it that has said nothing of itself."""
    with client_of(shipped_address) as client:
        yield client


def client_of(address: str, secret: str = "", **headers: str) -> httpx.Client:
    """Of the endpoint alone: whatever proxy this machine has is not asked."""
    given = {"Authorization": f"Bearer {secret}"} if secret else {}
    return httpx.Client(base_url=address, headers={**given, **headers}, timeout=60, trust_env=False)


@dataclass(frozen=True)
class Small:
    """An endpoint over a few articles, which a test may change."""

    address: str
    client: httpx.Client
    service: Service

    @property
    def settings(self) -> Settings:
        return self.service.settings

    @property
    def tokens(self) -> Tokens:
        return Tokens(self.settings.data_folder)

    def secret(self, role: Role = "editor") -> str:
        """Of a new token."""
        return self.tokens.add("one", role)[1]

    def files(self) -> set[str]:
        """Whatever lies in the data folder, the traces of locks aside."""
        folder = self.settings.data_folder
        return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


Starter = Callable[..., Small]


@contextmanager
def starting(folder: Path) -> Iterator[Starter]:
    """What starts one, with those settings; all that it has is in the folder, and all of them end with the block."""
    with ExitStack() as stack:

        def started(listening: Listening | None = None, *, empty: bool = False, **settings: object) -> Small:
            chosen = load_settings(index=folder / "index", reader=False, **settings)
            embedder = HashEmbedder(dimension=512)
            if not empty:
                ingest(chosen, embedder, IngestRequest(paths=[write_articles(folder / "given")]))
            service = Service(chosen, embedder)
            address = stack.enter_context(running(service, listening))
            return Small(address, stack.enter_context(client_of(address)), service)

        yield started


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Starter]:
    """Starts one for a test."""
    with starting(tmp_path) as starter:
        yield starter


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Small]:
    """One for all tests that change nothing and make no token."""
    with starting(tmp_path_factory.mktemp("shared")) as starter:
        yield starter()


@pytest.fixture
def small(start: Starter) -> Small:
    """One as it is without settings."""
    return start()
