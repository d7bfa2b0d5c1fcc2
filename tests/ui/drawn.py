"""The page drawn without a browser."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

from streamlit.testing.v1 import AppTest

from rag.ui.chat.state import Conversation
from tests.ui.server import ROOT

PAGE = str(ROOT / "app.py")

Start = Callable[..., AppTest]
"""Opens the page on a service: `start(service, locale="fr-FR", **query)`."""


def shown(app: AppTest) -> str:
    """All HTML of the page but its style sheet."""
    frames: list[Any] = list(app.get("bidi_component"))
    others: list[Any] = list(app.get("html"))
    parts = [json.loads(frame.proto.json)["html"] for frame in frames] + [other.proto.body for other in others]
    return "\n".join(part for part in parts if not part.startswith("<style>"))


def go(app: AppTest, path: str) -> AppTest:
    """Goes to the page of that address, as by a click in the navigation."""
    pages: dict[str, Any] = app._registered_pages
    app._page_hash = next(key for key, page in pages.items() if page["url_pathname"] == path)
    return app.run()


def conversation(app: AppTest) -> Conversation:
    """That of the page's session."""
    found = app.session_state["conversation"]
    assert isinstance(found, Conversation)
    return found


def drawn_until(app: AppTest, holds: Callable[[], bool], seconds: float = 60) -> None:
    """Draws the page again and again, as a browser does, until something holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, shown(app)
        time.sleep(0.05)
        app.run()


def answered(app: AppTest, count: int = 1) -> None:
    """Draws the page until so many exchanges have ended."""
    drawn_until(app, lambda: len(conversation(app).exchanges) == count)
