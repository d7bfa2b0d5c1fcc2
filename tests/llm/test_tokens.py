"""What a chat model takes, and whether a prompt that is counted to fit does fit a real one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import HumanMessage

from rag.llm.make import make_chat_model, model_limits
from rag.llm.streaming import stream_text
from rag.llm.tokens import PER_MESSAGE, Limits, TokenBudget, count_tokens
from rag.settings import load_settings
from tests.conftest import CORPUS


@pytest.fixture(scope="module")
def cache() -> Path:
    return load_settings().cache_dir


def test_tokens_are_counted_without_a_network(cache: Path) -> None:
    assert count_tokens("", cache) == 0
    assert count_tokens("hello world", cache) == 2
    assert count_tokens("L’eau coule.", cache) > 3


def test_what_imitates_a_special_token_is_text(cache: Path) -> None:
    assert count_tokens("<|endoftext|>", cache) > 1


def test_a_piece_goes_in_whole_or_not_at_all(cache: Path) -> None:
    budget = TokenBudget(5, cache)
    assert budget.take("hello world")
    assert budget.left == 3
    assert not budget.take("one two three four five six")
    assert budget.left == 3
    assert budget.take("a b c")
    assert budget.left == 0
    assert not budget.take("x")


def test_what_must_go_in_is_counted_too(cache: Path) -> None:
    budget = TokenBudget(5, cache)
    budget.spend("hello world", messages=1)
    assert budget.left == 5 - 2 - PER_MESSAGE
    assert not budget.take("x")


@given(st.integers(2, 200_000), st.data())
def test_limits_keep_room_for_the_answer(context: int, data: st.DataObject) -> None:
    answer = data.draw(st.integers(1, context - 1))
    limits = Limits(context, answer)
    assert 0 <= limits.prompt <= context - answer
    smaller = limits.within(data.draw(st.integers(2, 200_000)))
    assert smaller.context <= limits.context
    assert 1 <= smaller.answer <= max(1, smaller.context - 1)


@pytest.mark.parametrize("name", ["meta-resultats-investissements.md", "stability-ai-leadership.md"])
def test_a_prompt_that_is_counted_to_fit_fits_a_real_model(name: str, smollm_path: Path, cache: Path) -> None:
    """In French and in English, to the last token that may be used."""
    settings = load_settings(model=f"gguf:{smollm_path}", model_context=768, model_max_tokens=64)
    budget = TokenBudget(model_limits(settings).prompt - PER_MESSAGE, cache)
    words = (CORPUS / name).read_text(encoding="utf-8").split()
    taken = []
    for word in words * 20:
        if not budget.take(f" {word}"):
            break
        taken.append(word)
    assert budget.left < 20
    pieces = stream_text(make_chat_model(settings), [HumanMessage(" ".join(taken))], timeout=60)
    assert next(pieces)
    pieces.close()  # type: ignore[attr-defined]
