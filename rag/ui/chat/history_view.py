"""The conversations that are kept, in the sidebar: searched, resumed, and each managed in a dialog."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from rag.errors import HistoryError
from rag.history.values import Summary, now
from rag.messages import Language
from rag.ui import frame
from rag.ui.chat import keeping, manage_view
from rag.ui.chat.history_texts import HISTORY
from rag.ui.chat.state import Conversation
from rag.ui.markup import Html, alert, element
from rag.ui.texts import number_text
from rag.ui.visit import Visit

_WORDS = "history-words"
_MOST = 100
"""Conversations that are listed; those before them are found by their words."""


def draw(visit: Visit, conversation: Conversation) -> None:
    """The list and, above it, its search; the dialog of the conversation that is being managed."""
    texts, language = HISTORY[visit.language], visit.language
    # The arrows that open the sidebar do not say by themselves what is in it.
    named = f'[data-testid="stExpandSidebarButton"]::after {{ content: "{texts.menu}"; }}'
    st.html(f"<style>@media (min-width: 641px) {{ {named} }}</style>")  # on a narrow screen the pages are there, too
    with st.sidebar, st.container(key="history"):
        try:
            words = st.session_state.get(_WORDS, "")
            found = visit.shared.history.conversations(visit.person.id, words)
        except HistoryError as error:
            st.html(alert(error.localized(language)))
            return
        empty = not found and not words.strip()
        if not empty:
            frame.show(element("h2", texts.title), "history-title", language)
        if (undo := manage_view.undo_html(language)) is not None:
            frame.show(undo, "history-undo", language, restored=lambda _: manage_view.undo(visit))
        if empty:
            return
        st.text_input(
            texts.search, key=_WORDS, placeholder=texts.search, label_visibility="collapsed", icon=":material/search:",
            max_chars=200,
        )  # fmt: skip
        frame.show(
            list_html(found, conversation.id, (now(), _zone()), language), "history-list", language,
            resumed=_resume, managed=manage_view.manage,
        )  # fmt: skip
    manage_view.draw(visit)


def list_html(
    found: Sequence[Summary], opened: str | None, when: tuple[dt.datetime, dt.tzinfo], language: Language
) -> Html:
    """The conversations by when they were changed. `opened` is marked; `when`: what time it is, and where."""
    texts = HISTORY[language]
    if not found:
        return element("p", texts.nothing_found, class_="hint", role="status")
    groups: dict[str, list[Html]] = {}
    for one in found[:_MOST]:
        groups.setdefault(_age(one.changed, when, language), []).append(_row(one, opened, language))
    parts = [part for age, rows in groups.items() for part in (element("h3", age), element("ul", *rows))]
    more = texts.more.format(count=number_text(_MOST, language)) if len(found) > _MOST else None
    rest = element("p", more, class_="hint") if more else None
    return element("nav", *parts, rest, class_="conversations", aria_label=texts.title)


def _resume(conversation: str) -> None:
    manage_view.forget()
    keeping.resume(conversation)


def _row(one: Summary, opened: str | None, language: Language) -> Html:
    name = element(
        "button", one.name, type="button", class_="name", data_event="resumed", data_value=one.id, title=one.name,
        aria_current="true" if one.id == opened else None,
    )  # fmt: skip
    label = HISTORY[language].manage_one.format(name=one.name)
    more = element(
        "button", "⋯", type="button", class_="more", data_event="managed", data_value=one.id, aria_label=label,
        title=HISTORY[language].manage_one.partition("{")[0].rstrip(" \u00a0:"),
    )  # fmt: skip
    return element("li", name, more, class_="current" if one.id == opened else None)


def _age(changed: dt.datetime, when: tuple[dt.datetime, dt.tzinfo], language: Language) -> str:
    texts, (time, zone) = HISTORY[language], when
    days = (time.astimezone(zone).date() - changed.astimezone(zone).date()).days
    return texts.today if days <= 0 else texts.week if days < 7 else texts.earlier


def _zone() -> dt.tzinfo:
    """The reader's time zone, as the browser tells it."""
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return dt.UTC
