"""A chat model's answer: each sentence with what it stands on, whatever the model says and however it fails."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.messages import BaseMessage

from rag.answer.generate.prompt import NO_ANSWER
from rag.errors import ModelError
from rag.events import Drafted, Piece, Restarted, Settled
from rag.types import Draft
from tests.answer.generate.writing import FLOOD, RIVER, Desk, dropped, markers
from tests.chat_models import Reply, ScriptedModel

TRUE = "La rivière a inondé le pont vendredi 3 mai"


def cites(text: str, place: int = 0) -> object:
    """A reply that names the passage at a place of the prompt."""
    return lambda messages: text.replace("[@]", markers(messages)[place])


def sound(draft: Draft) -> None:
    """Every citation stands where it says."""
    for citation in (c for s in draft.statements for c in s.citations):
        assert RIVER.document(citation.document_id).text[citation.start : citation.end] == citation.quote


def test_a_sentence_stands_on_the_passage_that_it_names() -> None:
    draft = Desk([cites(f"{TRUE} [@].")]).draft()
    assert not draft.abstained
    (statement,) = draft.statements
    assert (statement.text, statement.verdict) == (f"{TRUE}.", "supported")
    assert [(c.document_id, c.quote, c.marker) for c in statement.citations] == [("crue.md", f"{TRUE}.", 1)]
    assert (draft.model, draft.verbatim, draft.notes) == ("scripted:one", False, ())
    sound(draft)


def test_a_sentence_without_a_marker_finds_its_passage_and_one_that_has_none_is_unsupported() -> None:
    draft = Desk([f"{TRUE}. Le préfet démissionna hier."]).draft()
    found, alone = draft.statements
    assert (found.verdict, [c.document_id for c in found.citations]) == ("supported", ["crue.md"])
    assert (alone.verdict, alone.citations) == ("unsupported", ())


def test_an_invented_marker_is_shown_as_unknown() -> None:
    (statement,) = Desk([f"{TRUE} [@zzzz] [7]."]).draft().statements
    assert statement.unknown == ("@zzzz", "7")
    assert statement.verdict == "supported"


def test_a_wrong_marker_stays_beside_the_passage_that_does_support() -> None:
    (statement,) = Desk([cites(f"{TRUE} [@].", place=-1)]).draft().statements
    assert statement.verdict == "supported"
    verdicts = {c.document_id: c.verdict for c in statement.citations}
    assert verdicts["crue.md"] == "supported"
    assert "unsupported" in verdicts.values()


def test_what_retrieval_cannot_answer_no_model_is_asked() -> None:
    desk = Desk([])
    draft = desk.draft("Combien de lunes a Jupiter ?")
    assert draft.abstained
    assert (desk.model.given, draft.verbatim) == ([], False)


@pytest.mark.parametrize(
    "reply",
    [
        NO_ANSWER,
        f"{NO_ANSWER}.",
        f"**{NO_ANSWER}**",
        "Je ne sais pas.",
        "The passages do not answer this question.",
        "Les extraits ne précisent pas ce point. La rivière a inondé le pont vendredi 3 mai.",
        "I'm sorry, but the context does not mention it.",
        "…",
    ],
)
def test_a_model_that_declines_is_an_abstention(reply: str) -> None:
    draft = Desk([reply]).draft()
    assert draft.abstained
    assert draft.statements == ()
    assert draft.nearest
    assert draft.confidence <= 0.5


def test_words_come_before_the_sentence_is_checked() -> None:
    events = Desk([cites(f"{TRUE} [@]. Le maire a fermé la route [@].")]).write()
    kinds = [type(event) for event in events]
    assert kinds[0] is Piece
    assert kinds.index(Settled) < len(kinds) - 1 - kinds[::-1].index(Piece)  # the first before the last words
    assert "".join(e.text for e in events if isinstance(e, Piece)) == f"{TRUE}. Le maire a fermé la route."
    last = events[-1]
    assert isinstance(last, Drafted)
    assert [e.statement for e in events if isinstance(e, Settled)] == list(last.draft.statements)


def test_strict_leaves_out_what_is_not_supported_and_says_so() -> None:
    draft = Desk([f"{TRUE}. Le préfet démissionna hier."], strict=True).draft()
    assert [s.text for s in draft.statements] == [f"{TRUE}."]
    assert [(note.kind, note.count) for note in draft.notes] == [("strict", 1)]
    nothing = Desk(["Le préfet démissionna hier."], strict=True).draft()
    assert nothing.abstained
    assert [note.kind for note in nothing.notes] == ["strict"]


ENGLISH = "The river flooded the bridge on Friday and then the mayor closed the road to all the traffic."


def test_another_language_is_asked_for_again_and_then_told() -> None:
    desk = Desk([ENGLISH, f"{TRUE}."])
    events = desk.write()
    assert [e.note.kind for e in events if isinstance(e, Restarted)] == ["language"]
    assert "IMPORTANT" in str(desk.model.given[1][-1].content)
    assert isinstance(events[-1], Drafted)
    assert events[-1].draft.notes == ()
    stubborn = Desk([ENGLISH, ENGLISH]).draft()
    assert [(note.kind, note.language) for note in stubborn.notes] == [("language", "fr")]
    assert stubborn.statements


def test_the_language_that_was_asked_for_is_the_one_that_is_right() -> None:
    assert Desk([ENGLISH]).draft(wanted="en").notes == ()


def test_a_failure_that_may_pass_is_retried_and_what_was_shown_is_void() -> None:
    desk = Desk([Reply("La rivière a", error=dropped()), cites(f"{TRUE} [@].")])
    events = desk.write()
    assert desk.waits == [1.0]
    assert [e.note.kind for e in events if isinstance(e, Restarted)] == ["retried"]
    after = events[[isinstance(e, Restarted) for e in events].index(True) :]
    assert "".join(e.text for e in after if isinstance(e, Piece)) == f"{TRUE}."


def test_after_two_retries_quotations_stand_in_and_say_so() -> None:
    desk = Desk([dropped(), dropped(), dropped()])
    draft = desk.draft()
    assert desk.waits == [1.0, 2.0]
    assert (draft.verbatim, draft.model) == (True, "")
    assert [(note.kind, str(note.reason)) for note in draft.notes] == [("fallback", str(dropped()))]
    assert draft.statements[0].text.startswith("La rivière")


def test_what_will_not_pass_is_not_retried() -> None:
    desk = Desk([ModelError("chat_looping", kind="looping", name="scripted:one")])
    assert [note.kind for note in desk.draft().notes] == ["fallback"]
    assert desk.waits == []


LOOPING = ModelError("chat_looping", kind="looping", name="scripted:one")


def test_a_model_that_goes_round_in_circles_is_asked_to_repeat_less() -> None:
    desk = Desk([LOOPING], calmer=ScriptedModel(replies=[cites(f"{TRUE} [@].")]))
    draft = desk.draft()
    assert (draft.model, draft.notes) == ("scripted:one", ())
    assert [s.text for s in draft.statements] == [f"{TRUE}."]


def test_what_stands_before_the_circle_is_kept_once_and_the_cut_is_told() -> None:
    draft = Desk([Reply(f"{TRUE}. {TRUE}. {TRUE}. Et", error=LOOPING)]).draft()
    assert [s.text for s in draft.statements] == [f"{TRUE}."]
    assert [note.kind for note in draft.notes] == ["cut"]


def test_a_prompt_that_is_too_long_is_halved_and_twice_at_most() -> None:
    overflow = ModelError("chat_overflow", kind="context_overflow", name="scripted:one", reason="too long")
    desk = Desk([overflow, cites(f"{TRUE} [@].")], tokens=340)
    assert desk.draft().statements
    first, second = (str(messages[-1].content) for messages in desk.model.given)
    assert len(second) < len(first)
    assert [note.kind for note in Desk([overflow] * 3).draft().notes] == ["fallback"]


def test_stopping_keeps_what_was_settled() -> None:
    asked: list[int] = []

    def stop() -> bool:  # after the second sentence has begun
        asked.append(1)
        return len(asked) > 10

    last = Desk([f"{TRUE}. Le maire a fermé la route. Et puis encore d’autres mots."]).write(stop=stop)[-1]
    assert isinstance(last, Drafted)
    assert [note.kind for note in last.draft.notes] == ["stopped"]
    assert not last.draft.abstained
    assert last.draft.statements[0].text == f"{TRUE}."


_SAYINGS = st.lists(
    st.sampled_from(
        [
            f"{TRUE}",
            "Le maire a fermé la route",
            "Le pont coûte 300 francs",
            " ",
            ". ",
            "[@zzzz]",
            "[1]",
            "@here",
            "« ",
            "»",
            "\n- ",
            "**",
            "(source: crue.md:0-40)",
            "<passage>",
            "</passage>",
            "marker: [@abcd]",
            "https://a.example",
        ]
    ),
    max_size=14,
)


@given(_SAYINGS, st.integers(0, 2))
@settings(max_examples=60, deadline=None)
def test_whatever_is_said_every_citation_stands_where_it_says(parts: Sequence[str], place: int) -> None:
    def reply(messages: list[BaseMessage]) -> str:
        known = markers(messages)
        return "".join(parts) + known[min(place, len(known) - 1)]

    draft = Desk([reply, reply]).draft(FLOOD)
    sound(draft)
    for statement in draft.statements:
        assert not re.search(r"\[@\w+\]", statement.text)
        if statement.verdict == "supported":
            assert any(c.verdict == "supported" for c in statement.citations)
