"""A page whose vectors are on a server that goes away: it says so in one line, and answers again when it is back."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.errors import StoreError
from rag.indexing import IngestRequest, ingest
from rag.service import Service
from rag.settings import load_settings
from rag.types import Answer
from tests.doubles import HashEmbedder
from tests.shelves import write_articles
from tests.store.served import Served
from tests.ui.drawn import Start, answered, conversation, shown

QUESTION = "When does the library open?"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """A server that runs, until somebody kills it."""
    made = Served(tmp_path)
    made.start()
    yield made
    made.kill()


def shelved(served: Served, tmp_path: Path, seconds: float) -> Service:
    """Of articles whose vectors are on it, which is given so long for an answer."""
    settings = load_settings(
        index=tmp_path / "index", store="milvus", store_uri=served.uri, store_timeout=seconds, reader=False
    )
    embedder = HashEmbedder(dimension=512)
    ingest(settings, embedder, IngestRequest([write_articles(tmp_path / "articles")]))
    return Service(settings, embedder)


def test_the_page_says_it_and_recovers_by_itself(
    start: Start, served: Served, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shared = shelved(served, tmp_path, 2)
    shared.open(lambda _: None)
    app = start(shared, locale="en-US")
    served.kill()
    with caplog.at_level(logging.WARNING):
        app.chat_input[0].set_value(QUESTION).run()
        answered(app)
    assert isinstance(conversation(app).exchanges[0].outcome, StoreError)
    assert f"The Milvus server at {served.uri} does not answer." in shown(app)
    assert not app.exception
    assert "Traceback" not in caplog.text

    served.start()
    app.chat_input[0].set_value(QUESTION).run()
    answered(app, 2)
    outcome = conversation(app).exchanges[1].outcome
    assert isinstance(outcome, Answer)
    assert "nine" in outcome.text
    assert not app.exception


def test_a_page_that_is_opened_while_it_is_away_opens_when_it_is_back(
    start: Start, served: Served, tmp_path: Path
) -> None:
    shared = shelved(served, tmp_path, 1)
    served.kill()
    app = start(shared, locale="en-US")
    assert "does not answer" in shown(app)
    served.start()
    app.run()
    app.chat_input[0].set_value(QUESTION).run()
    answered(app)
    assert isinstance(conversation(app).exchanges[0].outcome, Answer)
    assert not app.exception
