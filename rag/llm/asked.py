"""What a failure tells of the model that was asked, as far as LangChain's classes show it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rag.llm.redact import redact

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_NAMES = ("model_name", "model", "model_id")
_ADDRESSES = ("openai_api_base", "anthropic_api_url", "base_url", "endpoint")
_KEY = re.compile(r"KEY$|TOKEN$")
_UNKNOWN = "?"
_SOME_KEY = "…_API_KEY"


@dataclass(frozen=True, slots=True)
class Asked:
    """A chat model as messages name it. `variable`: the environment variable that its key comes from."""

    name: str
    address: str
    variable: str


def asked_of(model: BaseChatModel | None) -> Asked:
    """What is known of `model`; a question mark stands for what is not."""
    if model is None:
        return Asked(_UNKNOWN, _UNKNOWN, _SOME_KEY)
    secrets = [variable for variable in model.lc_secrets.values() if _KEY.search(variable)]
    return Asked(
        name=redact(_first(model, _NAMES)) or model._llm_type,
        address=_host(_first(model, _ADDRESSES)) or model._llm_type,
        variable=secrets[0] if secrets else _SOME_KEY,
    )


def _first(model: BaseChatModel, names: tuple[str, ...]) -> str:
    values = (getattr(model, name, None) for name in names)
    return next((value for value in values if isinstance(value, str) and value), "")


def _host(url: str) -> str:
    """Host and port alone: an address can hold a password."""
    try:
        parts = urlsplit(url)
        return f"{parts.hostname or ''}:{parts.port}" if parts.port else parts.hostname or ""
    except ValueError:
        return ""
