"""What cannot be had is refused as OpenAI's client understands it, with our sentence; what says nothing is ignored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest
from openai import OpenAI

from rag.access import Tokens
from rag.errors import SourcierError, UsageError
from rag.serve.openai.conversation import check, turns
from rag.serve.openai.shapes import CompletionGiven
from rag.service import Service
from rag.settings import load_settings
from tests.doubles import HashEmbedder
from tests.serve.openai.asked import FOUNDED, ask, client_of, messages, streamed
from tests.serve.running import running

TOOL: Any = {"type": "function", "function": {"name": "look", "parameters": {"type": "object", "properties": {}}}}
PICTURE = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}}
IMAGE = [{"role": "user", "content": [{"type": "text", "text": FOUNDED["en"]}, PICTURE]}]


def told(error: SourcierError) -> str:
    """As the terminal prints it."""
    return f"{error.message('en')} {error.hint('en')}"


def refused(client: OpenAI, kind: type[openai.APIStatusError], **given: Any) -> openai.APIStatusError:
    values = {"model": "sourcier", "messages": messages(FOUNDED["en"]), **given}
    with pytest.raises(kind) as caught:
        client.chat.completions.create(**values)
    return caught.value


def body_of(error: openai.APIStatusError) -> dict[str, Any]:
    body = error.body
    assert isinstance(body, dict)
    return body


@pytest.mark.parametrize("stream", [False, True])
def test_a_model_that_is_not_there(client: OpenAI, stream: bool) -> None:
    own = told(UsageError("serve_no_model", name="gpt-5", known="sourcier, extractive"))
    error = refused(client, openai.NotFoundError, model="gpt-5", stream=stream)
    assert body_of(error)["message"] == own
    assert own in error.message
    with pytest.raises(openai.NotFoundError) as caught:
        client.models.retrieve("openai:gpt-5")
    assert "There is no model called “openai:gpt-5” here." in caught.value.message


@pytest.mark.parametrize(
    ("given", "what"),
    [
        ({"n": 2}, "n=2"),
        ({"response_format": {"type": "json_object"}}, "response_format=json_object"),
        ({"response_format": {"type": "json_schema", "json_schema": {"name": "a", "schema": {}}}},
         "response_format=json_schema"),
        ({"tools": [TOOL], "tool_choice": "required"}, "tool_choice"),
        ({"tools": [TOOL], "tool_choice": {"type": "function", "function": {"name": "look"}}}, "tool_choice"),
        ({"messages": IMAGE}, "image_url"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("stream", [False, True])
def test_what_would_be_another_answer_is_refused(
    client: OpenAI, given: dict[str, Any], what: str, stream: bool
) -> None:
    error = refused(client, openai.UnprocessableEntityError, **given, stream=stream)
    assert body_of(error)["message"] == told(UsageError("serve_unsupported", what=what))
    assert body_of(error)["type"] == "invalid_request_error"
    assert error.response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("given", "code", "place"),
    [
        ({"messages": []}, "serve_invalid", "messages"),
        ({"messages": [{"role": "nobody", "content": "?"}]}, "serve_invalid", "messages.0.role"),
        ({"messages": [{"role": "user", "content": 5}]}, "serve_invalid", "messages.0.content"),
        ({"messages": [{"role": "user", "content": "Who?"}, {"role": "assistant", "content": "She."}]},
         "serve_last_message", "not the user’s"),
        ({"messages": [{"role": "user", "content": "?!"}]}, "question_empty", ""),
        ({"messages": [{"role": "user", "content": None}]}, "question_empty", ""),
        ({"messages": [{"role": "user", "content": "a " * 1500}]}, "question_long", ""),
        ({"extra_body": {"sourcier": {"filters": {}}}}, "serve_invalid", "sourcier.filters"),
        ({"extra_body": {"sourcier": {"filter": {"languages": ["fr"], "date_from": "soon"}}}}, "", "soon"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("stream", [False, True])
def test_what_is_wrong_is_said_before_anything_is_streamed(
    client: OpenAI, given: dict[str, Any], code: str, place: str, stream: bool
) -> None:
    error = refused(client, openai.UnprocessableEntityError, **given, stream=stream)
    assert place in error.message
    assert code in {"", error.code}
    assert error.response.json()["status"] == 422


@pytest.mark.parametrize("told_by", [ask, streamed])
@pytest.mark.parametrize(
    ("where", "near"),
    [({"documents": ["meta-ai-ap.md"]}, "meta-ai-app.md"), ({"sources": ["Sourcier, economie"]}, "Sourcier, économie"),
     ({"languages": ["de"]}, "fr")],
)  # fmt: skip
def test_a_filter_that_names_nothing_names_what_is_near(
    client: OpenAI, told_by: Callable[..., Any], where: dict[str, Any], near: str
) -> None:
    with pytest.raises(openai.UnprocessableEntityError) as caught:
        told_by(client, FOUNDED["fr"], filter=where)
    assert near in caught.value.message


def test_what_says_nothing_here_is_ignored(client: OpenAI) -> None:
    plain = ask(client, FOUNDED["en"]).text
    found = client.chat.completions.create(
        model="sourcier", messages=messages(FOUNDED["en"]), temperature=0.3, top_p=0.5, seed=7, user="somebody",
        metadata={"a": "b"}, tools=[TOOL], tool_choice="auto", parallel_tool_calls=False,
        max_tokens=5, stop=["."], presence_penalty=1.0, n=1, response_format={"type": "text"}, store=False,
        extra_body={"chat_id": "x", "session_id": 5},
    )  # fmt: skip
    assert found.choices[0].message.content == plain
    assert found.choices[0].message.tool_calls is None


def test_errors_speak_the_readers_language(client: OpenAI) -> None:
    error = refused(client, openai.UnprocessableEntityError, n=2, extra_headers={"accept-language": "fr-FR,fr;q=0.9"})
    assert body_of(error)["message"].startswith("n=2 n’existe pas ici.")


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """An endpoint that needs a token and has no index: the address and the secret."""
    _, secret = Tokens(tmp_path / "data").add("somebody", "reader")
    with running(Service(load_settings(index=tmp_path / "index", data=tmp_path / "data"), HashEmbedder())) as address:
        yield address, secret


def test_a_token_is_needed_and_an_index(guarded: tuple[str, str]) -> None:
    address, secret = guarded
    with client_of(address, "sk-wrong") as stranger:
        error = refused(stranger, openai.AuthenticationError)
        assert body_of(error)["message"] == told(UsageError("serve_bad_token"))
        with pytest.raises(openai.AuthenticationError):
            stranger.models.list()
    with client_of(address, secret) as known:
        assert len(list(known.models.list())) == 2
        for stream in (False, True):
            missing = refused(known, openai.InternalServerError, stream=stream)
            assert missing.status_code == 503
            assert "There is no index" in missing.message


def test_no_json_is_told_as_openai_tells_it(shipped_address: str) -> None:
    headers = {"content-type": "application/json"}
    found = httpx.post(f"{shipped_address}/v1/chat/completions", content=b"{", headers=headers, timeout=60)
    assert (found.status_code, found.json()["error"]["code"]) == (422, "serve_json")


def test_a_conversation_of_ours(client: OpenAI) -> None:
    def given(*rows: dict[str, Any], **more: Any) -> CompletionGiven:
        return CompletionGiven.model_validate({"model": "sourcier", "messages": list(rows), **more})

    ours = ask(client, FOUNDED["fr"])
    found = turns(given(
        {"role": "system", "content": [{"type": "image_url"}]}, {"role": "user", "content": FOUNDED["fr"]},
        {"role": "assistant", "content": ours.text}, {"role": "assistant", "content": ""},
        {"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]},
    ).messages)  # fmt: skip
    assert [(turn.role, turn.text) for turn in found] == [
        ("user", FOUNDED["fr"]), ("assistant", ours.own["answer"]), ("user", "a\nb"),
    ]  # fmt: skip
    check(given({"role": "user", "content": "a"}, n=1, tool_choice="none", response_format={"type": "text"}))
