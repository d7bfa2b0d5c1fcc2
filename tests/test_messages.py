"""Every message exists in both languages, fits its uses in the code, and is used."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import Formatter

import pytest

import rag.errors
from rag.errors import SourcierError
from rag.messages import ELSEWHERE, ERRORS, LANGUAGES, PARTS, PHRASES
from tests.conftest import ROOT

CLASSES = {
    name
    for name, value in vars(rag.errors).items()
    if isinstance(value, type) and issubclass(value, SourcierError)
}  # fmt: skip


@dataclass(frozen=True)
class Use:
    """A place where an error is made: the keys that it may have and the values that it is given."""

    place: str
    kind: str
    keys: tuple[str, ...]
    values: frozenset[str]


def uses() -> Iterator[Use]:
    for path in sorted([*(ROOT / "rag").rglob("*.py"), *(ROOT / "eval").rglob("*.py")]):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(node, "func", None)
            called = getattr(name, "id", getattr(name, "attr", ""))
            if isinstance(node, ast.Call) and called in CLASSES:
                place = f"{path.relative_to(ROOT)}:{node.lineno}"
                yield Use(place, called, keys_of(node.args[0]), frozenset(str(k.arg) for k in node.keywords))


def keys_of(argument: ast.expr) -> tuple[str, ...]:
    if isinstance(argument, ast.IfExp):
        return keys_of(argument.body) + keys_of(argument.orelse)
    return (argument.value,) if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else ()


def placeholders(key: str, language: str) -> set[str]:
    texts = {str(name): text for name, text in ERRORS[key].items()}[language]
    return {field for text in texts for _, field, _, _ in Formatter().parse(text) if field is not None}


def test_no_part_takes_a_key_of_another() -> None:
    assert len(ERRORS) == sum(map(len, PARTS))


@pytest.mark.parametrize("key", ERRORS)
def test_a_message_has_the_same_placeholders_in_both_languages(key: str) -> None:
    assert set(ERRORS[key]) == set(LANGUAGES)
    first, *others = (placeholders(key, language) for language in LANGUAGES)
    assert all(other == first for other in others)


@pytest.mark.parametrize("key", ERRORS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_is_one_line_that_says_something(key: str, language: str) -> None:
    message, hint = {str(name): text for name, text in ERRORS[key].items()}[language]
    assert message.rstrip() == message
    assert message.endswith((".", "}."))
    assert "\n" not in message + hint


@pytest.mark.parametrize("texts", [ERRORS, ELSEWHERE, PHRASES], ids=["errors", "elsewhere", "phrases"])
def test_french_spaces_do_not_break_a_line(texts: Mapping[str, Mapping[str, object]]) -> None:
    """No-break before : » %, and after «; narrow before ; ? !."""
    for key, languages in texts.items():
        given = languages["fr"]
        for text in given if isinstance(given, tuple) else (given,):
            assert not re.search(r" [:;?!»%](?!\w)|« |\u00a0[;?!]", str(text)), key


def test_messages_differ_between_the_languages() -> None:
    assert [key for key, texts in ERRORS.items() if texts["fr"] == texts["en"]] == []


def test_every_use_names_a_key_that_exists_with_the_values_that_it_needs() -> None:
    found = list(uses())
    assert len(found) > 20  # the search itself works
    for use in found:
        assert use.keys, f"{use.place}: the key is not written out"
        for key in use.keys:
            assert key in ERRORS, use.place
            assert use.values >= placeholders(key, "en"), f"{use.place}: {key}"


def test_every_key_is_used() -> None:
    used = {key for use in uses() for key in use.keys}
    assert sorted(ERRORS.keys() - used) == []
