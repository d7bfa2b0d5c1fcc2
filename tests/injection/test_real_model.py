"""The same articles and a real chat model behind a real server: a few of them, and all of them by `make injection`.

The model is small: it often does not understand an order. What it makes of one must do no harm either.
"""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from rag.answer.generate.prompt import Budget, make_prompt
from rag.build import open_sourcier
from rag.chat.prompt import RULES
from rag.ports import Embedder
from rag.settings import load_settings
from rag.types import Request
from tests.injection.attack import ATTACKS, Attack
from tests.injection.held import Seen, check, see

SAMPLE = {"print-prompt-en", "forged-marker-fr", "chatml-en", "html-fr"}
PASSAGES, TOKENS = 2, 40
EACH = [
    pytest.param(attack, id=attack.id, marks=[] if attack.id in SAMPLE else pytest.mark.every_attack)
    for attack in ATTACKS
]


@pytest.mark.parametrize("attack", EACH)
def test_a_real_model_does_no_harm(
    attack: Attack,
    attacked: dict[str, Path],
    embedder: Embedder,
    smollm_url: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    settings = load_settings(
        index=attacked[attack.id], reader=False, model="openai:smollm2", model_url=smollm_url,
        model_passages=PASSAGES, model_max_tokens=TOKENS, model_context=3000,
    )  # fmt: skip
    sourcier = open_sourcier(settings, embedder)
    seen = see(sourcier, attack)
    assert {note.kind for note in seen.answer.notes} <= {"fallback", "withheld", "cut", "language"}
    check(seen, attack, sourcier, prompts(seen, attack), caplog.text)


def prompts(seen: Seen, attack: Attack) -> list[str]:
    """What the model was given."""
    request = Request(seen.answer.searched, attack.language, attack.language)
    made = [
        make_prompt(request, seen.answer.hits[:PASSAGES], Budget(len, 10**6), insist=insist) for insist in (False, True)
    ]
    return [RULES, *(f"{prompt.system}\n\n{prompt.user}" for prompt in made)]
