"""`sourcier ask --model` with a real chat model behind a real server: poor answers, sound machinery."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.build import Sourcier, open_sourcier
from rag.events import Answered, Found, Piece, Settled
from rag.ports import Embedder
from rag.render_json import answer_json
from rag.settings import load_settings
from tests.command import sourcier, use
from tests.contract import check_answer

ASKED = "When did LlamaCon take place?"
SMALL = {"model_passages": 1, "model_max_tokens": 48, "model_context": 2048}
"""Little to read and little to write: on two cores the model takes seconds for each hundred tokens."""


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch, embedder: Embedder, smollm_url: str) -> None:
    monkeypatch.setenv("SOURCIER_MODEL_URL", smollm_url)
    for name, value in SMALL.items():
        monkeypatch.setenv(f"SOURCIER_{name.upper()}", str(value))
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)  # a server on loopback wants none
    use(monkeypatch, embedder)


@pytest.mark.usefixtures("_small")
def test_the_json_of_a_chat_models_answer_is_that_of_quotations(shipped_index: Path) -> None:
    given = ("ask", ASKED, "--index", shipped_index, "--json")
    written = json.loads(sourcier(*given, "--model", "openai:smollm2").out)
    check_answer(written)
    assert written["answerer"] == "generative"
    assert written["model"] == "openai:smollm2"
    assert not {note["kind"] for note in written["notes"]} & {"fallback"}
    quoted = json.loads(sourcier(*given).out)
    assert (quoted["answerer"], quoted["model"]) == ("extractive", None)
    assert not quoted["abstained"]


def test_words_come_one_by_one_and_every_citation_is_exact(
    embedder: Embedder, shipped_index: Path, shipped: Sourcier, smollm_url: str
) -> None:
    settings = load_settings(index=shipped_index, model="openai:smollm2", model_url=smollm_url, **SMALL)
    events = list(open_sourcier(settings, embedder).stream(ASKED))
    assert isinstance(events[0], Found)
    assert sum(isinstance(event, Piece) for event in events) > 3
    assert any(isinstance(event, Settled) for event in events)
    last = events[-1]
    assert isinstance(last, Answered)
    check_answer(answer_json(last.answer))
    for citation in last.answer.citations:
        assert shipped.document(citation.document_id).text[citation.start : citation.end] == citation.quote


def test_a_server_that_is_not_there_is_said_and_quotations_stand_in(embedder: Embedder, shipped_index: Path) -> None:
    settings = load_settings(
        index=shipped_index, model="openai:gone", model_url="http://127.0.0.1:9/v1", model_timeout=5, **SMALL
    )
    answer = open_sourcier(settings, embedder).ask(ASKED)
    assert (answer.answerer, answer.model) == ("extractive", "")
    assert [note.kind for note in answer.notes] == ["fallback"]
    assert answer.statements


def test_what_nothing_answers_is_not_sent_to_a_model(embedder: Embedder, shipped_index: Path) -> None:
    settings = load_settings(index=shipped_index, model="openai:gone", model_url="http://127.0.0.1:9/v1", **SMALL)
    answer = open_sourcier(settings, embedder).ask("How do I knit a pair of woollen socks?")
    assert (answer.abstained, answer.answerer, answer.notes) == (True, "generative", ())


def test_the_same_question_without_a_model(shipped: Sourcier) -> None:
    assert shipped.ask(ASKED).answerer == "extractive"
