"""Any chat model from one setting: LangChain's, by provider and name, or a GGUF file.

Keys come from the environment variables of the providers, which their packages read; none is a setting.
"""

from __future__ import annotations

import importlib.util
import os
import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.errors import ModelSetupError
from rag.llm.failures import one_line
from rag.llm.gguf import SERVERS
from rag.llm.gguf_file import read_gguf
from rag.llm.providers import GGUF, KNOWN, arguments, check_address, direct_client, missing_key
from rag.llm.tokens import Limits

if TYPE_CHECKING:
    from collections.abc import Callable

    from langchain_core.language_models import BaseChatModel

    from rag.settings import Settings


_THOUGHT = 8192
"""Tokens that a hosted model may think in before it answers: its provider counts them as part of the answer."""


def make_chat_model(settings: Settings) -> BaseChatModel:
    """The model that `settings.model` names. Its temperature is 0, where it has one, and its client does not retry.

    Raises ModelSetupError, with what mends it.
    """
    provider, name = _chosen(settings)
    if provider == GGUF:
        return _from_file(_path(name), model_limits(settings), settings.model_timeout)
    if settings.model_url is not None:
        check_address(settings.model_url)
        provider = provider or "openai"
    if provider == "ollama" and importlib.util.find_spec("langchain_ollama") is None:
        # LangChain would take the class of langchain-community, which is no longer kept up
        raise ModelSetupError("chat_package", name=name, package="langchain-ollama")
    given = arguments(provider, settings.model_url, model_limits(settings), settings.model_timeout)
    return _from_langchain(provider, name, given)


def model_limits(settings: Settings) -> Limits:
    """What the model of the settings takes: as they say, or less, where a GGUF file says so. Raises ModelSetupError."""
    limits = Limits(settings.model_context, settings.model_max_tokens)
    provider, name = _chosen(settings)
    if provider != GGUF:
        return limits
    own = read_gguf(_path(name)).context
    return limits if own is None else limits.within(own)


def _chosen(settings: Settings) -> tuple[str, str]:
    """Provider and name; the provider is "" where only a name was given, from which LangChain may tell."""
    provider, colon, name = (settings.model or "").strip().partition(":")
    if not colon:
        provider, name = "", provider
    if not name.strip():
        raise ModelSetupError("chat_unset")
    return provider.strip().casefold().replace("-", "_"), name.strip()


def _path(name: str) -> Path:
    return Path(name).expanduser()


def _from_file(path: Path, limits: Limits, seconds: float) -> BaseChatModel:
    served = SERVERS.serve(path, limits.context)
    try:
        from langchain_openai import ChatOpenAI
    except ImportError as error:
        raise ModelSetupError("chat_package", name=path.name, package="langchain-openai") from error
    from pydantic import SecretStr

    return ChatOpenAI(
        model=path.stem,
        base_url=served.url,
        api_key=SecretStr(served.key),
        http_client=direct_client(seconds),
        temperature=0,
        timeout=seconds,
        max_retries=0,
        use_responses_api=False,
        # Signs of life while a long prompt is being read, which takes a processor minutes.
        extra_body={"max_tokens": limits.answer, "return_progress": True},
    )


def _from_langchain(provider: str, name: str, given: dict[str, Any]) -> BaseChatModel:
    missing = "" if "api_key" in given else missing_key(provider)
    try:
        from langchain.chat_models import init_chat_model

        make = partial(init_chat_model, name, model_provider=provider or None)
        model = _made(make, given)
    except ImportError as error:
        raise ModelSetupError("chat_package", name=name, package=_package(error)) from error
    except Exception as error:  # noqa: BLE001 - each provider's class raises what it likes
        raise _setup_error(provider, name, error, missing) from None
    if "api_key" not in given:
        missing = missing or missing_key(_provider_of(model))
    if missing:
        raise ModelSetupError("chat_key_missing", name=name, variable=missing)
    return model


def _made(make: Callable[..., BaseChatModel], given: dict[str, Any]) -> BaseChatModel:
    """With what LangChain knows of the model: that it takes no temperature, or that it thinks before it answers."""
    model = make(**given)
    profile = model.profile or {}
    fitting = dict(given)
    if profile.get("temperature") is False:
        fitting.pop("temperature", None)
    if profile.get("reasoning_output") and "max_tokens" in given:
        fitting["max_tokens"] = min(given["max_tokens"] + _THOUGHT, profile.get("max_output_tokens") or _THOUGHT)
    return model if fitting == given else make(**fitting)


def _provider_of(model: BaseChatModel) -> str:
    """Where only a name was given, LangChain's packages are called after their providers."""
    return type(model).__module__.partition(".")[0].removeprefix("langchain_")


def _package(error: ImportError) -> str:
    """The one that LangChain says to install; it names its own, not what those need in turn."""
    named = re.search(r"pip install ([\w.-]*\w)", str(error))
    return named[1] if named else (error.name or "langchain").partition(".")[0].replace("_", "-")


def _setup_error(provider: str, name: str, error: Exception, missing: str) -> ModelSetupError:
    said, known = str(error), ", ".join(KNOWN)
    if type(error) is ValueError and "Unable to infer" in said:
        return ModelSetupError("chat_no_provider", name=name, known=known)
    if type(error) is ValueError and "Unsupported provider" in said:
        return ModelSetupError("chat_provider", provider=provider, known=known)
    named = re.search(r"\b[A-Z][A-Z0-9_]*_(?:KEY|TOKEN)\b", said)
    variable = missing or missing_key(provider, refused=True)
    if not variable and named and not os.environ.get(named[0]):
        variable = named[0]
    if variable:
        return ModelSetupError("chat_key_missing", name=name, variable=variable)
    return ModelSetupError("chat_made", name=name, reason=one_line(said) or type(error).__name__)
