"""Whether it is there and whether it can be asked: for load balancers, which have no token and little patience."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag import models
from rag.indexing import IngestRequest, ingest
from rag.ports import Embedder
from rag.service import Service
from tests.doubles import HashEmbedder
from tests.serve.conftest import Small, Starter, client_of
from tests.serve.problem import check_problem
from tests.serve.running import running
from tests.serve.uploads import article
from tests.serve.watched import once_loaded
from tests.shelves import write_articles


def test_it_is_ready_once_its_index_is_open_and_everybody_may_know(small: Small) -> None:
    small.secret()
    given = small.client.get("/healthz")
    assert (given.status_code, given.text) == (200, "ok\n")
    given = once_loaded(small.client)
    assert (given.status_code, given.text) == (200, "ready\n")
    assert small.client.get("/api/documents").status_code == 401


def test_without_an_index_it_is_there_and_not_ready_until_there_is_one(start: Starter, tmp_path: Path) -> None:
    small = start(empty=True)
    assert small.client.get("/healthz").status_code == 200
    given = once_loaded(small.client)
    check_problem(given, 503, "serve_not_ready", reason="index_missing")
    assert int(given.headers["retry-after"]) > 0
    assert str(tmp_path) not in given.text
    ingest(small.settings, HashEmbedder(dimension=512), IngestRequest(paths=[write_articles(tmp_path / "given")]))
    assert once_loaded(small.client).status_code == 200  # though nobody has asked a question


def test_an_index_that_goes_or_breaks_underneath_is_noticed_and_so_is_its_return(small: Small) -> None:
    assert once_loaded(small.client).status_code == 200
    away = small.settings.index.with_name("away")
    small.settings.index.rename(away)
    check_problem(once_loaded(small.client), 503, "serve_not_ready", reason="index_missing")
    away.rename(small.settings.index)
    assert once_loaded(small.client).status_code == 200
    manifest = small.settings.index / "manifest.json"
    whole = manifest.read_bytes()
    manifest.write_bytes(whole[: len(whole) // 2])
    check_problem(once_loaded(small.client), 503, "serve_not_ready")
    manifest.write_bytes(whole)
    assert once_loaded(small.client).status_code == 200


def test_a_newer_state_is_opened_by_who_looks(small: Small, tmp_path: Path) -> None:
    assert once_loaded(small.client).status_code == 200
    (tmp_path / "comet.md").write_bytes(article())
    ingest(small.settings, HashEmbedder(dimension=512), IngestRequest(paths=[tmp_path / "comet.md"]))
    assert once_loaded(small.client).status_code == 200
    assert small.service._sourcier is not None
    assert small.service._sourcier.index.is_current()


@pytest.fixture
def loaded() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


def test_while_the_model_is_loaded_it_says_so_soon_and_once_it_is_too(
    small: Small, monkeypatch: pytest.MonkeyPatch, loaded: threading.Event
) -> None:
    made: Embedder = HashEmbedder(dimension=512)

    def slowly(*_: object) -> Embedder:
        loaded.wait()
        return made

    monkeypatch.setattr(models, "make_embedder", slowly)
    with running(Service(small.settings)) as address, client_of(address) as client:
        assert client.get("/healthz").status_code == 200
        check_problem(client.get("/readyz"), 503, "serve_loading")
        loaded.set()
        assert once_loaded(client).text == "ready\n"
