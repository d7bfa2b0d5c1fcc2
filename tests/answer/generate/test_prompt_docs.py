"""The pages on the prompt show it as it is sent, and what they say of it is so, in both languages."""

from __future__ import annotations

import re

import pytest

from rag.answer.generate.generative import PASSAGES, SHRINKS
from rag.answer.generate.markers import LENGTH
from rag.answer.generate.prompt import LEAST, NO_ANSWER, VERSION
from rag.chat.prompt import MOST_OF_AN_ANSWER, MOST_TOKENS
from rag.chat.prompt import VERSION as FOLLOW_UP_VERSION
from rag.llm.tokens import ENCODING, MARGIN, PER_MESSAGE
from rag.settings import PREFIX, Settings
from tests.conftest import ROOT

PAGES = {
    name: (ROOT / "docs" / f"prompt{end}.md").read_text(encoding="utf-8") for name, end in (("en", ""), ("fr", ".fr"))
}
GOLDEN = ROOT / "tests" / "golden"
BOTH = pytest.mark.parametrize("language", PAGES)


def prose(language: str) -> str:
    return re.sub(r"^```.*?^```$", "", PAGES[language], flags=re.DOTALL | re.MULTILINE)


@BOTH
def test_the_prompts_are_shown_whole(language: str) -> None:
    shown = re.findall(r"^```\n(.*?)^```$", PAGES[language], re.DOTALL | re.MULTILINE)
    version, _, answer = (GOLDEN / "prompt" / f"{language}.txt").read_text(encoding="utf-8").partition("\n\n")
    follow_up = (GOLDEN / "rewriting" / f"{language}.txt").read_text(encoding="utf-8")
    assert shown == [answer, follow_up]
    assert version == f"version {VERSION}"


@BOTH
def test_of_which_version_they_are(language: str) -> None:
    assert re.findall(r"\*\*version (\d+)\*\*", PAGES[language]) == [str(VERSION), str(FOLLOW_UP_VERSION)]


@BOTH
def test_the_line_that_insists_is_the_one(language: str) -> None:
    assert f"`{(GOLDEN / 'prompt' / 'en-insist.txt').read_text(encoding='utf-8').splitlines()[-1]}`" in prose(language)


@BOTH
def test_what_is_counted(language: str) -> None:
    text = re.sub(r"\s", " ", prose(language).replace("\u00a0", " "))
    margin = f"{MARGIN:g}".replace(".", "," if language == "fr" else ".")
    for figure in (f" {margin},", f" {PER_MESSAGE} tokens", f" {LEAST} tokens", f" {LENGTH} conson", f" {PASSAGES} a"):
        assert figure in text, figure
    for figure in (f" {MOST_TOKENS} tokens", f" {MOST_OF_AN_ANSWER} tokens", f"`{ENCODING}`", f"`{NO_ANSWER}`"):
        assert figure in text, figure
    assert Settings.model_fields["model_passages"].default == PASSAGES
    assert {"en": "twice", "fr": "deux fois"}[language] in text
    assert SHRINKS == 2


def test_both_say_the_same() -> None:
    spans = [sorted(re.findall(r"`([^`]+)`", prose(language))) for language in PAGES]
    assert spans[0] == spans[1]
    assert prose("en").count("\n- ") == prose("fr").count("\n- ")
    assert re.findall("^##? ", prose("en"), re.MULTILINE) == re.findall("^##? ", prose("fr"), re.MULTILINE)
    for name in re.findall(rf"{PREFIX}([A-Z_]+)", prose("en")):
        assert name.lower() in Settings.model_fields


def test_french_typography() -> None:
    words = re.sub(r"`[^`]*`", "–", prose("fr"))
    assert not re.findall(r".*(?:[^\u00a0\u202f][:;?!%»]|'|«[^\u00a0\u202f]).*", words)


@pytest.mark.parametrize("page", ["README", "docs/chat-models"])
def test_they_are_linked(page: str) -> None:
    for end in ("", ".fr"):
        folder = "docs/" if page == "README" else ""
        assert f"]({folder}prompt{end}.md)" in (ROOT / f"{page}{end}.md").read_text(encoding="utf-8")
