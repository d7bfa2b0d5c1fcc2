"""The exchanges of a conversation, and the one that is going on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import streamlit as st

from rag.ui import frame
from rag.ui.chat import turn_actions
from rag.ui.chat.answer_view import exchange_html, question_html
from rag.ui.chat.filter_view import Titles
from rag.ui.chat.live_view import live_html
from rag.ui.chat.state import Conversation, Exchange, Place
from rag.ui.chat.statement_view import View
from rag.ui.chat.turn_actions import references
from rag.ui.chat.work import Work, started
from rag.ui.markup import Html, alert
from rag.ui.texts import TEXTS
from rag.ui.visit import Visit
from rag.ui.watching import watch

if TYPE_CHECKING:
    from rag.build import Sourcier

_EVERY = 0.1
"""Seconds between two drawings of what is being written: words come faster than anybody reads."""


def draw(visit: Visit, sourcier: Sourcier, conversation: Conversation, titles: Titles) -> None:
    """All of them. Quotations are waited for; what takes longer is watched, and the rest of the page stays alive."""
    language = visit.language
    for turn, exchange in enumerate(conversation.exchanges):
        view = View(language, turn, titles)
        with st.container():  # as deep as a fragment: what was written in one stays the same frame
            _show(conversation, *_drawn(conversation, exchange, view))
            turn_actions.draw(visit, conversation, turn)
    if conversation.trouble is not None:
        st.html(alert(conversation.trouble.localized(language)))
    if not conversation.pending:
        return
    asked, view = conversation.pending[0], View(language, len(conversation.exchanges), titles)
    work = conversation.work or conversation.begin(started(sourcier, conversation.turns(asked.question), asked))
    if asked.manner == "quotations":
        with st.container():
            _show(conversation, question_html(asked.question, language), view)
        with st.spinner(TEXTS[language].searching):
            work.wait()
        st.rerun()
    opened = conversation.opened
    watch(lambda: _changed(conversation, work, view, opened), _EVERY)


def _changed(conversation: Conversation, work: Work, view: View, opened: Place | None) -> bool:
    """What there is by now and a button that stops it, and whether it is over or something was opened."""
    over = work.is_over
    _show(conversation, live_html(conversation.pending[0], work, view), view)
    st.button(
        view.texts.stop, key=f"stop-{conversation.number}-{view.turn}", icon=":material/stop_circle:",
        on_click=work.stop, disabled=work.is_stopped,
    )  # fmt: skip
    return over or conversation.opened != opened


def _drawn(conversation: Conversation, exchange: Exchange, view: View) -> tuple[Html, View, Mapping[str, str]]:
    """The exchange as HTML and its references. All of a conversation is drawn at every click; most of it is as before.

    What a filter let through is called by the titles that articles have now.
    """
    known = conversation.drawn.get(view.turn)
    if known is not None and known[0] is exchange and known[1] == view.language and not exchange.where:
        return known[2], view, known[3]
    html, cited = exchange_html(exchange, view), references(exchange, view.turn, view.language)
    conversation.drawn[view.turn] = exchange, view.language, html, cited
    return html, view, cited


def _show(conversation: Conversation, html: Html, view: View, cited: Mapping[str, str] | None = None) -> None:
    shown = frame.Cited(html, cited or {})
    key = f"exchange-{conversation.number}-{view.turn}"
    pressed = str(conversation.opened or "")
    frame.show(shown, key, view.language, pressed, opened=lambda place: conversation.open(Place.parse(place)))
