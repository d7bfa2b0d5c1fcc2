"""Signing in with a real browser and a real provider, and what reaches whoever did not."""

from __future__ import annotations

import contextlib
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.ui.identity import Provider, provider
from tests.ui.server import served

pytestmark = [pytest.mark.browser, pytest.mark.journey]

READER = {"sub": "7", "email": "Ada@Example.org", "email_verified": True, "name": "*Ada* <b>L.</b>"}
EDITOR = {"sub": "8", "email": "grace@example.com", "email_verified": True, "name": "Grace"}
STRANGER = {"sub": "9", "email": "eve@other.example", "email_verified": True, "name": "Eve"}
SECRETS = (b"Stability", b"DeepSeek", b"multilingual-e5", b"SOURCIER_", b"Ada", b"Grace")
"""Words of articles, of the server and of who was here."""


@pytest.fixture(scope="module")
def known() -> Iterator[Provider]:
    with provider() as running:
        yield running


@pytest.fixture(scope="module")
def address(known: Provider, shipped_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("sign-in")
    secrets = folder / "secrets.toml"
    secrets.write_text(known.secrets(), encoding="utf-8")
    settings = {"sign_in": "on", "allowed": "ada@example.org,@example.com", "editors": "@example.com"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STREAMLIT_SECRETS_FILES", str(secrets))
        with served(shipped_index, folder / "log", data=str(folder / "data"), **settings) as running:
            yield running


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 800}) as opened:
        yield opened


def signed_in(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    page.get_by_role("button", name="Se connecter").click()
    return page


def test_whoever_is_not_signed_in_sees_a_door_and_nothing_else(context: BrowserContext, address: str) -> None:
    received: list[str | bytes] = []
    page = context.new_page()

    def note(frame: str | bytes) -> None:
        received.append(frame)

    page.on("websocket", lambda opened: opened.on("framereceived", note))
    for path in ("", "/status", "/sources", "/evaluation"):
        page.goto(address + path)
        expect(page.get_by_role("heading", name="Connectez-vous")).to_be_visible(timeout=60_000)
    everything = b"".join(frame if isinstance(frame, bytes) else frame.encode() for frame in received)
    assert b"Connectez-vous" in everything
    assert not any(secret in everything for secret in SECRETS)


@pytest.mark.parametrize("path", ["", "chat", "sources", "evaluation", "status"])
def test_a_program_that_speaks_to_the_websocket_gets_no_more(path: str, address: str) -> None:
    """The door is the server's, not the browser's."""
    message = BackMsg()
    message.rerun_script.page_name = path
    message.rerun_script.query_string = "lang=fr"
    received: list[bytes] = []
    with connect(f"{address.replace('http', 'ws')}/_stcore/stream", open_timeout=20, max_size=None) as opened:
        opened.send(message.SerializeToString())
        while not received or b"Se connecter" not in b"".join(received):
            frame = opened.recv(timeout=60)
            received.append(frame if isinstance(frame, bytes) else frame.encode())
        with contextlib.suppress(TimeoutError):
            while True:
                frame = opened.recv(timeout=1)
                received.append(frame if isinstance(frame, bytes) else frame.encode())
    assert not any(secret in b"".join(received) for secret in SECRETS)


def test_a_reader_reads_and_signs_out(context: BrowserContext, address: str, known: Provider) -> None:
    known.claims = READER
    page = signed_in(context, address)
    expect(page.get_by_role("textbox")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Compte").click()
    expect(page.get_by_text("*Ada* <b>L.</b>", exact=True)).to_be_visible()
    expect(page.get_by_text("Peut lire les articles", exact=True)).to_be_visible()
    page.goto(f"{address}/status")
    expect(page.get_by_role("heading", name="État et réglages")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("heading", name="Dans un terminal")).to_be_visible()
    expect(page.get_by_role("button", name="Vérifier l’index")).to_have_count(0)
    page.get_by_role("button", name="Compte").click()
    before = known.signed_out
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_role("heading", name="Connectez-vous")).to_be_visible(timeout=60_000)
    assert known.signed_out == before + 1
    page.goto(address)
    expect(page.get_by_role("heading", name="Connectez-vous")).to_be_visible(timeout=60_000)


def test_an_editor_may_verify_the_index(context: BrowserContext, address: str, known: Provider) -> None:
    known.claims = EDITOR
    page = signed_in(context, address)
    expect(page.get_by_role("textbox")).to_be_visible(timeout=60_000)
    page.goto(f"{address}/status")
    page.get_by_role("button", name="Vérifier l’index").click(timeout=60_000)
    expect(page.get_by_text("Tout est tel qu’il a été écrit")).to_be_visible(timeout=60_000)


@pytest.mark.parametrize(
    ("claims", "sentence"),
    [
        (STRANGER, "Cette adresse n’est pas de celles qui ont accès aux articles."),
        (
            READER | {"email_verified": False},
            "Votre fournisseur d’identité dit que cette adresse n’a pas été vérifiée.",
        ),
    ],
)
def test_a_stranger_is_told_so_and_may_sign_out(
    claims: dict[str, object], sentence: str, context: BrowserContext, address: str, known: Provider
) -> None:
    known.claims = claims
    page = signed_in(context, address)
    expect(page.get_by_text(sentence)).to_be_visible(timeout=60_000)
    expect(page.get_by_text(str(claims["email"]))).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_count(0)
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_role("heading", name="Connectez-vous")).to_be_visible(timeout=60_000)


def opens(address: str, **headers: str) -> bool:
    """Whether the server takes a websocket that is asked for with these headers."""
    place = urlsplit(address)
    host = headers.pop("Host", place.netloc)
    # The library sends the host of the address as Host; where it connects to is the socket's matter.
    connection = socket.create_connection((place.hostname or "", place.port or 80), timeout=10)
    try:
        with connect(f"ws://{host}/_stcore/stream", sock=connection, additional_headers=headers, open_timeout=10):
            return True
    except InvalidStatus:
        return False


def test_a_strangers_page_cannot_open_the_websocket(page_address: str) -> None:
    netloc = urlsplit(page_address).netloc
    port = netloc.rpartition(":")[2]
    assert opens(page_address, Origin=f"http://{netloc}")
    assert opens(page_address, Host=f"localhost:{port}", Origin=f"http://localhost:{port}")
    assert not opens(page_address, Origin="http://attacker.example")
    assert not opens(page_address, Host=f"attacker.example:{port}", Origin=f"http://attacker.example:{port}")
    assert not opens(page_address, Host=f"localhost.attacker.example:{port}")


def test_a_file_is_not_taken_from_whoever_has_no_session(page_address: str) -> None:
    request = urllib.request.Request(f"{page_address}/_stcore/upload_file/none/none", data=b"x", method="PUT")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)
    assert refused.value.code in {400, 403}
