"""What the tests of chat models share."""

from __future__ import annotations

import pytest

from rag.llm.providers import KEYS

KEY = "sk-live-0123456789abcdef"
"""Of nobody: what must never be shown."""

ADDRESSES = ("OPENAI_BASE_URL", "OPENAI_API_BASE", "LANGSMITH_GATEWAY")


@pytest.fixture
def _no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """The keys and addresses of whoever runs the tests do not count."""
    for variable in (*(variable for variables in KEYS.values() for variable in variables), *ADDRESSES):
        monkeypatch.delenv(variable, raising=False)
