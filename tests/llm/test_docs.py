"""What the page on chat models says is so, in both languages."""

from __future__ import annotations

import re
import tomllib

import pytest

from rag.llm.providers import KEYS
from rag.llm.tokens import ENCODING, MARGIN
from rag.settings import PREFIX, Settings
from tests.conftest import ROOT

ENGLISH = (ROOT / "docs" / "chat-models.md").read_text(encoding="utf-8")
FRENCH = (ROOT / "docs" / "chat-models.fr.md").read_text(encoding="utf-8")
BOTH = pytest.mark.parametrize("text", [ENGLISH, FRENCH], ids=["en", "fr"])


def spans(text: str) -> list[str]:
    return sorted(re.findall(r"`([^`]+)`", text))


def test_both_say_the_same() -> None:
    assert spans(ENGLISH) == spans(FRENCH)
    assert sorted(re.findall(r"\d+", ENGLISH)) == sorted(re.findall(r"\d+", FRENCH))
    assert ENGLISH.count("\n- ") == FRENCH.count("\n- ")


def test_french_typography() -> None:
    prose = re.sub(r"`[^`]*`|https?://\S+|\|[-|]+\|", "", FRENCH)
    assert not re.findall(r".*(?:[^\u00a0\u202f][;:?!%»]|'|«[^\u00a0\u202f]).*", prose)


@BOTH
def test_its_settings_exist_with_these_defaults(text: str) -> None:
    for name, default in re.findall(rf"\| `{PREFIX}(\w+)` \| (\d+) \|", text):
        assert Settings.model_fields[name.lower()].default == int(default)
    for name in re.findall(rf"{PREFIX}([A-Z_]+)", text):
        assert name.lower() in Settings.model_fields


@BOTH
def test_its_packages_are_extras_of_the_project(text: str) -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    named = re.findall(r"`pip install ([a-z-]+)`", text)
    assert len(named) == 4
    for package in named:
        assert any(re.split(r"[<>=]", line[0])[0] == package for line in extras.values() if line)


@BOTH
def test_its_keys_are_those_that_are_read(text: str) -> None:
    named = set(re.findall(r"\b[A-Z]+_API_KEY\b", text))
    assert named == {"OPENAI_API_KEY", "ANTHROPIC_API_KEY", "MISTRAL_API_KEY"}
    assert named <= {variable for variables in KEYS.values() for variable in variables}


@BOTH
def test_how_a_prompt_is_counted(text: str) -> None:
    assert f"`{ENCODING}`" in text
    assert re.search(rf"\b{100 / MARGIN:.0f}[ \u00a0]%", text)
