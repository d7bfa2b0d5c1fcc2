"""What is shown of an answer while it is written."""

from __future__ import annotations

import pytest

from rag.events import Event, Found, Piece, Restarted, Settled
from rag.types import Note, Statement
from rag.watching import Shown, behind


def shown(*events: Event) -> Shown:
    state = Shown()
    for event in events:
        state = state.after(event)
    return state


def test_words_stand_behind_the_sentences_that_are_checked() -> None:
    first = Statement("Meta a lancé son assistant.", ())
    state = shown(Found("Qui ?", ()), Piece("**Meta** a lancé  son "), Piece("assistant. Il"), Settled(first))
    assert state == Shown("Qui ?", None, (first,), "Il")
    assert state.after(Piece(" vise")).text == "Il vise"


def test_what_is_void_is_gone_and_the_reason_stays() -> None:
    note = Note("language", language="fr")
    state = shown(Found("Who?", ()), Piece("One. Two"), Settled(Statement("One.", ())), Restarted(note))
    assert state == Shown("Who?", note)
    assert state.after(Piece("Un")) == Shown("Who?", note, (), "Un")


@pytest.mark.parametrize(
    ("text", "sentence", "left"),
    [
        ("« C’est 41,39 %. » Puis", "« C’est 41,39 %. »", "Puis"),
        ("- *One* is `1`.\n\n- Two", "One is 1.", "- Two"),
        ("One.", "One.", ""),
        ("Something else", "A sentence that is longer than what was written", ""),
    ],
)
def test_what_stands_behind_a_sentence(text: str, sentence: str, left: str) -> None:
    assert behind(text, sentence) == left
