"""What each provider of chat models is given."""

from __future__ import annotations

import pytest

from rag.llm.make import make_chat_model
from rag.llm.providers import arguments, missing_key
from rag.llm.tokens import Limits
from rag.settings import load_settings
from tests.llm.conftest import KEY

pytestmark = pytest.mark.usefixtures("_no_keys")
LIMITS = Limits(context=8192, answer=1024)


def test_what_all_providers_are_given(monkeypatch: pytest.MonkeyPatch) -> None:
    given = arguments("anthropic", None, LIMITS, 60.0)
    assert given == {"temperature": 0, "max_tokens": 1024, "timeout": 60.0, "max_retries": 0}
    assert arguments("mistralai", None, LIMITS, 2.5)["timeout"] == 3
    monkeypatch.setenv("MISTRAL_API_KEY", KEY)
    assert "api_key" not in arguments("mistralai", "http://127.0.0.1/v1", LIMITS, 60.0)


def test_ollama_is_told_how_long_a_prompt_may_be() -> None:
    given = arguments("ollama", None, LIMITS, 60.0)
    assert (given["num_ctx"], given["num_predict"], given["temperature"]) == (8192, 1024, 0)
    assert given["client_kwargs"] == {"timeout": 60.0, "trust_env": False}
    assert arguments("ollama", "http://10.0.0.1:11434", LIMITS, 60.0)["client_kwargs"]["trust_env"] is True


def test_openai_itself_is_asked_as_it_wishes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert arguments("openai", "https://api.openai.com/v1", LIMITS, 60.0)["max_tokens"] == 1024
    assert "max_tokens" not in arguments("openai", "https://openai.com.example/v1", LIMITS, 60.0)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    model = make_chat_model(load_settings(model="openai:gpt-4.1"))
    assert model._default_params["temperature"] == 0  # type: ignore[attr-defined]


def test_a_model_that_takes_no_temperature_is_given_none_and_room_to_think(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    model = make_chat_model(load_settings(model="openai:o3-mini"))
    params = model._default_params  # type: ignore[attr-defined]
    assert "temperature" not in params
    assert params["max_completion_tokens"] > 4 * 1024


def test_the_variables_of_keys_are_known() -> None:
    assert missing_key("anthropic") == "ANTHROPIC_API_KEY"
    assert missing_key("ollama") == ""
