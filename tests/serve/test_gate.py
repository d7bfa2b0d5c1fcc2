"""Who is let in, by which name and from which page, and how much: over real sockets, before anything is looked up."""

from __future__ import annotations

import datetime as dt
import logging
import socket
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from rag.access import Tokens
from rag.http.gate import door_hosts
from rag.http.listening import Listening
from tests.serve.conftest import Small, Starter, client_of
from tests.serve.problem import CLOSED, check_problem
from tests.shelves import QUESTIONS

PLACES = ["/api/documents", "/api/documents/crue.md", "/api/documents/nobody.md", "/v1/models", "/nothing", "/docs/x"]
PUBLIC = ["/healthz", "/docs", "/redoc", "/openapi.json", "/docs/swagger-ui.css"]
ASKED = {"question": QUESTIONS[1]}
PAGE = "https://page.example.org"


def test_while_no_token_was_made_this_machine_may_ask_and_change(small: Small) -> None:
    assert small.client.post("/api/search", json=ASKED).status_code == 200
    assert small.client.delete("/api/documents/crue.md").status_code == 200


def test_once_one_was_made_everything_needs_one_and_says_the_same(small: Small) -> None:
    secret = small.secret("reader")
    answers: list[Any] = [small.client.get(path) for path in PLACES]
    answers += [small.client.post("/api/ask", json=ASKED), small.client.delete("/api/documents/crue.md")]
    answers += [small.client.post("/api/documents", content=b"a"), small.client.put("/api/ask")]
    for given in answers:
        check_problem(given, 401, "serve_no_token")
        assert given.headers["www-authenticate"] == "Bearer"
    said = [{**given.json(), "request_id": ""} for given in answers if not given.url.path.startswith("/v1/")]
    assert all(one == said[0] for one in said)
    with client_of(small.address, secret) as reader:
        assert reader.post("/api/search", json=ASKED).status_code == 200
    for path in PUBLIC:
        assert small.client.get(path).status_code == 200


@pytest.mark.parametrize("given", ["Bearer", "Basic abc", "abc", ""])
def test_what_is_no_token_is_none(small: Small, given: str) -> None:
    small.secret()
    check_problem(small.client.get("/v1/models", headers={"authorization": given}), 401, "serve_no_token")


def test_the_scheme_may_be_written_in_any_case(small: Small) -> None:
    given = small.client.get("/v1/models", headers={"authorization": f"bEARER   {small.secret()}"})
    assert given.status_code == 200


def test_a_token_that_is_revoked_or_has_expired_lets_nobody_in(small: Small) -> None:
    yesterday = dt.date.today() - dt.timedelta(1)
    _, old = Tokens(small.settings.data_folder, today=lambda: yesterday - dt.timedelta(1)).add("old", "reader", 1)
    made, secret = small.tokens.add("one", "reader")
    with client_of(small.address, secret) as client:
        assert client.get("/v1/models").status_code == 200
        small.tokens.revoke(made.id)
        gone = client.get("/api/documents")
    with client_of(small.address, old) as client:
        expired = client.get("/api/documents")
    with client_of(small.address, "srcr_" + "a" * 43) as client:
        unknown = client.get("/api/documents/crue.md")
    said = [{**check_problem(given, 401, "serve_bad_token"), "request_id": ""} for given in (gone, expired, unknown)]
    assert said[0] == said[1] == said[2]


def test_an_editor_may_change_the_articles(small: Small) -> None:
    with client_of(small.address, small.secret("editor")) as editor:
        assert editor.delete("/api/documents/crue.md").status_code == 200


def test_a_server_for_others_needs_a_token_though_none_was_made(start: Starter) -> None:
    check_problem(start(Listening(address="0.0.0.0")).client.get("/v1/models"), 401, "serve_no_token")


def test_a_server_for_others_that_is_open_needs_none(start: Starter) -> None:
    small = start(Listening(address="0.0.0.0", open_access=True))
    assert small.client.get("/v1/models", headers={"host": "any.example.org"}).status_code == 200


def test_a_damaged_file_of_tokens_lets_nobody_in_and_tells_nobody_where_it_lies(
    small: Small, caplog: pytest.LogCaptureFixture
) -> None:
    secret = small.secret()
    small.tokens.path.write_text("{", encoding="utf-8")
    with client_of(small.address, secret) as client:
        given = client.get("/v1/models")
    check_problem(given, 500, "serve_internal", kind="tokens")
    assert str(small.tokens.path) in caplog.text
    assert small.client.get("/healthz").status_code == 200


def test_no_secret_is_in_a_log_or_a_response(small: Small, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    secret = small.secret()
    small.tokens.path.touch()
    said = ""
    with client_of(small.address, secret) as client:
        for path in (*PLACES, *PUBLIC):
            said += client.get(path).text
        said += client.post("/api/ask", content=b"{", headers={"content-type": "application/json"}).text
        said += client.get("/v1/models", headers={"origin": "https://elsewhere.example.org"}).text
        small.settings.index.rename(small.settings.index.with_name("away"))
        said += client.post("/api/ask", json=ASKED).text
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))]
    assert secret not in said
    assert secret not in "\n".join(ours)
    assert "Bearer ey" not in said


def test_a_token_is_good_for_so_many_requests_a_minute(start: Starter) -> None:
    small = start(rate_limit=3)
    with client_of(small.address, small.secret()) as one, client_of(small.address, small.secret()) as other:
        assert [one.get("/v1/models").status_code for _ in range(4)] == [200, 200, 200, 429]
        refused = one.get("/api/documents/nobody.md")
        told = check_problem(refused, 429, "serve_rate")
        assert told["detail"] == "More than 3 requests came within a minute."
        assert 0 < int(refused.headers["retry-after"]) <= 61
        assert other.get("/v1/models").status_code == 200
        assert one.get("/healthz").status_code == 200


def test_there_may_be_no_such_limit(start: Starter) -> None:
    small = start(rate_limit=0)
    with client_of(small.address, small.secret()) as client:
        assert {client.get("/v1/models").status_code for _ in range(50)} == {200}


def test_guesses_are_limited_and_hold_up_nobody_else(small: Small) -> None:
    secret = small.secret()
    with client_of(small.address, "srcr_guess") as client:
        statuses = [client.get("/v1/models").status_code for _ in range(32)]
        assert statuses == [401] * 30 + [429] * 2
        check_problem(client.get("/nothing"), 429, "serve_rate")
    with client_of(small.address, secret) as client:
        assert client.get("/v1/models").status_code == 200


@pytest.mark.parametrize("host", ["localhost", "LocalHost:{port}", "127.0.0.1:1", "[::1]:{port}", "[::1]"])
def test_it_answers_to_its_own_names(shipped_client: httpx.Client, host: str) -> None:
    given = host.format(port=shipped_client.base_url.port)
    assert shipped_client.get("/v1/models", headers={"host": given}).status_code == 200


@pytest.mark.parametrize("path", ["/v1/models", "/healthz", "/docs", "/nothing"])
@pytest.mark.parametrize(
    "host", ["evil.example.org", "localhost.evil.example.org", "127.0.0.1.nip.io", "0.0.0.0", "a@b", ""]
)
def test_it_answers_to_no_other_name(shipped_client: httpx.Client, host: str, path: str) -> None:
    check_problem(shipped_client.get(path, headers={"host": host}), 421, "serve_host", host=host)


def test_a_name_that_cannot_be_read_is_said(shipped_client: httpx.Client) -> None:
    check_problem(shipped_client.get("/v1/models", headers={"host": "[::1"}), 422, "serve_header", name="Host")
    check_problem(shipped_client.get("/v1/models", headers={"origin": "http://["}), 422, "serve_header", name="Origin")


def test_without_a_name_it_does_not_answer(shipped_address: str) -> None:
    address = urlsplit(shipped_address)
    with socket.create_connection((address.hostname or "", address.port or 0)) as raw:
        raw.sendall(b"GET /v1/models HTTP/1.0\r\nOrigin: null\r\n\r\n")
        assert raw.makefile("rb").readline().startswith(b"HTTP/1.1 421")


def test_further_names_are_those_that_are_given(start: Starter) -> None:
    small = start(Listening(hosts=("Sourcier.Example.org",), open_access=True))
    for host in ("sourcier.example.org", "SOURCIER.example.org:443", "localhost"):
        assert small.client.get("/v1/models", headers={"host": host}).status_code == 200
    check_problem(
        small.client.get("/v1/models", headers={"host": "example.org"}), 421, "serve_host", host="example.org"
    )


@pytest.mark.parametrize(
    ("address", "hosts", "names"),
    [
        ("127.0.0.1", (), {"localhost", "127.0.0.1", "::1"}),
        ("127.0.0.2", (), {"localhost", "127.0.0.1", "::1", "127.0.0.2"}),
        ("0.0.0.0", (), set()),
        ("0.0.0.0", ("A.org",), {"localhost", "127.0.0.1", "::1", "a.org"}),
    ],
)
def test_the_names_of_an_address(address: str, hosts: tuple[str, ...], names: set[str]) -> None:
    assert set(door_hosts(address, hosts)) == names


@pytest.mark.parametrize(
    "origin", ["https://evil.example.org", "null", "http://127.0.0.1", "file://", "http://localhost:1", ""]
)
def test_scripts_of_other_pages_are_turned_away(shared: Small, origin: str) -> None:
    elsewhere = {"origin": origin}
    upload = {"files": ("comet.md", b"The comet Halley.", "text/markdown")}
    preflight = {"access-control-request-method": "POST", **elsewhere}
    for given in (
        shared.client.post("/api/documents", files=upload, headers=elsewhere),
        shared.client.post(
            "/api/ask", content=b'{"question": "a"}', headers={"content-type": "text/plain", **elsewhere}
        ),
        shared.client.get("/v1/models", headers=elsewhere),
        shared.client.get("/healthz", headers=elsewhere),
        shared.client.options("/api/documents", headers=preflight),
    ):
        check_problem(given, 403, "serve_origin", origin=origin)
        assert not [name for name in given.headers if name.startswith("access-control")]
    assert not (shared.settings.data_folder / "articles").exists()


def test_a_page_of_the_server_itself_may_ask(shared: Small) -> None:
    own = {"origin": shared.address}
    assert shared.client.post("/api/ask", json=ASKED, headers=own).status_code == 200


def test_one_page_elsewhere_is_let_in_and_no_other(start: Starter) -> None:
    small = start(cors_origins=[PAGE])
    asks = {"origin": PAGE, "access-control-request-method": "POST", "access-control-request-headers": "authorization"}
    secret = small.secret()
    preflight = small.client.options("/api/ask", headers=asks)  # which never has a token
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] == PAGE
    assert preflight.headers["access-control-allow-headers"] == "authorization"
    assert {name: preflight.headers.get(name) for name in CLOSED} == CLOSED
    with client_of(small.address, secret) as client:
        given = client.post("/api/ask", json=ASKED, headers={"origin": PAGE})
        assert (given.status_code, given.headers["access-control-allow-origin"]) == (200, PAGE)
        assert "access-control-allow-credentials" not in given.headers
        other = client.post("/api/ask", json=ASKED, headers={"origin": PAGE + ":8443"})
    check_problem(other, 403, "serve_origin", origin=PAGE + ":8443")
    refused = small.client.post("/api/ask", json=ASKED, headers={"origin": PAGE})
    check_problem(refused, 401, "serve_no_token")
    assert refused.headers["access-control-allow-origin"] == PAGE  # so that its script can read why
    check_problem(
        small.client.options("/api/ask", headers={**asks, "origin": "null"}), 403, "serve_origin", origin="null"
    )
    check_problem(
        small.client.get("/v1/models", headers={"origin": PAGE, "host": "a.org"}), 421, "serve_host", host="a.org"
    )


def test_every_response_is_closed(shipped_client: httpx.Client) -> None:
    for path in (*PLACES, *PUBLIC):
        headers = shipped_client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "server" not in headers
        assert headers["cache-control"] in ("no-store", "max-age=86400")


def test_there_are_no_websockets(shipped_client: httpx.Client) -> None:
    asks = {
        "upgrade": "websocket", "connection": "upgrade", "sec-websocket-version": "13",
        "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
    }  # fmt: skip
    assert shipped_client.get("/api/ask", headers=asks).status_code == 403
