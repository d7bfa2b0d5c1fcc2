"""An answer as it comes: from a real model, from servers that misbehave, and from models that hang or ramble."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from langchain_core.messages import HumanMessage

from rag.errors import ModelError
from rag.llm.make import make_chat_model
from rag.llm.streaming import stream_text
from rag.settings import load_settings
from tests.chat_models import Content, Reply, ScriptedModel
from tests.llm.servers import goes_on, serving

ASKED = [HumanMessage("Name three rivers of France.")]


def streamed(model: ScriptedModel, **how: float) -> str:
    return "".join(stream_text(model, ASKED, timeout=how.pop("timeout", 5.0), **how))  # type: ignore[arg-type]


def fails(model: ScriptedModel, **how: float) -> ModelError:
    with pytest.raises(ModelError) as caught:
        streamed(model, **how)
    return caught.value


# a real model


def test_a_real_model_streams(smollm_url: str) -> None:
    model = make_chat_model(load_settings(model="openai:smollm2", model_url=smollm_url, model_max_tokens=24))
    start = time.perf_counter()
    pieces = [(time.perf_counter() - start, piece) for piece in stream_text(model, ASKED, timeout=60)]
    assert len(pieces) > 5
    assert pieces[0][0] < pieces[-1][0]
    assert any(c.isalpha() for c in "".join(piece for _, piece in pieces))


def test_a_real_model_says_the_same_each_time(smollm_url: str) -> None:
    model = make_chat_model(load_settings(model="openai:smollm2", model_url=smollm_url, model_max_tokens=16))
    first, second = ("".join(stream_text(model, ASKED, timeout=60)) for _ in range(2))
    assert first == second


def test_a_real_model_can_be_stopped(smollm_url: str) -> None:
    model = make_chat_model(load_settings(model="openai:smollm2", model_url=smollm_url, model_max_tokens=800))
    enough = threading.Event()
    came: list[str] = []
    for piece in stream_text(model, ASKED, timeout=60, stop=enough.is_set):
        came.append(piece)
        if len(came) == 3:
            enough.set()
    assert len(came) == 3
    assert "".join(stream_text(model, ASKED, timeout=60, stop=lambda: len(came) > 3)) != ""  # it is free again


def test_a_real_model_says_that_a_prompt_is_too_long(smollm_url: str) -> None:
    model = make_chat_model(load_settings(model="openai:smollm2", model_url=smollm_url))
    with pytest.raises(ModelError) as caught:
        list(stream_text(model, [HumanMessage("rivers and lakes " * 4000)], timeout=60))
    assert caught.value.kind == "context_overflow"


# to the end and no further


def test_every_piece_is_given_as_it_comes() -> None:
    assert streamed(ScriptedModel(replies=["L’eau coule, et l’eau s’en va."])) == "L’eau coule, et l’eau s’en va."
    assert streamed(ScriptedModel(replies=["Water runs, and water goes."])) == "Water runs, and water goes."


def test_the_first_piece_does_not_wait_for_the_second() -> None:
    hang = threading.Event()
    pieces = stream_text(ScriptedModel(replies=[Reply("one two", at=1, hang=hang)]), ASKED, timeout=5)
    assert next(pieces) == "one "
    hang.set()
    assert list(pieces) == ["two"]


def test_a_client_that_hangs_is_given_up() -> None:
    hang = threading.Event()
    start = time.perf_counter()
    error = fails(ScriptedModel(replies=[Reply("one two", at=1, hang=hang)]), timeout=0.3)
    assert 0.3 <= time.perf_counter() - start < 1.5
    assert (error.kind, error.transient) == ("timeout", True)
    hang.set()


def test_the_time_is_counted_from_the_last_piece() -> None:
    assert streamed(ScriptedModel(replies=[Reply("a b c d e f", pause=0.15)]), timeout=0.5) == "a b c d e f"


def test_a_reader_who_is_slow_does_not_count() -> None:
    came = []
    for piece in stream_text(ScriptedModel(replies=["a b c"]), ASKED, timeout=0.2):
        time.sleep(0.3)
        came.append(piece)
    assert "".join(came) == "a b c"


def test_stop_is_prompt_though_the_client_hangs() -> None:
    hang, stop = threading.Event(), threading.Event()
    pieces = stream_text(
        ScriptedModel(replies=[Reply("one two", at=1, hang=hang)]), ASKED, timeout=30, stop=stop.is_set
    )
    assert next(pieces) == "one "
    stopped: list[float] = []

    def press() -> None:
        stopped.append(time.perf_counter())
        stop.set()

    threading.Timer(0.2, press).start()
    assert list(pieces) == []
    assert time.perf_counter() - stopped[0] < 0.1
    hang.set()


def test_a_model_is_not_asked_for_one_who_has_stopped_already() -> None:
    with serving(goes_on("water ")) as server:
        model = make_chat_model(load_settings(model="openai:m", model_url=server.url))
        assert list(stream_text(model, ASKED, timeout=5, stop=lambda: True)) == []
        assert server.asked == []


def test_stop_before_the_first_piece_is_no_error() -> None:
    model, looks = ScriptedModel(replies=["one two"]), iter([False])
    assert list(stream_text(model, ASKED, timeout=5, stop=lambda: next(looks, True))) == []


def test_stop_hangs_up_on_the_server() -> None:
    stop = threading.Event()
    with serving(goes_on("water ")) as server:
        model = make_chat_model(load_settings(model="openai:m", model_url=server.url))
        for _ in stream_text(model, ASKED, timeout=5, stop=stop.is_set):
            stop.set()
        assert server.gone.wait(5)


def test_a_reader_who_goes_away_hangs_up_on_the_server() -> None:
    with serving(goes_on("water ")) as server:
        model = make_chat_model(load_settings(model="openai:m", model_url=server.url))
        pieces = stream_text(model, ASKED, timeout=5)
        assert isinstance(pieces, Iterator)
        next(pieces)
        pieces.close()  # type: ignore[attr-defined]
        assert server.gone.wait(5)


def test_stop_closes_the_models_stream() -> None:
    model = ScriptedModel(replies=[Reply("word " * 200, pause=0.01)])
    came: list[str] = []
    for piece in stream_text(model, ASKED, timeout=5, stop=lambda: len(came) > 2):
        came.append(piece)
    deadline = time.monotonic() + 5
    while not model.closed and time.monotonic() < deadline:
        time.sleep(0.01)
    assert model.closed == 1


def test_what_the_client_raises_comes_after_what_it_gave() -> None:
    pieces = stream_text(
        ScriptedModel(replies=[Reply("one two", error=ConnectionError("lost"), at=1)]), ASKED, timeout=5
    )
    assert next(pieces) == "one "
    with pytest.raises(ModelError) as caught:
        next(pieces)
    assert caught.value.kind == "dropped"


@pytest.mark.parametrize("text", ["", " ", "\n\n", "<think>What now?</think>", "<think>What", "<think></think>\n"])
def test_an_answer_without_words_is_empty(text: str) -> None:
    error = fails(ScriptedModel(replies=[Reply(pieces=(text,))]))
    assert (error.kind, error.transient) == ("empty", True)


# what is thought and not said


def test_blocks_of_reasoning_are_left_out() -> None:
    pieces: tuple[Content, ...] = (
        [{"type": "reasoning", "reasoning": "Let me see."}],
        [{"type": "thinking", "thinking": "Hm."}],
        [{"type": "text", "text": "The Loire"}],
        [{"type": "text", "text": " and the Rhône."}],
    )
    assert streamed(ScriptedModel(replies=[Reply(pieces=pieces)])) == "The Loire and the Rhône."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<think>Which?</think>\n\nThe Loire.", "The Loire."),
        ("\n<THINK>Which?\n</THINK>La Loire.", "La Loire."),
        ("<thinking>a < b</thinking>The Loire.", "The Loire."),
        ("One <think>two</think>three", "One three"),
        ("<think>a</think><think>b</think>c", "c"),
        ("a < b and b <th c", "a < b and b <th c"),
        ("it ends with <thin", "it ends with <thin"),
        ("<thinker> is no such tag", "<thinker> is no such tag"),
        ("x </think> y", "x </think> y"),
    ],
)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_thoughts_between_tags_are_left_out_however_they_are_cut(text: str, said: str, size: int) -> None:
    pieces = tuple(text[i : i + size] for i in range(0, len(text), size))
    assert streamed(ScriptedModel(replies=[Reply(pieces=pieces)])) == said


# many at once


def test_answers_do_not_mix() -> None:
    texts = [f"{word} " * 3 for word in ("one", "deux", "three", "quatre")]
    got: dict[int, str] = {}

    def ask(number: int) -> None:
        got[number] = streamed(ScriptedModel(replies=[Reply(texts[number], pause=0.01)]))

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(len(texts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [got[n] for n in range(len(texts))] == texts
