"""No key is shown, in whatever text it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.llm.failures import one_line
from rag.llm.redact import HIDDEN, HIDDEN_IN_PROSE, redact, without_keys


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


@given(st.text(alphabet="abk-1"), st.text(alphabet="abk-1"), st.integers(1, 9))
def test_no_key_passes_in_pieces(before: str, after: str, size: int) -> None:
    key = "sk-live-0123456789abcdef"
    text = f"{before}{key}{after}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPENAI_API_KEY", key)
        pieces = [text[at : at + size] for at in range(0, len(text), size)]
        assert "".join(without_keys(pieces)) == f"{before}{HIDDEN_IN_PROSE}{after}"


def test_prose_about_keys_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    monkeypatch.setenv("DB_PASSWORD", "password")
    prose = ["The secret: none of them ", "has a password: hunter2."]
    assert list(without_keys(prose)) == prose


def test_what_a_provider_says_is_shown_on_one_short_line() -> None:
    assert one_line("First.\n  second\x1b[31m line..") == "First. second[31m line"
    assert len(one_line("word " * 500)) <= 240
