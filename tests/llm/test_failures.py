"""What goes wrong between us and a server of chat models, through the real client, over a real connection."""

from __future__ import annotations

import traceback
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from langchain_core.messages import HumanMessage

from rag.errors import ModelError, ModelTrouble
from rag.llm.failures import model_error, one_line
from rag.llm.make import make_chat_model
from rag.llm.redact import HIDDEN, redact
from rag.llm.streaming import stream_text
from rag.settings import load_settings
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
KEY = "sk-live-0123456789abcdef"


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
    model_timeout = 0.6
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


# clients that are not installed here, by what they raise


def vendor(name: str, *bases: type[Exception]) -> type[Exception]:
    """An exception class as some client has it."""
    return type(name, bases or (Exception,), {})


class Response:
    """What clients hang on an exception."""

    def __init__(self, status_code: int, **headers: str) -> None:
        self.status_code = status_code
        self.headers = headers


def raised(error: Exception, **attributes: object) -> Exception:
    for name, value in attributes.items():
        setattr(error, name, value)
    return error


OTHERS: list[tuple[str, Exception, ModelTrouble]] = [
    ("httpx status", raised(vendor("HTTPStatusError")("Error 429"), response=Response(429)), "rate_limited"),
    ("ollama", raised(vendor("ResponseError")("model 'x' not found, try pulling it first"), status_code=404),
     "unknown_model"),
    ("ollama away", ConnectionError("Failed to connect to Ollama."), "unreachable"),
    ("httpx read", vendor("ReadTimeout", vendor("TimeoutException"))("timed out"), "timeout"),
    ("httpx connect", vendor("ConnectTimeout", vendor("TimeoutException"))("timed out"), "unreachable"),
    ("requests", vendor("ChunkedEncodingError")("Response ended prematurely"), "dropped"),
    ("builtin", TimeoutError("timed out"), "timeout"),
    ("reset", ConnectionResetError(104, "Connection reset by peer"), "dropped"),
    ("Gemini", raised(vendor("ClientError")("RESOURCE_EXHAUSTED"), code=429), "rate_limited"),
    ("grpc", vendor("ResourceExhausted")("429 Quota"), "rate_limited"),
    ("botocore", raised(vendor("ClientError")("Too many"), response={"ResponseMetadata": {"HTTPStatusCode": 429}}),
     "rate_limited"),
    ("Anthropic key", TypeError("Could not resolve authentication method. Expected api_key to be set"), "refused_key"),
    ("LangChain", vendor("ContextOverflowError")("x"), "context_overflow"),
    ("LangChain auth", vendor("ModelAuthenticationError")("x"), "refused_key"),
    ("a mistake of a program", TypeError("'NoneType' object is not subscriptable"), "other"),
    ("without words", ValueError(), "other"),
]  # fmt: skip


@pytest.mark.parametrize(("error", "kind"), [pytest.param(*o[1:], id=o[0]) for o in OTHERS])
def test_any_client_is_understood_by_what_it_raises(error: Exception, kind: ModelTrouble) -> None:
    assert model_error(error).kind == kind
    assert str(model_error(error))


@pytest.mark.parametrize(
    "said",
    [
        """Error response 401 while fetching http://h/v1: {"error": {"message": "No such key, l’ami", "code": null}}""",
        "{'message': 'No such key, l’ami', 'code': None} (status code: 401)",
        "[Errno 111] No such key, l’ami",
        "No such key, l’ami.",
    ],
)
def test_what_a_provider_says_is_found_in_what_its_client_says(said: str) -> None:
    assert model_error(raised(vendor("HTTPError")(said), status_code=401)).values["reason"] == "No such key, l’ami"


def test_what_lies_behind_an_error_counts() -> None:
    error = RuntimeError("the request failed")
    error.__cause__ = vendor("ReadTimeout", vendor("TimeoutException"))("slow")
    assert model_error(error).kind == "timeout"


def test_an_error_that_is_its_own_cause_is_no_trap() -> None:
    error = ValueError("round")
    error.__cause__ = error
    assert model_error(error).kind == "other"


def test_a_connection_that_fails_was_lost_if_something_had_come() -> None:
    error = vendor("APIConnectionError")("Connection error.")
    assert model_error(error).kind == "unreachable"
    assert model_error(error, started=True).kind == "dropped"


def test_a_model_error_stays_as_it_is() -> None:
    error = ModelError("chat_empty", kind="empty", name="m")
    assert model_error(error) is error


# keys


@pytest.mark.parametrize(
    "text",
    [
        "Incorrect API key provided: sk-proj-abc123def456",
        "key sk-ant-api03-xyz_ABC-123 refused",
        "Authorization: Bearer abcdefghijklmnop",
        '{"x-api-key": "abcdefghijklmnop"}',
        "api_key=abcdefghijklmnop",
        "https://user:abcdefghijklmnop@host/v1",
        "https://host/v1?key=abcdefghijklmnop&x=1",
        "gsk_abcdefghijklmnop",
        "AIzaSyabcdefghijklmnopqrstuv",
        "eyJhbGciOiJIUzI1NiJ9.abcdefghijklmnop.sig",
    ],
)
def test_what_has_the_form_of_a_key_is_hidden(text: str) -> None:
    hidden = redact(text)
    assert HIDDEN in hidden
    for secret in ("abcdefghijklmnop", "abc123def456", "xyz_ABC"):
        assert secret not in hidden


@pytest.mark.parametrize("name", ["SOME_API_KEY", "some_api_key", "HF_TOKEN", "MY_KEY", "DB_PASSWORD"])
def test_what_stands_in_a_variable_for_keys_is_hidden(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "Zürich-4711-été")
    assert redact("« Zürich-4711-été » was refused") == f"« {HIDDEN} » was refused"


def test_a_key_within_a_longer_key_leaves_nothing_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_API_KEY", "abcd1234")
    monkeypatch.setenv("B_API_KEY", "abcd1234-more-5678")
    assert redact("abcd1234-more-5678 and abcd1234") == f"{HIDDEN} and {HIDDEN}"


@pytest.mark.parametrize(
    "text",
    [
        "The server had an error while processing your request.",
        "request (6031 tokens) exceeds the available context size (2048 tokens), try increasing it",
        "http://127.0.0.1:8000/v1",
        "Le modèle n’existe pas : vérifiez son nom",
        "api_key must be set",
    ],
)
def test_what_is_no_key_is_left_alone(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMPTY_API_KEY", "")
    monkeypatch.setenv("SORT_KEY", "name")  # a short word, as names like this hold too
    assert redact(text) == text


def test_what_a_provider_says_is_shown_on_one_short_line() -> None:
    assert one_line("First.\n  second\x1b[31m line..") == "First. second[31m line"
    assert len(one_line("word " * 500)) <= 240
