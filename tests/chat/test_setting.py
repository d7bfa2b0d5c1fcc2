"""Which chat model completes follow-ups, by setting: its own, that of the answers, or none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.build import open_sourcier
from rag.models import make_rewriter
from rag.ports import Embedder
from rag.settings import load_settings
from rag.types import Rewritten, Turn
from tests.llm.servers import Server, answers, serving

ENGLISH = [
    Turn("user", "Who is the CEO of Databricks?"),
    Turn("assistant", "Ali Ghodsi."),
    Turn("user", "And of Microsoft?"),
]
FRENCH = [
    Turn("user", "Qui est le PDG de Databricks ?"),
    Turn("assistant", "Ali Ghodsi."),
    Turn("user", "Et celui de Microsoft ?"),
]
COMPLETE = {"en": "Who is the CEO of Microsoft?", "fr": "Qui est le PDG de Microsoft ?"}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with serving(answers(COMPLETE["en"]), answers(COMPLETE["fr"])) as running:
        yield running


def test_a_model_of_its_own_completes_what_is_then_answered_by_quotations(
    server: Server, embedder: Embedder, shipped_index: Path
) -> None:
    settings = load_settings(index=shipped_index, follow_up_model="openai:small", model_url=server.url)
    sourcier = open_sourcier(settings, embedder)
    for turns, complete in ((ENGLISH, COMPLETE["en"]), (FRENCH, COMPLETE["fr"])):
        answer = sourcier.ask(turns)
        assert (answer.searched, answer.answerer, answer.model) == (complete, "extractive", "")
    assert [body["model"] for body in server.asked] == ["small", "small"]


def test_it_comes_before_the_model_that_answers(server: Server, embedder: Embedder, shipped_index: Path) -> None:
    settings = load_settings(
        index=shipped_index, model="openai:large", follow_up_model="openai:small", model_url=server.url
    )
    open_sourcier(settings, embedder).ask(ENGLISH)
    assert [body["model"] for body in server.asked] == ["small", "large"]


def test_there_is_none_where_follow_ups_are_off(server: Server) -> None:
    assert make_rewriter(load_settings(follow_ups=False, follow_up_model="openai:small", model_url=server.url)) is None
    assert server.asked == []


def test_without_one_it_is_the_rules() -> None:
    rewriter = make_rewriter(load_settings())
    assert rewriter is not None
    assert rewriter.standalone(ENGLISH) == Rewritten(COMPLETE["en"], "rules")
