"""Who is there: whose conversations are shown, and whether the articles may be changed."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

import streamlit as st

COOKIE = "sourcier_reader"
"""Tells a browser's conversations from others' where nobody signs in. As long as a secret, since it is one."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]{32,64}")
_SESSION = "reader-token"


@dataclass(frozen=True, slots=True)
class Person:
    """A reader. `id` is what conversations are kept under; `name` is shown, and empty for one who is not signed in."""

    id: str
    name: str = ""
    may_edit: bool = True


def browser_token() -> str:
    """What this browser calls itself by its cookie, or what it will, once the page has set one."""
    cookie = str(st.context.cookies.get(COOKIE, ""))
    if _TOKEN.fullmatch(cookie):
        return cookie
    token: str = st.session_state.setdefault(_SESSION, secrets.token_urlsafe(24))
    return token


def present() -> Person:
    """Whoever sits before this browser."""
    return Person(f"browser:{browser_token()}")
