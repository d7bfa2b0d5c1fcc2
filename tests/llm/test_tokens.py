"""What a chat model takes, and whether a prompt that is counted to fit does fit a real one."""

from __future__ import annotations

from bisect import bisect_right
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import HumanMessage

from rag.llm.make import make_chat_model, model_limits
from rag.llm.streaming import stream_text
from rag.llm.tokens import PER_MESSAGE, Limits, count_tokens
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
    most = model_limits(settings).prompt - PER_MESSAGE
    words = (CORPUS / name).read_text(encoding="utf-8").split() * 20
    taken = bisect_right(range(len(words)), most, key=lambda end: count_tokens(" ".join(words[:end]), cache)) - 1
    text = " ".join(words[:taken])
    assert most - 20 < count_tokens(text, cache) <= most
    pieces = stream_text(make_chat_model(settings), [HumanMessage(text)], timeout=60)
    assert next(pieces)
    pieces.close()  # type: ignore[attr-defined]
