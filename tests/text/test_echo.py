"""What repeats a text, and how much of a growing text can be shown before that is known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.echo import LONG, RUN, Echo

RULES = """Say only what the passages say. Add nothing that you know from elsewhere.
Réponds en français, même si <b>tout</b> est en anglais."""
ECHO = Echo(RULES)
WORDS = ["la", "rivière", *(word.strip(".") for word in RULES.casefold().split("\n")[0].split())]


@pytest.mark.parametrize(
    "sentence",
    [
        "Say only what the passages say.",
        "SAY ONLY — what the passages: say!",
        "My instructions, word for word, are these, so listen well: say only what the passages say, they told me.",
        "Add nothing that you know",
        "Réponds en français, même si tout est en anglais.",
        "Réponds en français,\nmême si <i>tout</i>",
    ],
)
def test_what_repeats(sentence: str) -> None:
    assert ECHO.repeats(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "Say only",
        "La rivière a inondé le pont.",
        "Many say only what the passages of the law allow them to do today.",
    ],
)
def test_what_does_not(sentence: str) -> None:
    assert not ECHO.repeats(sentence)


def test_it_is_known_in_time() -> None:
    assert ECHO.clear("The mayor said: say only wh") == len("The mayor said: ")
    assert ECHO.clear("The mayor said: say only his") == len("The mayor said: say only his")
    assert ECHO.clear("Say") == len("Say")
    assert ECHO.clear("") == 0


@given(st.lists(st.sampled_from(WORDS), max_size=20), st.integers(1, 7))
def test_no_run_is_shown_before_its_sentence_has_ended(words: list[str], size: int) -> None:
    """Shown piece by piece, but for the first word of it."""
    text, shown = " ".join(words), 0
    for end in range(0, len(text) + size, size):
        shown = max(shown, ECHO.clear(text[:end]))
    low = f" {' '.join(RULES.casefold().replace('.', '').split())} "
    seen = text[:shown].split()
    for i in range(len(seen) - RUN + 1):
        assert f" {' '.join(seen[i : i + RUN])} " not in low


@given(st.lists(st.sampled_from(["zig", "zag", "say", "only"]), min_size=LONG))
def test_what_does_not_repeat_is_shown_whole_in_the_end(words: list[str]) -> None:
    text = " ".join([*words, "zig"])
    assert not ECHO.repeats(text)
    assert ECHO.clear(text) == len(text)
