"""What the providers of chat models want: the names of their arguments, their keys, their addresses."""

from __future__ import annotations

import ipaddress
import math
import os
from typing import Any
from urllib.parse import urlsplit

from rag.errors import ModelSetupError
from rag.llm.tokens import Limits

KEYS: dict[str, tuple[str, ...]] = {
    "openai": ("OPENAI_API_KEY",),
    "anthropic": ("ANTHROPIC_API_KEY",),
    "mistralai": ("MISTRAL_API_KEY",),
    "groq": ("GROQ_API_KEY",),
    "deepseek": ("DEEPSEEK_API_KEY",),
    "openrouter": ("OPENROUTER_API_KEY",),
    "together": ("TOGETHER_API_KEY",),
    "fireworks": ("FIREWORKS_API_KEY",),
    "xai": ("XAI_API_KEY",),
    "perplexity": ("PPLX_API_KEY", "PERPLEXITY_API_KEY"),
    "cohere": ("COHERE_API_KEY", "CO_API_KEY"),
    "google_genai": ("GOOGLE_API_KEY", "GEMINI_API_KEY"),
}
"""The environment variables that a key can be in. Providers that are not here take other credentials."""

_OTHERS_TOO = {"google_genai"}
"""Those that take other credentials as well, so that only their own refusal shows that the key is missing."""

GGUF = "gguf"
KNOWN = ("openai", "ollama", "anthropic", "mistralai", "google_genai", "groq", "openrouter", GGUF)
"""Those that a message names; LangChain has more."""

NO_KEY = "none"
"""Sent where a server is named and no key is set: most servers of one's own take anything."""

_OPENAIS_OWN = (".openai.com", ".azure.com")
_ADDRESS = ("OPENAI_API_BASE", "OPENAI_BASE_URL")
"""The environment variables that langchain-openai takes an address from, where it is given none."""


def missing_key(provider: str, *, refused: bool = False) -> str:
    """The variable that a provider's key belongs in, where it is in none of them; else "".

    `refused`: the provider's package has refused to do without.
    """
    variables = KEYS.get(provider, ()) if refused or provider not in _OTHERS_TOO else ()
    if not variables or any(os.environ.get(variable, "").strip() for variable in variables):
        return ""
    if os.environ.get("LANGSMITH_GATEWAY"):
        return ""  # whose own key it then is
    return variables[0]


def check_address(url: str) -> None:
    """Raises ModelSetupError unless it is the address of a server and holds nothing that could be a key."""
    try:
        parts = urlsplit(url)
        fine = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise ModelSetupError("chat_url") from None
    if not fine or parts.username is not None or parts.query or parts.fragment:
        raise ModelSetupError("chat_url")


def on_loopback(url: str) -> bool:
    """Whether the server is on this machine and cannot be seen from outside."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def arguments(provider: str, url: str | None, limits: Limits, seconds: float) -> dict[str, Any]:
    """What `init_chat_model` is given beside the name: the wishes that all share, as each provider calls them.

    `seconds`: without a sign of life. Retrying is ours.
    """
    if provider == "ollama":
        return _ollama(url, limits, seconds)
    given: dict[str, Any] = {"temperature": 0, "max_tokens": limits.answer, "timeout": seconds, "max_retries": 0}
    if provider == "mistralai":
        given["timeout"] = math.ceil(seconds)
    if url is not None:
        given["base_url"] = url
        if missing_key(provider):
            given["api_key"] = NO_KEY
    elif provider == "openai":
        url = next((found for name in _ADDRESS if (found := os.environ.get(name))), None)
        if url is not None and missing_key(provider):
            given["api_key"] = NO_KEY
    return given if provider != "openai" or url is None else _compatible(given, url)


def _compatible(given: dict[str, Any], url: str) -> dict[str, Any]:
    """For a server that only speaks as OpenAI's does: older names, the older protocol, and no proxy on loopback."""
    if ("." + (urlsplit(url).hostname or "")).endswith(_OPENAIS_OWN):
        return given
    most = given.pop("max_tokens")  # which langchain-openai would send under a name that few servers know
    given |= {"extra_body": {"max_tokens": most}, "use_responses_api": False}
    if on_loopback(url):
        given["http_client"] = direct_client(given["timeout"])
    return given


def direct_client(seconds: float) -> Any:
    """A client for langchain-openai that goes through no proxy, whatever the environment says."""
    import openai

    return openai.DefaultHttpxClient(trust_env=False, timeout=seconds)


def _ollama(url: str | None, limits: Limits, seconds: float) -> dict[str, Any]:
    """Ollama cuts a prompt without a word where it is not told how long it may be."""
    address = url or os.environ.get("OLLAMA_HOST") or "http://127.0.0.1:11434"
    local = on_loopback(address if "://" in address else f"http://{address}")
    given: dict[str, Any] = {
        "temperature": 0,
        "num_predict": limits.answer,
        "num_ctx": limits.context,
        "client_kwargs": {"timeout": seconds, "trust_env": not local},
    }
    return given if url is None else {**given, "base_url": url}
