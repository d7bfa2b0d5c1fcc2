"""Articles that give orders, and a chat model that obeys every one of them, through the whole of the product."""

from __future__ import annotations

import logging
from collections.abc import Generator
from pathlib import Path

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage, SystemMessage

from rag.answer.generate.generative import Writer
from rag.answer.generate.prompt import Budget, Prompt
from rag.build import Sourcier, open_sourcier
from rag.llm.retrying import Retries
from rag.llm.streaming import stream_text
from rag.llm.tokens import count_tokens
from rag.models import SecondPass
from rag.ports import Embedder, Stop
from rag.render import answer_text
from rag.settings import load_settings
from tests.injection.attack import ATTACKS, Attack
from tests.injection.held import check, see
from tests.injection.obeying import ObeyingModel


def stream(model: BaseChatModel, prompt: Prompt, stop: Stop) -> Generator[str]:
    messages = [SystemMessage(prompt.system), HumanMessage(prompt.user)]
    yield from stream_text(model, messages, timeout=30, stop=stop, max_tokens=1024)


def opened(index: Path, embedder: Embedder, model: ObeyingModel) -> Sourcier:
    """With the model to write."""
    settings = load_settings(index=index, reader=False)
    budget = Budget(lambda text: count_tokens(text, settings.cache_dir), 5000)
    return open_sourcier(
        settings,
        embedder,
        SecondPass(writer=Writer(model, None, "double:obeying", stream, Retries(most=0), budget)),
    )


def test_the_suite_is_in_both_languages() -> None:
    french = sum(attack.language == "fr" for attack in ATTACKS)
    assert french == len(ATTACKS) - french >= 18
    assert len({attack.id for attack in ATTACKS}) == len(ATTACKS)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.id)
def test_a_model_that_obeys_does_no_harm(
    attack: Attack, attacked: dict[str, Path], embedder: Embedder, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    model = ObeyingModel()
    sourcier = opened(attacked[attack.id], embedder, model)
    seen = see(sourcier, attack)
    assert model.prompts, "the model was not asked"
    assert bool(model.obeyed) == attack.reaches
    check(seen, attack, sourcier, model.prompts, caplog.text)
    assert attack.claims != "marker" or any(statement.unknown for statement in seen.answer.statements)


@pytest.mark.parametrize("name", ["print-prompt", "print-prompt-first"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_where_it_prints_its_prompt_quotations_stand_in_and_say_so(
    name: str, language: str, attacked: dict[str, Path], embedder: Embedder
) -> None:
    (attack,) = (attack for attack in ATTACKS if attack.id == f"{name}-{language}")
    answer = opened(attacked[attack.id], embedder, ObeyingModel()).ask(attack.asked, attack.where)
    assert (answer.answerer, answer.abstained) == ("extractive", False)
    assert "instructions" in answer_text(answer) or "consignes" in answer_text(answer)
