"""What goes round in circles, or thinks aloud, and where that is cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import HumanMessage

from rag.errors import ModelError
from rag.llm.loops import Loops
from rag.llm.make import make_chat_model
from rag.llm.streaming import stream_text
from rag.llm.thoughts import Thoughts
from rag.settings import load_settings
from tests.chat_models import ScriptedModel
from tests.conftest import CORPUS

ASKED = [HumanMessage("Name three rivers of France.")]


def fails(reply: str, max_tokens: int | None = None) -> ModelError:
    with pytest.raises(ModelError) as caught:
        list(stream_text(ScriptedModel(replies=[reply]), ASKED, timeout=5.0, max_tokens=max_tokens))
    return caught.value


# round in circles


LOOPS = {
    "a sentence": "Paris is the capital of France. " * 40,
    "une phrase": "La Seine traverse Paris et se jette dans la Manche. " * 40,
    "a word": "very " * 100,
    "a line": "- a river\n" * 60,
    "two sentences in turn": "The river runs north. The lake lies south of it. " * 40,
    "a long round": " ".join(f"word{i}" for i in range(60)).join(["\n"] * 12),
    "lines with numbers": "".join(f"{i}. Camomille\n" for i in range(60)),
    "signs": "-" * 2000,
    "line ends": "a\n" + "\n" * 2000,
    "no spaces": "ababab" * 400,
    "a sentence between others": "".join(
        f"{i} is another number. The articles do not say anything of it at all. " for i in range(20)
    ),
}

NO_LOOPS = {
    "a table": "| year | sum |\n" + "| --- " * 12 + "|\n" + "".join(f"| {2000 + i} | {i * 7} |\n" for i in range(30)),
    "a list": "".join(f"{i}. The river number {i} is {i * 37 % 101} km long.\n" for i in range(1, 60)),
    "une liste": "".join(
        f"- En {2000 + i}, le chiffre d’affaires était de {i * 31 % 97} millions.\n" for i in range(40)
    ),
    "a refrain": "No. " * 4 + "It was not said. Nobody said that it was, and nobody will. " * 3,
    "a rule": "Title\n" + "=" * 120 + "\nText that goes on.\n" + "-" * 120 + "\nMore of it.",
}


def loops(text: str, size: int) -> bool:
    guard = Loops()
    return any(guard.feed(text[i : i + size]) for i in range(0, len(text), size))


@pytest.mark.parametrize("size", [1, 5, 64])
@pytest.mark.parametrize("name", LOOPS)
def test_what_goes_round_in_circles_is_seen(name: str, size: int) -> None:
    assert loops(LOOPS[name], size)


@pytest.mark.parametrize("size", [1, 5, 64])
@pytest.mark.parametrize("name", NO_LOOPS)
def test_what_only_resembles_itself_is_left_alone(name: str, size: int) -> None:
    assert not loops(NO_LOOPS[name], size)


def test_articles_do_not_go_round_in_circles() -> None:

    for path in CORPUS.glob("*.md"):
        assert not loops(path.read_text(encoding="utf-8"), 7), path.name


@pytest.mark.parametrize("name", LOOPS)
def test_an_answer_that_goes_round_in_circles_is_ended(name: str) -> None:
    error = fails(LOOPS[name])
    assert (error.kind, error.transient) == ("looping", False)


def test_an_endless_answer_is_ended_and_hung_up_on() -> None:
    words = " ".join(f"word{i}" for i in range(1000))
    assert "".join(stream_text(ScriptedModel(replies=[words]), ASKED, timeout=5.0)) == words
    error = fails(words, max_tokens=100)
    assert (error.kind, error.key) == ("looping", "chat_endless")


def test_a_real_model_that_goes_round_in_circles_is_ended(smollm_url: str) -> None:
    settings = load_settings(model="openai:smollm2", model_url=smollm_url, model_max_tokens=1000)
    ask = [HumanMessage("Write the word water one thousand times.")]
    with pytest.raises(ModelError) as caught:
        list(stream_text(make_chat_model(settings), ask, timeout=60))
    assert caught.value.kind == "looping"


@given(st.lists(st.sampled_from(["<", "think", ">", "</", "a", " ", "<think>", "</think>", "é"]), max_size=30))
def test_where_it_is_cut_changes_nothing(parts: list[str]) -> None:
    whole, cut = Thoughts(), Thoughts()
    text = "".join(parts)
    at_once = whole.feed(text) + whole.end()
    assert "".join(cut.feed(c) for c in text) + cut.end() == at_once
    assert "<think>" not in at_once


@given(st.text(alphabet="ab <>/é\n", max_size=60), st.integers(1, 9))
def test_a_text_without_thoughts_is_given_whole(text: str, size: int) -> None:
    thoughts = Thoughts()
    given_back = "".join(thoughts.feed(text[i : i + size]) for i in range(0, len(text), size)) + thoughts.end()
    assert given_back == text
