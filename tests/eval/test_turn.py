"""A rated answer as a question of a set: what is filled in, and what is made of the form."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.page.turn import Draft, case_of, draft_of
from eval.sets.folder import SetFolder
from rag.errors import UsageError
from rag.history.values import KeptExchange, RatedExchange
from rag.types import Answer, ShortAnswer, Statement, Turn
from tests.ui.samples import answer, citation

PATH = Path("s.jsonl")


def rated(kept: KeptExchange, position: int = 0) -> RatedExchange:
    return RatedExchange("conversation", position, kept)


def given_answer(**changes: Any) -> Answer:
    """An answer with two sentences from one article, and the words that answer."""
    first, second = citation("Il est personnel."), citation("Il vise ChatGPT.\nLigne suivante.")
    statements = (Statement(first.quote, (first,)), Statement(second.quote, (second,)))
    short = ShortAnswer("personnel", "meta.md", first.start + 7, first.start + 16, "fr")
    return answer(*statements, **({"short": short} | changes))


def draft(answer: Answer, rating: Any = "up", before: tuple[KeptExchange, ...] = ()) -> Draft:
    found = draft_of(rated(KeptExchange("Qui ?", answer, rating=rating)), before)
    assert found is not None
    return found


def test_what_a_good_answer_cited_is_gold() -> None:
    found = draft(given_answer())
    assert found.gold.splitlines() == ["Il est personnel.", "Il vise ChatGPT. Ligne suivante."]
    assert (found.answers, found.answerable, found.history) == ("personnel", True, "")
    assert found.tags == ("conversation", "thumb-up")
    case = case_of(found, PATH)
    assert case.gold == (("Il est personnel.",), ("Il vise ChatGPT. Ligne suivante.",))
    assert (case.question, case.language, case.answers) == ("Qui ?", "fr", ("personnel",))


def test_a_bad_answer_tells_nothing_of_what_is_right() -> None:
    found = draft(given_answer(), "down")
    assert (found.gold, found.answers, found.answerable) == ("", "", True)


@pytest.mark.parametrize(("rating", "answerable"), [("up", False), ("down", True)])
def test_a_refusal_is_right_where_it_was_found_good(rating: str, answerable: bool) -> None:
    refused = answer(abstained=True, text="Non.")
    assert draft(refused, rating).answerable is answerable


def test_the_turns_before_count_where_the_question_needed_them() -> None:
    before = (KeptExchange("Qui dirige\nMeta ?", given_answer()), KeptExchange("Texte", checked=()))
    assert draft(given_answer(), before=before).history == ""
    found = draft(given_answer(searched="Qui dirige Meta depuis 2004 ?"), before=before)
    assert case_of(found, PATH).history == (
        Turn("user", "Qui dirige Meta ?"),
        Turn("assistant", found.history.splitlines()[1].removeprefix("assistant: ")),
    )
    assert "Il est personnel. Il vise ChatGPT." in found.history


def test_a_text_that_was_checked_is_no_question() -> None:
    assert draft_of(rated(KeptExchange("Texte", checked=(), rating="up")), ()) is None


def test_a_turn_has_one_id_and_others_have_others() -> None:
    kept = KeptExchange("Qui ?", given_answer(), rating="up")
    found = [draft_of(rated(kept, position), ()) for position in (0, 1, 0)]
    assert found[0] == found[2]
    assert found[0] != found[1]


def test_the_form_says_what_is_wrong_in_it() -> None:
    found = draft(given_answer())
    with pytest.raises(UsageError) as raised:
        case_of(replace(found, question="  "), PATH)
    assert raised.value.key == "set_question_missing"
    with pytest.raises(UsageError) as raised:
        case_of(replace(found, history="somebody: Qui ?"), PATH)
    assert "history" in raised.value.message()


def test_alternatives_stand_on_a_line_and_a_refusal_wants_nothing() -> None:
    found = replace(draft(given_answer()), gold="a ¦ b\n\n c ", answers="x\ny")
    case = case_of(found, PATH)
    assert (case.gold, case.answers) == ((("a", "b"), ("c",)), ("x", "y"))
    refused = case_of(replace(found, answerable=False), PATH)
    assert (refused.gold, refused.answers, refused.answerable) == ((), (), False)


@given(question=st.text(min_size=1).filter(lambda t: t.strip()), answers=st.text(), gold=st.text())
def test_whatever_is_typed_is_read_back(tmp_path_factory: Any, question: str, answers: str, gold: str) -> None:
    typed = Draft("turn-1", question, "fr", answerable=True, answers=answers, gold=gold)
    case = case_of(typed, PATH)
    folder = tmp_path_factory.mktemp("sets")
    assert SetFolder(folder).append("s.jsonl", case).cases == (case,)
