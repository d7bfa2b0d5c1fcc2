"""What is wrong with a request is said in the caller's language, down to the reason."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.serve.conftest import Small
from tests.serve.problem import check_problem

ASK, SEARCH, CHAT, LIST = "/api/ask", "/api/search", "/v1/chat/completions", "/api/documents"
JSON = {"content-type": "application/json"}
REFUSED: list[tuple[str, str, dict[str, Any], str]] = [
    ("POST", SEARCH, {"json": {"question": "x", "k": 0}}, "«\u00a0k\u00a0»: il faut au moins 1"),
    ("POST", SEARCH, {"json": {"question": "x", "k": 201}}, "«\u00a0k\u00a0»: il faut au plus 200"),
    ("POST", SEARCH, {"json": {"question": "x", "k": 2.5}}, "«\u00a0k\u00a0»: ce n’est pas un nombre entier"),
    ("POST", SEARCH, {"json": {}}, "«\u00a0question\u00a0»: il manque"),
    ("POST", SEARCH, {"json": [1]}, "«\u00a0body\u00a0»: ce n’est pas un objet"),
    ("POST", ASK, {"json": {"question": 3}}, "«\u00a0question\u00a0»: ce n’est pas un texte"),
    ("POST", ASK, {"json": {"question": "x", "strict": 1}}, "«\u00a0strict\u00a0»: ce n’est ni vrai ni faux"),
    ("POST", ASK, {"json": {"question": "x", "kk": 1}}, "«\u00a0kk\u00a0»: ce nom n’est pas connu"),
    (
        "POST", ASK, {"json": {"question": "x", "conversation": [{"role": "god", "text": ""}]}},
        "«\u00a0conversation.0.role\u00a0»: il faut une de ces valeurs\u00a0: 'user', 'assistant'",
    ),
    (
        "POST", ASK, {"json": {"question": "x", "filter": {"languages": ["fr"] * 101}}},
        "«\u00a0filter.languages\u00a0»: il a plus de 100 éléments",
    ),
    ("POST", CHAT, {"json": {"model": "x", "messages": []}}, "«\u00a0messages\u00a0»: c’est trop court"),
    ("GET", LIST, {"params": {"limit": "many"}}, "«\u00a0limit\u00a0»: ce n’est pas un nombre entier"),
    ("GET", LIST, {"params": {"limit": "1001"}}, "«\u00a0limit\u00a0»: il faut au plus 1000"),
    ("GET", LIST, {"params": {"words": "x" * 501}}, "«\u00a0words\u00a0»: il a plus de 500 caractères"),
    ("POST", LIST, {"params": {"replace": "x"}, "files": {"files": b"y"}}, "«\u00a0replace\u00a0»: ce n’est ni vrai"),
    ("POST", LIST, {"data": {"files": "x"}}, "«\u00a0files.0\u00a0»: ce n’est pas un fichier"),
    ("POST", LIST, {}, "«\u00a0files\u00a0»: il manque"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "sent", "said"), REFUSED)
def test_the_reason_is_in_french_too(shared: Small, method: str, path: str, sent: dict[str, Any], said: str) -> None:
    given = shared.client.request(method, path, headers={"Accept-Language": "fr"}, **sent)
    place, _, reason = said.partition(": ")
    detail = check_problem(given, 422, "serve_invalid")["detail"]
    assert detail.startswith(f"{place} n’est pas juste dans la requête\u00a0: {reason}"), detail
    assert not re.search(r"input|should|valid|required|unable", detail, re.IGNORECASE)


@pytest.mark.parametrize(("content", "place"), [(b'{"question": ', 13), (b'{"question": "x",}', 17), (b"x", 0)])
def test_where_json_breaks_off_is_said(shared: Small, content: bytes, place: int) -> None:
    given = shared.client.post(SEARCH, content=content, headers={**JSON, "Accept-Language": "fr"})
    told = check_problem(given, 422, "serve_json")
    assert told["detail"].endswith(f"n’est pas du JSON\u00a0: il s’interrompt au caractère {place}.")


def test_a_form_that_cannot_be_read_is_said_with_the_parsers_words_quoted(shared: Small) -> None:
    kind = {"content-type": "multipart/form-data", "Accept-Language": "fr"}
    given = shared.client.post(LIST, content=b"--x", headers=kind)
    told = check_problem(given, 422, "serve_invalid")
    assert "lecture impossible («\u00a0Missing boundary in multipart\u00a0»)" in told["detail"]
