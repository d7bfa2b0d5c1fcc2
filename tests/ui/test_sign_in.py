"""Who is let in, and whether the page is served at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit import config
from streamlit.runtime.secrets import secrets_singleton

from rag.errors import SourcierError
from rag.messages import Language
from rag.service import Service
from rag.settings import Settings, load_settings
from rag.ui import sign_in
from rag.ui.person import Person, identified
from tests.ui.drawn import Start, shown

CLAIMS: dict[str, object] = {"email": "ada@example.org", "email_verified": True, "sub": "7", "name": "Ada"}
SECRETS = {
    "redirect_uri": "http://127.0.0.1:{port}/oauth2callback", "cookie_secret": "c" * 32, "client_id": "c",
    "client_secret": "s", "server_metadata_url": "http://127.0.0.1:1/.well-known/openid-configuration",
}  # fmt: skip


@pytest.fixture
def people() -> Settings:
    return load_settings(sign_in=True, allowed=["@example.org", "grace@example.com"], editors=["ada@example.org"])


def secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, **changes: str | None) -> None:
    values = {name: value for name, value in (SECRETS | changes).items() if value is not None}
    path = tmp_path / "secrets.toml"
    path.write_text("[auth]\n" + "".join(f'{name} = "{value}"\n' for name, value in values.items()), encoding="utf-8")
    config.set_option("secrets.files", [str(path)])
    monkeypatch.setattr(secrets_singleton, "_secrets", None)


def test_an_editor_and_a_reader(people: Settings) -> None:
    assert identified(CLAIMS, people) == Person("user:7", "Ada", may_edit=True)
    other = CLAIMS | {"email": "Alan@EXAMPLE.org", "sub": "8", "name": "Alan"}
    assert identified(other, people) == Person("user:8", "Alan", may_edit=False)
    assert Person("user:8").is_signed_in
    assert not Person("browser:8").is_signed_in


@pytest.mark.parametrize(
    ("changes", "absence"),
    [
        ({"email": "eve@other.example"}, "not_allowed"),
        ({"email": None}, "not_allowed"),
        ({"email": ["ada@example.org"]}, "not_allowed"),
        ({"email_verified": False}, "unverified"),
        ({"email_verified": "false"}, "unverified"),
    ],
)
def test_these_are_not_let_in(changes: dict[str, object], absence: str, people: Settings) -> None:
    assert identified(CLAIMS | changes, people) == absence


def test_a_provider_that_says_nothing_of_verifying_is_believed(people: Settings) -> None:
    claims = {name: value for name, value in CLAIMS.items() if name != "email_verified"}
    assert isinstance(identified(claims, people), Person)


@pytest.mark.parametrize(
    ("claims", "person"),
    [
        ({"name": None, "preferred_username": "ada"}, Person("user:7", "ada")),
        ({"name": "", "sub": None}, Person("user:ada@example.org", "ada@example.org")),
        ({"name": " A\u202ed\na\x00 "}, Person("user:7", "Ad a")),
        ({"name": "x" * 1000}, Person("user:7", "x" * 80)),
    ],
)
def test_a_name_is_one_short_line(claims: dict[str, object], person: Person, people: Settings) -> None:
    assert identified(CLAIMS | claims, people) == person


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"client_id": None, "client_secret": ""}, "sign_in_secrets"),
        ({"cookie_secret": "c" * 31}, "sign_in_cookie_secret"),
        ({"redirect_uri": "http://127.0.0.1:8501/"}, "sign_in_redirect"),
    ],
)
def test_secrets_that_will_not_do_are_named(
    changes: dict[str, Any], key: str, people: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets(tmp_path, monkeypatch, **changes)
    with pytest.raises(SourcierError) as caught:
        sign_in.check_access(people)
    assert caught.value.key == key
    if key == "sign_in_secrets":
        assert caught.value.values["missing"] == "client_id, client_secret"
    secrets(tmp_path, monkeypatch)
    sign_in.check_access(people)


def test_without_secrets_all_of_them_are_named(people: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    config.set_option("secrets.files", ["/nowhere/secrets.toml"])
    monkeypatch.setattr(secrets_singleton, "_secrets", None)
    with pytest.raises(SourcierError) as caught:
        sign_in.check_access(people)
    assert caught.value.values["missing"] == ", ".join(SECRETS)


def test_without_the_package_it_is_named(people: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_in, "find_spec", lambda _: None)
    with pytest.raises(SourcierError) as caught:
        sign_in.check_access(people)
    assert "pip install" in caught.value.hint()


@pytest.mark.parametrize(
    ("address", "hosts"),
    [("0.0.0.0", []), (None, []), ("192.168.1.2", []), ("127.0.0.1", ["localhost", "sourcier.example.org"])],
)
def test_a_page_within_reach_of_others_is_served_only_by_choice(
    address: str | None, hosts: list[str], shipped: Service, start: Start
) -> None:
    before = config.get_option("server.address"), config.get_option("server.allowedHosts")
    try:
        config.set_option("server.address", address)
        config.set_option("server.allowedHosts", hosts)
        app = start(shipped)
        assert "La page serait servie au-delà de cette machine" in shown(app)
        assert not app.chat_input
        sign_in.check_access(load_settings(open_access=True))
    finally:
        config.set_option("server.address", before[0])
        config.set_option("server.allowedHosts", before[1])


@pytest.mark.parametrize(
    ("host", "served"),
    [("localhost:8501", True), ("[::1]:8501", True), ("127.0.0.1", True), ("attacker.example:8501", False)],
)
def test_a_page_that_is_asked_for_by_a_strangers_name_is_not_served(
    host: str, served: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What Streamlit's own list of hosts refuses already, where there is one."""

    class Context:
        headers = {"Host": host}  # noqa: RUF012 - nobody changes it

    monkeypatch.setattr("rag.ui.sign_in.st.context", Context)
    if served:
        sign_in.check_access(load_settings())
    else:
        with pytest.raises(SourcierError, match="beyond this machine"):
            sign_in.check_access(load_settings())


@pytest.mark.parametrize("language", ["fr", "en"])
def test_both_languages_have_a_door(
    language: Language, people: Settings, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets(tmp_path, monkeypatch)
    app = start(Service(people), lang=language)
    assert {"fr": "Connectez-vous", "en": "Sign in"}[language] in shown(app)
    assert [button.label for button in app.button] == [{"fr": "Se connecter", "en": "Sign in"}[language]]
    assert not app.chat_input
    assert not app.exception
