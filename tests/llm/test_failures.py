"""What goes wrong between us and a server of chat models, through the real client, over a real connection."""

from __future__ import annotations

import traceback
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from langchain_core.messages import HumanMessage

from rag.errors import ModelError, ModelTrouble
from rag.llm.make import make_chat_model
from rag.llm.redact import HIDDEN
from rag.llm.streaming import stream_text
from rag.settings import load_settings
from tests.llm.conftest import KEY
from tests.llm.servers import (
    Behaviour,
    answers,
    breaks,
    fails,
    free_url,
    hangs,
    hangs_up,
    page,
    resets,
    sends,
    serving,
)

ASKED = [HumanMessage("Who runs Groq?")]


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)


def failure(url: str, timeout: float = 5.0) -> tuple[ModelError, list[str]]:
    """What is raised, and what had come before."""
    model = make_chat_model(load_settings(model="openai:m", model_url=url, model_timeout=timeout))
    came: list[str] = []
    with pytest.raises(ModelError) as caught:
        came.extend(stream_text(model, ASKED, timeout=timeout))
    return caught.value, came


TROUBLES: list[tuple[str, Behaviour, ModelTrouble, bool]] = [
    ("401", fails(401, f"Incorrect API key provided: {KEY}", code="invalid_api_key"), "refused_key", False),
    ("403", fails(403, "Country not supported"), "refused_key", False),
    ("400 key", fails(400, "API key not valid. Please pass a valid API key."), "refused_key", False),
    ("402", fails(402, "Insufficient Balance"), "quota", False),
    ("429", fails(429, "Rate limit reached for requests"), "rate_limited", True),
    ("429 quota", fails(429, "You exceeded your current quota", code="insufficient_quota"), "quota", False),
    ("404", fails(404, "The model `m` does not exist", code="model_not_found"), "unknown_model", False),
    ("404 page", page(404, "<html><body>Not found</body></html>"), "unknown_model", False),
    ("400 model", fails(400, "Model 'm' not found"), "unknown_model", False),
    ("500", fails(500, "The server had an error"), "server", True),
    ("502 page", page(502, "<html><body>Bad gateway</body></html>"), "server", True),
    ("503", fails(503, "Loading model"), "server", True),
    ("529", fails(529, "Overloaded"), "server", True),
    ("408", fails(408, "Request timeout"), "timeout", True),
    ("504", page(504, "<html>Gateway time-out</html>"), "timeout", True),
    (
        "context OpenAI",
        fails(
            400,
            "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.",
            code="context_length_exceeded",
        ),
        "context_overflow",
        False,
    ),
    (
        "context llama.cpp",
        fails(
            400,
            "request (6031 tokens) exceeds the available context size (2048 tokens), try increasing it",
            kind="exceed_context_size_error",
        ),
        "context_overflow",
        False,
    ),
    ("context Anthropic", fails(400, "prompt is too long: 210000 tokens > 200000 maximum"), "context_overflow", False),
    (
        "context Mistral",
        fails(400, "Prompt contains 40000 tokens, too large for model with 32768 maximum context length"),
        "context_overflow",
        False,
    ),
    ("context Gemini", fails(400, "Your input exceeds the context window of this model."), "context_overflow", False),
    ("413", fails(413, "Request too large on tokens per minute (TPM): Limit 6000"), "context_overflow", False),
    ("400 other", fails(400, "Unsupported parameter: 'temperature'"), "other", False),
    ("in the stream: busy", breaks("Sun", then=sends({"error": {"message": "Overloaded"}})), "server", True),
    ("in the stream: rate", breaks("Sun", then=sends({"error": {"type": "rate_limit", "message": "rate_limit"}})),
     "rate_limited", True),
    ("in the stream: length", breaks("Sun", then=sends({"error": {"message": "context size exceeded"}})),
     "context_overflow", False),
    ("hung up at once", hangs_up, "dropped", True),
    ("reset at once", resets, "dropped", True),
    ("hung up in the middle", breaks("Sun", "ny", then=hangs_up), "dropped", True),
    ("reset in the middle", breaks("Sun", "ny", then=resets), "dropped", True),
    ("an end that is none", answers("Sun", "ny", finish=None), "dropped", True),
    ("nothing", answers(), "empty", True),
    ("no event at all", answers(finish=None), "empty", True),
    ("white space", answers(" ", "\n\n"), "empty", True),
    ("a page instead", page(200, "<html>Welcome</html>"), "empty", True),
    ("all tokens used up", answers(finish="length"), "other", False),
    ("garbage", breaks("Sun", then=sends("{garbage")), "other", False),
    ("another shape", breaks("Sun", then=sends("[1, 2]")), "other", False),
]  # fmt: skip


@pytest.mark.parametrize(("behaviour", "kind", "transient"), [pytest.param(*t[1:], id=t[0]) for t in TROUBLES])
def test_what_a_server_does_is_told_apart(behaviour: Behaviour, kind: ModelTrouble, transient: bool) -> None:
    with serving(behaviour) as server:
        error, _ = failure(server.url)
    assert (error.kind, error.transient) == (kind, transient)
    for text in (error.localized("en"), error.localized("fr")):
        assert "\n" not in text
        assert KEY not in text
    assert KEY not in "".join(traceback.format_exception(error))
    assert error.hint("en")
    assert error.hint("fr")
    assert len(server.asked) == 1  # the client does not try again by itself


def test_the_key_that_a_server_repeats_is_not_shown() -> None:
    with serving(fails(401, f"Incorrect API key provided: {KEY}")) as server:
        error, _ = failure(server.url)
    assert server.keys == [f"Bearer {KEY}"]
    assert HIDDEN in str(error)
    assert "OPENAI_API_KEY" in error.hint()
    assert KEY not in repr(error.values)


def test_what_came_before_a_connection_was_lost_has_been_given() -> None:
    with serving(breaks("Sun", "ny ", "day", then=resets)) as server:
        error, came = failure(server.url)
    assert error.kind == "dropped"
    assert came == ["Sun", "ny ", "day"]


def test_a_server_that_hangs_is_given_up_in_time() -> None:
    with serving(hangs) as server:
        before = datetime.now(UTC)
        error, came = failure(server.url, timeout=0.5)
    assert (error.kind, error.transient, came) == ("timeout", True, [])
    assert datetime.now(UTC) - before < timedelta(seconds=3)
    assert "SOURCIER_MODEL_TIMEOUT" in error.hint("fr")


def test_a_server_that_hangs_in_the_middle_is_given_up_in_time() -> None:
    with serving(breaks("Sun", then=hangs)) as server:
        error, came = failure(server.url, timeout=0.5)
    assert (error.kind, came) == ("timeout", ["Sun"])


def test_pieces_that_come_slowly_are_signs_of_life() -> None:
    model_timeout = 1.0
    with serving(answers(*"abcdef", pause=0.3)) as server:
        settings = load_settings(model="openai:m", model_url=server.url, model_timeout=model_timeout)
        assert "".join(stream_text(make_chat_model(settings), ASKED, timeout=model_timeout)) == "abcdef"


def test_a_server_that_is_not_there_is_named() -> None:
    url = free_url()
    error, _ = failure(url)
    assert (error.kind, error.transient) == ("unreachable", True)
    assert url.split("/")[2] in str(error)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry_after": "7"}, 7.0),
        ({"retry_after": "0.25"}, 0.25),
        ({"retry_after_ms": "1500", "retry_after": "9"}, 1.5),
        ({"retry_after": "soon"}, None),
        ({"retry_after": "-3"}, None),
        ({"retry_after": "nan"}, None),
        ({}, None),
    ],
)
def test_how_long_to_wait_is_read_from_the_reply(headers: dict[str, str], seconds: float | None) -> None:
    with serving(fails(429, "Rate limit reached", **headers)) as server:
        error, _ = failure(server.url)
    assert error.retry_after == seconds


def test_until_when_to_wait_can_be_a_date() -> None:
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    with serving(fails(503, "Down for maintenance", retry_after=until)) as server:
        error, _ = failure(server.url)
    assert error.retry_after is not None
    assert 25 < error.retry_after <= 30


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("Rate limit reached. Please try again in 1.5s.", 1.5),
        ("Please try again in 300ms.", 0.3),
        ("Please retry after 2 seconds", 2.0),
        ("try again in 2m", 120.0),
        ('{"retryDelay": "34s"}', 34.0),
        ("Limit 30, used 31", None),
    ],
)
def test_how_long_to_wait_is_read_from_the_words(said: str, seconds: float | None) -> None:
    with serving(fails(429, said)) as server:
        error, _ = failure(server.url)
    assert error.retry_after == seconds
