"""Who is there: whose conversations are shown, and whether the articles may be changed."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from rag.people import admits
from rag.settings import Settings

COOKIE = "sourcier_reader"
"""Tells a browser's conversations from others' where nobody signs in. As long as a secret, since it is one."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]{32,64}")
_SESSION = "reader-token"


_SIGNED_IN = "user:"
_LONGEST_NAME = 80

Absence = Literal["signed_out", "not_allowed", "unverified"]
"""Why nobody is there: not signed in; signed in, but not allowed; the provider does not vouch for the address."""


@dataclass(frozen=True, slots=True)
class Person:
    """A reader. `id` is what conversations are kept under; `name` is shown, and empty for one who is not signed in.

    The name is whatever the provider says: a text, never Markdown.
    """

    id: str
    name: str = ""
    may_edit: bool = True

    @property
    def is_signed_in(self) -> bool:
        """Whether a provider has said who this is."""
        return self.id.startswith(_SIGNED_IN)


def browser_token() -> str:
    """What this browser calls itself by its cookie, or what it will, once the page has set one."""
    cookie = str(st.context.cookies.get(COOKIE, ""))
    if _TOKEN.fullmatch(cookie):
        return cookie
    token: str = st.session_state.setdefault(_SESSION, secrets.token_urlsafe(24))
    return token


def present(settings: Settings) -> Person | Absence:
    """Whoever sits before this browser; where people sign in, only one who is let in."""
    if not settings.sign_in:
        return Person(f"browser:{browser_token()}")
    claims = st.user.to_dict()
    return identified(claims, settings) if claims.get("is_logged_in") is True else "signed_out"


def identified(claims: Mapping[str, object], settings: Settings) -> Person | Absence:
    """The person whom a provider's claims are about, if they are let in."""
    address = _text(claims, "email")
    if not admits(settings.allowed, address):
        return "not_allowed"
    if claims.get("email_verified") in {False, "false", "False"}:
        return "unverified"
    name = _text(claims, "name") or _text(claims, "preferred_username") or address
    identity = _text(claims, "sub") or address
    return Person(f"{_SIGNED_IN}{identity}", name[:_LONGEST_NAME], admits(settings.editors, address))


def signed_in_as() -> str:
    """The address, or else the name, that the provider gives; "" where it gives neither."""
    claims = st.user.to_dict()
    return (_text(claims, "email") or _text(claims, "name"))[:_LONGEST_NAME]


def _text(claims: Mapping[str, object], claim: str) -> str:
    """A claim on one line, without what cannot be seen; "" where it is no text."""
    value = claims.get(claim)
    if not isinstance(value, str):
        return ""
    return "".join(sign for sign in " ".join(value.split()) if sign.isprintable())
