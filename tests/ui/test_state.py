"""What a session holds: the conversation, what goes on, what is open."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator

from rag.answer.refusal import REFUSAL
from rag.errors import QuestionError
from rag.ports import Stop
from rag.types import Answer, ShortAnswer, Statement, Turn
from rag.ui.chat.state import Asked, Conversation, Exchange, Place
from rag.ui.chat.work import Checked, Outcome, Work
from rag.watching import Shown
from tests.ui.samples import answer, citation


def done(outcome: Answer | Checked, *before: Shown) -> Work:
    """Work that has come to that outcome."""
    work = Work(lambda _: iter((*before, outcome)))
    assert work.wait(10)
    return work


def test_only_places_that_exist_can_be_opened() -> None:
    conversation = Conversation()
    conversation.ask("Qui ?")
    conversation.begin(done(answer(Statement("x", (citation(),)))))
    conversation.settle()
    for text in ("0.1", "1.0", "-1.0", "0", "a.b", "", "0.0.0", "9" * 50 + ".0"):
        conversation.open(Place.parse(text))
        assert conversation.opened is None
    conversation.open(Place.parse("0.0"))
    assert conversation.citation(conversation.opened) == citation()
    conversation.open(None)
    assert conversation.opened is None


def test_a_question_that_two_drawings_see_is_settled_once() -> None:
    conversation = Conversation()
    conversation.ask("first")
    conversation.ask("second")
    conversation.settle()
    assert conversation.exchanges == []
    conversation.begin(done(answer()))
    conversation.settle()
    conversation.settle()
    assert [exchange.question for exchange in conversation.exchanges] == ["first"]
    assert conversation.pending == [Asked("second")]


def test_what_is_opened_while_it_is_written_stays_open_where_it_stays() -> None:
    first, second = citation(), citation("Il vise ChatGPT.", marker=2)
    statements = (Statement("Faux.", (first,), "unsupported"), Statement("Vrai.", (second,)))
    go = threading.Event()

    def steps(_: Stop) -> Iterator[Shown | Answer]:
        yield Shown(settled=statements)
        go.wait(10)
        yield answer(statements[1])  # strict: the first is left out

    for place, after in ((Place(0, 1), Place(0, 0)), (Place(0, 0), None)):
        conversation = Conversation()
        conversation.ask("Qui ?")
        work = conversation.begin(Work(steps))
        while not work.look().settled:
            pass
        conversation.open(place)
        assert conversation.citation(place) == (first, second)[place.citation]
        go.set()
        assert work.wait(10)
        conversation.settle()
        go.clear()
        assert conversation.opened == after


def test_an_exchange_is_a_value() -> None:
    assert dataclasses.replace(Exchange("a", None), question="b") == Exchange("b", None)


def test_the_turns_of_a_conversation_are_its_answers_and_refusals_but_neither_errors_nor_checks() -> None:
    quoted = citation("Il vise ChatGPT.")
    words = ShortAnswer("ChatGPT", "meta.md", quoted.start + 8, quoted.end - 1, "fr")
    said = answer(Statement("Il vise le service que l’on appelle ChatGPT.", (quoted,)), short=words)
    conversation = Conversation()
    assert conversation.turns("Qui ?") == [Turn("user", "Qui ?")]
    outcomes: list[tuple[str, Outcome]] = [
        ("Que vise-t-il ?", said), ("", QuestionError("question_empty")), ("Quand ?", None),
        ("Un texte.", Checked((Statement("Un texte.", ()),))), ("Où ?", answer(text=REFUSAL["fr"], abstained=True)),
    ]  # fmt: skip
    conversation.exchanges += [Exchange(question, outcome) for question, outcome in outcomes]
    assert conversation.turns("Et lui ?") == [
        Turn("user", "Que vise-t-il ?"),
        Turn("assistant", "ChatGPT\nIl vise le service que l’on appelle ChatGPT."),
        Turn("user", "Où ?"),
        Turn("assistant", REFUSAL["fr"]),
        Turn("user", "Et lui ?"),
    ]
