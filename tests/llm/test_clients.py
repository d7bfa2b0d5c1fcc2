"""Clients that are not installed here are understood by what they raise."""

from __future__ import annotations

import pytest

from rag.errors import ModelError, ModelTrouble
from rag.llm.failures import model_error


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
