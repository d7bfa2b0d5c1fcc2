"""What the documents say of sign-in is so, and the same in both languages."""

from __future__ import annotations

import re
import tomllib

import pytest
from markdown_it import MarkdownIt

from rag.cli.commands import cli
from rag.settings import PREFIX, Settings, load_settings
from rag.ui import sign_in
from tests.conftest import ROOT

TEXTS = {code: (ROOT / "docs" / name).read_text(encoding="utf-8")
         for code, name in (("en", "sign-in.md"), ("fr", "sign-in.fr.md"))}  # fmt: skip


def blocks(language: str, info: str) -> list[str]:
    return [
        token.content for token in MarkdownIt().parse(TEXTS[language]) if token.type == "fence" and token.info == info
    ]


@pytest.mark.parametrize("language", TEXTS)
def test_the_secrets_that_are_shown_are_those_that_are_needed(language: str) -> None:
    secrets, settings = (tomllib.loads(block) for block in blocks(language, "toml"))
    assert tuple(secrets["auth"]) == sign_in._NEEDED
    assert load_settings(**settings).sign_in
    assert f"{sign_in._LEAST_SECRET} " in TEXTS[language]


@pytest.mark.parametrize("language", TEXTS)
def test_every_variable_and_option_that_is_named_exists(language: str) -> None:
    assert {name.lower() for name in re.findall(rf"{PREFIX}(\w+)=", TEXTS[language])} <= set(Settings.model_fields)
    known = {option for parameter in cli.commands["app"].params for option in parameter.opts}
    assert set(re.findall(r"(?<=[ `])--[a-z]+", TEXTS[language])) <= known


def test_both_languages_say_the_same() -> None:
    shapes = [[(token.type, token.info) for token in MarkdownIt("commonmark").enable("table").parse(text)]
              for text in TEXTS.values()]  # fmt: skip
    assert shapes[0] == shapes[1]
    assert blocks("en", "toml") == blocks("fr", "toml")
