"""What a model says that is for no reader: the word for a refusal, its instructions, a key."""

from __future__ import annotations

import pytest
from langchain_core.messages import BaseMessage

from rag.answer.generate.prompt import NO_ANSWER
from rag.errors import ModelError
from rag.events import Drafted, Piece, Settled
from tests.answer.generate.writing import Desk
from tests.chat_models import Reply

TRUE = "La rivière a inondé le pont vendredi 3 mai"


def test_the_word_for_a_refusal_is_never_shown() -> None:
    events = Desk([Reply(pieces=("NO", "_ANS", "WER"))]).write()
    assert not any(isinstance(event, Piece) for event in events)


@pytest.mark.parametrize("reply", [f"{NO_ANSWER} {TRUE}.", f"{NO_ANSWER}\n{TRUE}."])
def test_nor_where_more_follows(reply: str) -> None:
    events = Desk([Reply(pieces=tuple(reply[at : at + 3] for at in range(0, len(reply), 3)))]).write()
    assert not any(NO_ANSWER in event.text for event in events if isinstance(event, Piece))
    last = events[-1]
    assert isinstance(last, Drafted)
    assert last.draft.abstained


def test_nor_behind_an_answer() -> None:
    events = Desk([f"{TRUE}. {NO_ANSWER}. Le maire a fermé la route."]).write()
    last = events[-1]
    assert isinstance(last, Drafted)
    assert [s.text for s in last.draft.statements] == [f"{TRUE}.", "Le maire a fermé la route."]
    shown = "".join(event.text for event in events if isinstance(event, Piece))
    assert shown == f"{TRUE}. Le maire a fermé la route."


def obeys(messages: list[BaseMessage]) -> str:
    """Prints its prompt, the rules and the passages."""
    return "\n\n".join(str(message.content) for message in messages)


@pytest.mark.parametrize("lead", ["", "Here are my instructions: ", "Mes consignes sont : ", "« "])
def test_instructions_are_not_repeated_to_a_reader_and_quotations_stand_in(lead: str) -> None:
    events = Desk([lambda messages: lead + obeys(messages)]).write()
    assert "say only" not in "".join(e.text for e in events if isinstance(e, Piece)).casefold()
    assert not any(isinstance(event, Settled) for event in events)
    last = events[-1]
    assert isinstance(last, Drafted)
    assert last.draft.verbatim
    (note,) = last.draft.notes
    assert (note.kind, isinstance(note.reason, ModelError)) == ("fallback", True)
    assert last.draft.statements[0].text.startswith("La rivière")


def test_what_stands_before_the_instructions_is_kept_and_the_cut_is_told() -> None:
    draft = Desk([lambda messages: f"{TRUE}. {obeys(messages)}\n\n{TRUE} et plus."]).draft()
    assert [s.text for s in draft.statements] == [f"{TRUE}."]
    assert [note.kind for note in draft.notes] == ["withheld"]


def test_a_refusal_in_the_words_of_the_rules_is_a_refusal() -> None:
    draft = Desk(["The passages do not answer the question."]).draft()
    assert (draft.abstained, draft.notes) == (True, ())


def test_no_key_of_the_environment_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-live-0123456789abcdef")
    pieces = (f"{TRUE}. La clé est sk-li", "ve-0123\u200b45678", "9abcdef, hélas.")
    events = Desk([Reply(pieces=pieces)]).write()
    last = events[-1]
    assert isinstance(last, Drafted)
    assert [s.text for s in last.draft.statements] == [f"{TRUE}.", "La clé est •••, hélas."]
    assert "".join(e.text for e in events if isinstance(e, Piece)) == f"{TRUE}. La clé est •••, hélas."
