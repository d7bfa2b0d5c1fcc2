"""The settings in force as they may be shown: as text, with where each comes from, without what is secret in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from rag.settings import Origin, Settings

NOT_FOR_READERS = frozenset({"index", "cache_dir", "data", "folders", "model_url", "store_uri", "allowed", "editors"})
"""Places on the server, addresses and people: shown only to those who may change the articles."""

_MODELS = frozenset({"embedder", "reranker", "model", "judge_model", "follow_up_model"})
"""May name a folder or a file."""

_HIDDEN = "…"
_ADDRESS = re.compile(r"(?P<scheme>\w[\w+.-]*://)(?P<who>\S*@)?(?P<place>[^\s?#]*)(?P<query>[?#]\S*)?")
_KEY = re.compile(r"\b(?:sk|pk|rk|hf|gsk|ghp|key|xai|AIza)(?:[-_]|(?<=AIza))[\w-]{16,}")


@dataclass(frozen=True, slots=True)
class ShownSetting:
    """One of the settings. `value` is None where whoever looks may not see it."""

    name: str
    value: str | None
    origin: Origin


def shown_settings(settings: Settings, *, to_readers: bool = False) -> list[ShownSetting]:
    """All of them, in the order of the code; `to_readers`: to those who may not change the articles."""
    return [
        ShownSetting(name, _for_readers(name, value) if to_readers else shown(value), settings.origin(name))
        for name, value in settings
    ]


def shown(value: object) -> str:
    """A value as text, with … for what is secret in an address, and for what looks like a key."""
    text = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return _KEY.sub(_HIDDEN, _ADDRESS.sub(_without_secrets, text))


def model_name(name: str) -> str:
    """The name of a model without the folder that it lies in, where it is a file or a folder."""
    kind, colon, place = name.rpartition("gguf:")
    if colon:
        return f"{kind}{colon}{Path(place).name}"
    return Path(name).name if Path(name).is_absolute() or Path(name).exists() else shown(name)


def _for_readers(name: str, value: object) -> str | None:
    if name in NOT_FOR_READERS:
        return None
    return model_name(value) if name in _MODELS and isinstance(value, str) else shown(value)


def _without_secrets(found: re.Match[str]) -> str:
    who, query = found["who"], found["query"]
    return found["scheme"] + (f"{_HIDDEN}@" if who else "") + found["place"] + (f"?{_HIDDEN}" if query else "")
