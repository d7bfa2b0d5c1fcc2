"""The application around its pages: who is there, in which language, which page, and what it says when one fails."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from importlib.metadata import entry_points

import streamlit as st

from rag.errors import SourcierError
from rag.messages import LANGUAGES
from rag.ui import frame
from rag.ui.chat.page import CHAT, wordmark
from rag.ui.language import choose, page_language
from rag.ui.markup import alert
from rag.ui.person import browser_token, present
from rag.ui.resources import service
from rag.ui.style import ICON, PAGE_CSS, WIDE_CSS
from rag.ui.texts import TEXTS
from rag.ui.visit import Room, Visit

GROUP = "sourcier.pages"
"""The entry points by which a package above this one adds a page, as the evaluator does."""


def rooms() -> list[Room]:
    """All pages, in the order of the navigation; the first is shown first."""
    others = sorted(entry_points(group=GROUP), key=lambda entry: entry.name)
    return [CHAT, *(entry.load() for entry in others)]


def main() -> None:
    """Draws the page that was chosen. Whatever goes wrong ends as one sentence in the reader's language."""
    st.set_page_config(page_title="Sourcier", page_icon=ICON, layout="centered", initial_sidebar_state="auto")
    st.html(f"<style>{PAGE_CSS}</style>")
    language = page_language()
    try:
        shared = service()
        language = page_language(shared.settings.language)
        visit = Visit(shared, language, present())
        room = _chosen(rooms(), visit)
        if room.wide:
            st.html(f"<style>{WIDE_CSS}</style>")
        _header(room, visit)
        room.draw(visit)
    except SourcierError as error:
        st.html(alert(error.localized(language)))
    except Exception:
        logging.exception("The page could not be drawn.")
        st.html(alert(TEXTS[language].unexpected))


def _chosen(known: Sequence[Room], visit: Visit) -> Room:
    """The page that the reader is on, by its address."""
    pages = {
        room.path: st.Page(
            _nothing, title=room.titles[visit.language], icon=room.icon, url_path=room.path, default=room is known[0]
        )
        for room in known
    }
    here = st.navigation(list(pages.values()), position="top")
    here.run()
    return next(room for room in known if pages[room.path] == here)


def _nothing() -> None:
    """What Streamlit runs for a page: its drawing comes after the header, which all pages share."""


def _header(room: Room, visit: Visit) -> None:
    texts = TEXTS[visit.language]
    with st.container(key="header", horizontal=True, vertical_alignment="center"):
        frame.show(wordmark(visit), "wordmark", visit.language, reader=browser_token())
        if room.actions is not None:
            room.actions(visit)
        st.session_state["language"] = visit.language
        st.segmented_control(
            texts.language_label, LANGUAGES, required=True, key="language", label_visibility="collapsed",
            format_func=lambda code: TEXTS[code].name, on_change=lambda: choose(st.session_state["language"]),
        )  # fmt: skip
