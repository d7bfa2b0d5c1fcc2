"""What the terminal says, in the language of whoever reads it."""

from __future__ import annotations

import pytest

from rag.cli.terminal import Terminal
from rag.messages import Language


@pytest.mark.parametrize(("language", "told"), [("fr", "1500 passages calculés en 3,0 s."), ("en", "in 3.0 s.")])
def test_decimals_are_those_of_the_language(language: Language, told: str) -> None:
    counts = {"added": 12, "replaced": 0, "unchanged": 0, "removed": 0, "passages": 1500}
    assert Terminal(language).say("summary", **counts, seconds=3.04).endswith(told)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_names_keep_their_points(language: Language) -> None:
    assert "a.md, b.md" in Terminal(language).say("removed", names="a.md, b.md")
