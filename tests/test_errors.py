"""The tree of errors, and what each error tells a user."""

from __future__ import annotations

import re

import pytest

import rag.errors
from rag.errors import IndexMissingError, QuestionError, SourcierError

CLASSES = [c for c in vars(rag.errors).values() if isinstance(c, type) and issubclass(c, SourcierError)]


def drawn() -> dict[str, str]:
    """The parent of each class, as the drawing in the module's docstring has it."""
    parents: dict[str, str] = {}
    above: list[tuple[int, str]] = []
    for line in (rag.errors.__doc__ or "").splitlines():
        if match := re.match(r"([ │├└─]*)([A-Z]\w+(?:Error|Fault))\b", line):
            depth, name = len(match[1]), match[2]
            above = [(d, n) for d, n in above if d < depth]
            parents[name] = above[-1][1] if above else ""
            above.append((depth, name))
    return parents


def test_the_drawing_is_the_tree() -> None:
    tree = {c.__name__: c.__base__.__name__ if c.__base__ not in (None, Exception) else "" for c in CLASSES}
    assert drawn() == tree
    assert len(tree) > 8


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_an_error_speaks_both_languages(kind: type[SourcierError]) -> None:
    error = kind("index_missing", path="été/{index}")
    assert str(error) == error.localized("en") == f"{error.message()} {error.hint()}"
    assert error.localized("fr") != error.localized("en")
    for language in ("en", "fr"):
        assert "été/{index}" in error.message(language)
        assert "sourcier ingest" in error.hint(language)


def test_an_unknown_key_is_a_mistake_of_the_program() -> None:
    with pytest.raises(KeyError):
        QuestionError("no_such_key")


def test_a_missing_value_is_a_mistake_of_the_program() -> None:
    with pytest.raises(KeyError):
        IndexMissingError("index_missing")


def test_errors_can_be_told_apart_and_caught_together() -> None:
    with pytest.raises(SourcierError) as caught:
        raise IndexMissingError("index_missing", path="x")
    assert caught.value.key == "index_missing"
    assert caught.value.values == {"path": "x"}
