"""What holds for any conversation."""

from __future__ import annotations

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from rag.chat.reading import Read
from rag.chat.rules import MOST_ADDED, MOST_OF_A_QUESTION
from rag.text.language import question_language
from rag.types import Rewritten, Turn
from tests.chat.conversation import RULES, standalone, turns

MADE_OF = """
et and what about pourquoi why how many combien de quel quelle est was did the le la les un une in en of pour il elle
lui son sa leur he she it its they them this that cette ce company entreprise année d'avant year before 2023 2024 1.0
Meta Google OpenAI LlamaCon Zuckerberg Jonathan Ross Quest 4 a-t-il est-elle t-il qu'il s'est y a l' ? ! . , « » ' ’ —
engineers pertes chiffre d'affaires revenue said dit fait qui who where où
"""
WORDS = MADE_OF.split()
text = st.lists(st.sampled_from(WORDS) | st.text(max_size=6), max_size=14).map(" ".join)
question = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join)
conversation = st.lists(st.builds(Turn, st.sampled_from(["user", "assistant"]), text), max_size=9)


@given(conversation, text)
@settings(max_examples=400, deadline=None)
def test_it_never_raises_and_what_it_makes_is_bounded(before: list[Turn], asked: str) -> None:
    made = RULES.standalone([*before, Turn("user", asked)])
    assert len(made.text) <= len(asked) + MOST_ADDED
    assert (made.by == "none") == (made.text == asked)
    assert made.failure == ""


@given(text)
def test_a_question_without_a_conversation_comes_back_as_it_is(asked: str) -> None:
    assert RULES.standalone([Turn("user", asked)]) == Rewritten(asked)


@given(conversation, question)
@settings(max_examples=400, deadline=None)
def test_the_names_and_numbers_of_a_follow_up_are_kept(before: list[Turn], asked: str) -> None:
    made = RULES.standalone([*before, Turn("user", asked)]).text
    read = Read(asked, question_language(asked))
    for part in [*(name.text for name in read.names), *(t.text for t in read.tokens if t.kind == "number")]:
        assert part in made


@given(conversation, question)
@settings(deadline=None)
def test_what_was_left_alone_is_left_alone_again(before: list[Turn], asked: str) -> None:
    once = RULES.standalone([*before, Turn("user", asked)])
    again = RULES.standalone([*before, Turn("user", once.text)])
    if once.by == "none":
        assert again == once


def test_only_the_last_turns_of_a_long_conversation_count_and_it_stays_quick() -> None:
    long = [text for n in range(500) for text in (f"Who runs Firm{n}? {'x ' * 300}", f"Ann Lee{n} runs it. " * 200)]
    last = ["Who is the CEO of Groq?", "Jonathan Ross, the CEO of Groq, said much."]
    RULES.standalone(turns(*last, "When was he born?"))
    start = time.perf_counter()
    made = standalone(*long, *last, "When was he born?")
    assert made == "When was Jonathan Ross born?"
    assert time.perf_counter() - start < 0.5  # a few milliseconds, on a machine that may be busy


def test_a_pasted_book_is_no_follow_up() -> None:
    book = "Et lui ? " * (MOST_OF_A_QUESTION // 8)
    assert standalone("Qui dirige Acme ?", "Jean Dupont.", book) == book
