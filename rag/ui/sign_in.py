"""The door of the application: who may reach it, signing in and out."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec

import streamlit as st

from rag.errors import SettingsError, UsageError
from rag.messages import Language
from rag.people import LOOPBACK, is_loopback
from rag.settings import Settings
from rag.ui import frame
from rag.ui.markup import Html, element, join
from rag.ui.person import Absence, Person, signed_in_as
from rag.ui.sign_in_texts import SIGN_IN_TEXTS

_NEEDED = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
_LEAST_SECRET = 32
"""Characters of the secret that signs the cookie: fewer could be found by trying."""


def check_access(settings: Settings) -> None:
    """Raises UsageError where the page is within reach of others and nobody signs in, though that was not chosen.

    With sign-in, raises SettingsError where something that it needs is missing.
    """
    if settings.sign_in:
        _check_sign_in()
    elif not settings.open_access and not all(map(is_loopback, _places())):
        raise UsageError("page_exposed")


def draw(absence: Absence, language: Language) -> None:
    """What is shown to whoever is not let in."""
    texts = SIGN_IN_TEXTS[language]
    why = {"signed_out": texts.welcome_how, "not_allowed": texts.not_allowed, "unverified": texts.unverified}[absence]
    signed_out = absence == "signed_out"
    title = texts.welcome if signed_out else texts.refused
    frame.show(_gate_html(title, why, "" if signed_out else signed_in_as(), language), "gate", language)
    if signed_out:
        st.button(texts.sign_in, type="primary", icon=":material/login:", on_click=st.login)
    else:
        st.button(texts.sign_out, icon=":material/logout:", on_click=st.logout)


def account(person: Person, language: Language) -> None:
    """In the header: who is signed in, as what, and the way out."""
    texts = SIGN_IN_TEXTS[language]
    with st.popover(texts.account, icon=":material/account_circle:"):
        role = texts.editor if person.may_edit else texts.reader
        frame.show(element("div", element("p", person.name), element("p", role, class_="where")), "account", language)
        st.button(texts.sign_out, icon=":material/logout:", on_click=st.logout, key="sign-out")


def _gate_html(title: str, why: str, name: str, language: Language) -> Html:
    who = element("p", SIGN_IN_TEXTS[language].signed_in_as, " ", element("strong", name)) if name else None
    return element("div", join(element("h2", title), who, element("p", why)), class_="welcome")


def _places() -> list[str]:
    """Where the page is served, the names that it may be asked for by, and the one that it is asked for by now."""
    host = st.context.headers.get("Host")
    asked = _without_port(host) if isinstance(host, str) else LOOPBACK[0]
    # A server without an address listens on all of them.
    return [st.get_option("server.address") or "", asked, *st.get_option("server.allowedHosts")]


def _without_port(host: str) -> str:
    name, colon, port = host.strip().rpartition(":")
    return name if colon and port.isdecimal() else host.strip()


def _check_sign_in() -> None:
    if find_spec("authlib") is None:
        raise SettingsError("sign_in_package")
    section = st.secrets.get("auth") if st.secrets.load_if_toml_exists() else None
    auth: Mapping[str, object] = section if isinstance(section, Mapping) else {}
    missing = [name for name in _NEEDED if not isinstance(auth.get(name), str) or not auth[name]]
    if missing:
        raise SettingsError("sign_in_secrets", missing=", ".join(missing))
    if len(str(auth["cookie_secret"])) < _LEAST_SECRET:
        raise SettingsError("sign_in_cookie_secret", least=_LEAST_SECRET)
    if not str(auth["redirect_uri"]).endswith("/oauth2callback"):
        raise SettingsError("sign_in_redirect")
