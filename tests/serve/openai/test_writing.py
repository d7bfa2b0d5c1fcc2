"""A chat model writes: what is sent when, what is said of it, and what becomes of it when its reader leaves."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from openai import APIError, OpenAI, Stream
from openai.types.chat import ChatCompletionChunk

from rag.http.work import WRITING
from rag.ports import Embedder
from rag.service import Service
from rag.settings import load_settings
from tests.contract import check_answer
from tests.llm.servers import Handler, Server, answers, breaks, fails, hangs_up, sends
from tests.serve.openai.asked import FOUNDED, KNITTING, Told, ask, client_of, gathered, messages, streamed
from tests.serve.running import running
from tests.ui.gate import Gate

TRUE, FALSE = "Stability AI a été fondée à Londres en 2020. ", "Elle a été fondée à Paris en 2012. "
FOREIGN = "Stability AI was founded in London in 2020. The company has published the weights of its models. "
REFUSED = {"error": {"message": "overloaded", "type": "server_error", "code": "400"}}
FELL_BACK = "Le modèle de langue n’a pas pu répondre ; voici donc des citations."


@pytest.fixture
def gate(chat_server: Server) -> Iterator[Gate]:
    """What the model says, piece by piece."""
    gate = Gate()
    chat_server.behaviours[:] = [gate]
    yield gate
    gate.end()


def opened(client: OpenAI, question: str, model: str = "sourcier") -> Stream[ChatCompletionChunk]:
    return client.chat.completions.create(model=model, messages=messages(question), stream=True)


def next_text(chunks: Iterator[ChatCompletionChunk]) -> str:
    return next(text for chunk in chunks for choice in chunk.choices if (text := choice.delta.content))


def check_spans(told: Told) -> None:
    """That each annotation is of a citation that counts, and stands by its marker."""
    cited = [citation for statement in told.own["statements"] for citation in statement["citations"]]
    assert [span["quote"] for span in told.spans] == [citation["quote"] for citation in cited]
    for span, citation in zip(told.spans, cited, strict=True):
        assert told.text[span["start_index"] : span["end_index"]] == f"[{citation['marker']}]"


# what is sent


def test_a_sentence_is_sent_once_it_is_checked(writing: OpenAI, gate: Gate) -> None:
    gate.say(TRUE, "Elle a été")
    with opened(writing, FOUNDED["fr"]) as stream:
        chunks = iter(stream)
        first = next_text(chunks)
        assert first.startswith(f"{TRUE.strip()} [1]")
        assert "Elle" not in first
        gate.say(" fondée à Paris en 2012.")
        gate.end()
        second = next_text(chunks)
        assert second.startswith(f" {FALSE.strip()} [")
        assert "contredit par la source, absent de la source\u00a0: 2012, Paris)*" in second
        told = gathered(list(chunks))
    check_answer(told.own)
    assert (told.own["answerer"], told.own["model"]) == ("generative", "openai:first")
    assert [one["verdict"] for one in told.own["statements"]] == ["supported", "unsupported"]


def test_at_once_and_streamed_are_the_same(writing: OpenAI, chat_server: Server) -> None:
    chat_server.behaviours[:] = [answers(TRUE, FALSE)]
    told, pieces = ask(writing, FOUNDED["fr"]), streamed(writing, FOUNDED["fr"])
    assert pieces.text == told.text
    assert pieces.annotations == told.annotations
    check_spans(told)


@pytest.mark.parametrize("told_by", [ask, streamed])
def test_strict_leaves_out_what_nothing_supports(
    writing: OpenAI, chat_server: Server, told_by: Callable[..., Told]
) -> None:
    chat_server.behaviours[:] = [answers(TRUE, FALSE, TRUE)]
    told = told_by(writing, FOUNDED["fr"], strict=True)
    assert told.text.startswith(f"{TRUE.strip()} [1]")
    assert "Paris" not in told.text
    assert told.text.endswith("*Une phrase qu’aucun article n’appuie a été écartée.*")
    assert [one["text"] for one in told.own["statements"]] == [TRUE.strip()]
    check_spans(told)


def test_an_answer_that_begins_again_says_why(writing: OpenAI, chat_server: Server) -> None:
    chat_server.behaviours[:] = [answers(FOREIGN), answers(TRUE)]
    told = streamed(writing, FOUNDED["fr"])
    before, why, after, *_ = told.text.split("\n\n")
    assert before.startswith("Stability AI was founded in London")
    assert why == "*Le modèle de langue recommence, en français.*"
    assert after.startswith(f"{TRUE.strip()} [1]")
    check_spans(told)
    assert all(span["start_index"] > told.text.index(after) for span in told.spans)
    assert [one["text"] for one in told.own["statements"]] == [TRUE.strip()]


def test_a_connection_that_breaks_is_told_where_something_was_sent(writing: OpenAI, chat_server: Server) -> None:
    chat_server.behaviours[:] = [breaks(TRUE, "Elle a", then=hangs_up), answers(TRUE)]
    told = streamed(writing, FOUNDED["fr"])
    assert [told.text.count(text) for text in (TRUE.strip(), "*Le modèle de langue recommence.")] == [2, 1]
    check_spans(told)
    chat_server.asked.clear()
    chat_server.behaviours[:] = [breaks("Stability AI a", then=hangs_up), answers(TRUE)]
    assert "recommence" not in streamed(writing, FOUNDED["fr"]).text


def test_a_model_that_fails_in_the_middle_says_so_and_quotations_stand_in(writing: OpenAI, chat_server: Server) -> None:
    chat_server.behaviours[:] = [breaks(TRUE, "Elle a", then=sends(REFUSED))]
    told = streamed(writing, FOUNDED["fr"])
    assert told.text.count(FELL_BACK) == 1
    assert told.text.index(TRUE.strip()) < told.text.index(FELL_BACK) < told.text.index("En bref")
    assert (told.own["answerer"], told.own["model"]) == ("extractive", None)
    check_spans(told)
    assert all(span["start_index"] > told.text.index("En bref") for span in told.spans)


@pytest.mark.parametrize("told_by", [ask, streamed])
def test_a_model_that_fails_at_once_says_so_below(
    writing: OpenAI, chat_server: Server, told_by: Callable[..., Told]
) -> None:
    chat_server.behaviours[:] = [fails(401, "no")]
    told = told_by(writing, FOUNDED["fr"])
    assert told.text.startswith("**En bref")
    assert f"\n\n*{FELL_BACK}" in told.text
    assert [note["kind"] for note in told.own["notes"]] == ["fallback"]


def test_what_nothing_answers_is_not_sent_to_a_model(writing: OpenAI, chat_server: Server) -> None:
    assert streamed(writing, KNITTING["fr"]).own["abstained"] is True
    assert chat_server.asked == []


# who answers


@pytest.mark.parametrize("told_by", [ask, streamed])
@pytest.mark.parametrize(
    ("name", "asked"),
    [("sourcier", ["first"]), ("openai:first", ["first"]), ("openai:second", ["second"]), ("extractive", [])],
)
def test_each_is_asked_by_its_name(
    writing: OpenAI, chat_server: Server, told_by: Callable[..., Told], name: str, asked: list[str]
) -> None:
    chat_server.behaviours[:] = [answers(TRUE)]
    told = told_by(writing, FOUNDED["fr"], model=name)
    assert [body["model"] for body in chat_server.asked] == asked
    assert told.own["model"] == (f"openai:{asked[0]}" if asked else None)
    assert told.own["answerer"] == ("generative" if asked else "extractive")


# who leaves


def test_who_leaves_ends_the_writing(writing: OpenAI, chat_server: Server, gate: Gate) -> None:
    gate.say(TRUE, "Elle a été")
    stream = opened(writing, FOUNDED["fr"])
    assert next_text(iter(stream)).startswith("Stability AI")
    stream.close()
    assert chat_server.gone.wait(10), "the model's connection is closed"
    chat_server.behaviours[:] = [answers(TRUE)]
    assert streamed(writing, FOUNDED["fr"]).text.startswith(TRUE.strip())


def test_many_who_leave_before_the_first_sentence_hold_nobody_up(writing: OpenAI, chat_server: Server) -> None:
    """More than there are threads in which answers are written: each of them is free again."""
    asked, gate = threading.Semaphore(0), Gate()

    def waits(handler: Handler) -> None:
        asked.release()
        gate(handler)

    chat_server.behaviours[:] = [waits]
    for _ in range(WRITING + 4):
        stream = opened(writing, FOUNDED["fr"])
        assert next(iter(stream)).choices[0].delta.role == "assistant"
        assert asked.acquire(timeout=10)
        stream.close()
    assert chat_server.gone.wait(10)
    chat_server.behaviours[:] = [answers(TRUE)]
    assert streamed(writing, FOUNDED["fr"]).text.startswith(TRUE.strip())


def test_who_does_not_wait_for_the_whole_ends_the_writing(writing_address: str, chat_server: Server) -> None:
    asked, gate = threading.Event(), Gate()

    def waits(handler: Handler) -> None:
        asked.set()
        gate(handler)

    chat_server.behaviours[:] = [waits]
    body = json.dumps({"model": "sourcier", "messages": messages(FOUNDED["fr"])}).encode()
    place = urlsplit(writing_address)
    with socket.create_connection((place.hostname or "", place.port or 0)) as connection:
        head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: {place.netloc}\r\nContent-Type: application/json\r\n"
        connection.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        assert asked.wait(10)
    assert chat_server.gone.wait(10)


def test_a_slow_model_holds_up_no_quotations(writing: OpenAI, gate: Gate) -> None:
    gate.say(TRUE, "Elle")
    with opened(writing, FOUNDED["fr"]) as stream:
        assert next_text(iter(stream)).startswith("Stability AI")
        assert ask(writing, FOUNDED["en"], model="extractive").own["answerer"] == "extractive"
        gate.end()


# what goes wrong


@pytest.fixture
def unmade(shipped_index: Path, embedder: Embedder, tmp_path: Path) -> Iterator[str]:
    """An endpoint that offers a model of a provider that is not there."""
    settings = load_settings(index=shipped_index, data=tmp_path / "data", models=("nobody:else",), reader=False)
    with running(Service(settings, embedder)) as address:
        yield address


@pytest.mark.parametrize("told_by", [ask, streamed])
def test_a_model_that_cannot_be_made_is_an_error(unmade: str, told_by: Callable[..., Told]) -> None:
    with client_of(unmade) as client:
        with pytest.raises(APIError) as caught:
            told_by(client, FOUNDED["fr"], model="nobody:else")
        assert "nobody" in caught.value.message
        assert told_by(client, FOUNDED["fr"]).own["answerer"] == "extractive"


def test_the_bytes_of_a_stream(writing_address: str, chat_server: Server) -> None:
    chat_server.behaviours[:] = [answers(TRUE)]
    body = {"model": "openai:second", "messages": messages(FOUNDED["fr"]), "stream": True}
    found = httpx.post(f"{writing_address}/v1/chat/completions", json=body, timeout=60)
    assert found.headers["x-accel-buffering"] == "no", "a proxy does not hold it back"
    assert found.headers["cache-control"] == "no-store"
    events = [line.removeprefix("data: ") for line in found.text.split("\n") if line]
    assert events.pop() == "[DONE]"
    assert {json.loads(event)["model"] for event in events} == {"openai:second"}
    assert {json.loads(event)["object"] for event in events} == {"chat.completion.chunk"}
