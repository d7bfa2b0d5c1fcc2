"""The application around its pages: who is there, in which language, which page, and what it says when one fails."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.metadata import entry_points
from typing import Literal

import streamlit as st

from rag.errors import IndexMissingError, SourcierError
from rag.messages import LANGUAGES, Language
from rag.ui import frame, sign_in
from rag.ui.chat.page import CHAT, wordmark
from rag.ui.chat.welcome import wordmark_html
from rag.ui.language import choose, page_language
from rag.ui.markup import Html, alert, element
from rag.ui.person import Person, browser_token, present
from rag.ui.resources import service
from rag.ui.said import said
from rag.ui.sources.page import SOURCES
from rag.ui.status.page import STATUS
from rag.ui.style import ICON, PAGE_CSS, WIDE_CSS
from rag.ui.texts import TEXTS
from rag.ui.visit import Room, Visit

GROUP = "sourcier.pages"
"""The entry points by which a package above this one adds a page, as the evaluator does."""


@cache
def rooms() -> tuple[Room, ...]:
    """All pages, in the order of the navigation; the first is shown first. What is installed does not change."""
    others = sorted(entry_points(group=GROUP), key=lambda entry: entry.name)
    return (CHAT, SOURCES, *(entry.load() for entry in others), STATUS)


def main() -> None:
    """Draws the page that was chosen. Whatever goes wrong ends as one sentence in the reader's language."""
    st.set_page_config(page_title="Sourcier", page_icon=ICON, layout="centered", initial_sidebar_state="auto")
    st.html(f"<style>{PAGE_CSS}</style>")
    language, edits = page_language(), False
    try:
        shared = service()
        language = page_language(shared.settings.language)
        sign_in.check_access(shared.settings)
        who = present(shared.settings)
        room = _chosen(rooms(), language, "top" if isinstance(who, Person) else "hidden")
        if not isinstance(who, Person):
            with _header(wordmark_html(language, writes=False), language):
                pass
            sign_in.draw(who, language)
            return
        visit, edits = Visit(shared, language, who), who.may_edit
        if room.wide:
            st.html(f"<style>{WIDE_CSS}</style>")
        with _header(wordmark(visit), language, "" if who.is_signed_in else browser_token()):
            if room.actions is not None:
                room.actions(visit)
            if who.is_signed_in:
                sign_in.account(who, language)
        room.draw(visit)
    except SourcierError as error:
        if edits and isinstance(error, IndexMissingError):
            st.html(element("p", TEXTS[language].add_in_sources))
        st.html(alert(said(error, language, whole=edits)))
    except Exception:
        logging.exception("The page could not be drawn.")
        st.html(alert(TEXTS[language].unexpected))


def _chosen(known: Sequence[Room], language: Language, position: Literal["top", "hidden"]) -> Room:
    """The page that the reader is on, by its address."""
    pages = {
        room.path: st.Page(
            _nothing, title=room.titles[language], icon=room.icon, url_path=room.path, default=room is known[0]
        )
        for room in known
    }
    here = st.navigation(list(pages.values()), position=position)
    here.run()
    return next(room for room in known if pages[room.path] == here)


def _nothing() -> None:
    """What Streamlit runs for a page: its drawing comes after the header, which all pages share."""


@contextmanager
def _header(mark: Html, language: Language, reader: str = "") -> Iterator[None]:
    """The name of the product and the language; what is drawn in the block stands between them."""
    with st.container(key="header", horizontal=True, vertical_alignment="center"):
        frame.show(mark, "wordmark", language, reader=reader)
        yield
        st.session_state["language"] = language
        st.segmented_control(
            TEXTS[language].language_label, LANGUAGES, required=True, key="language", label_visibility="collapsed",
            format_func=lambda code: TEXTS[code].name, on_change=lambda: choose(st.session_state["language"]),
        )  # fmt: skip
