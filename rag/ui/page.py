"""The chat page: a conversation on the left, the quoted article on the right."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from rag.errors import SourcierError
from rag.messages import LANGUAGES, Language
from rag.types import Answer, Filter, Turn
from rag.ui import filters, frame
from rag.ui.answer_view import View, exchange_html, question_html
from rag.ui.filter_view import filter_html
from rag.ui.language import choose, page_language
from rag.ui.markup import Html, alert
from rag.ui.resources import Service, service
from rag.ui.source_view import article_html, missing_html
from rag.ui.state import Conversation, Place
from rag.ui.style import ICON, PAGE_CSS
from rag.ui.texts import TEXTS
from rag.ui.welcome import welcome_html, wordmark_html

if TYPE_CHECKING:
    from rag.build import Sourcier


def main() -> None:
    """Draws the page. Whatever goes wrong ends as one sentence in the reader's language."""
    st.set_page_config(page_title="Sourcier", page_icon=ICON, layout="centered", initial_sidebar_state="collapsed")
    st.html(f"<style>{PAGE_CSS}</style>")
    language = page_language()
    try:
        shared = service()
        language = page_language(shared.settings.language)
        _draw(shared, language)
    except SourcierError as error:
        st.html(alert(error.localized(language)))
    except Exception:
        logging.exception("The page could not be drawn.")
        st.html(alert(TEXTS[language].unexpected))


def _draw(shared: Service, language: Language) -> None:
    conversation = _conversation()
    _header(conversation, language)
    st.chat_input(TEXTS[language].placeholder, key="typed", on_submit=_typed)
    sourcier = _open(shared, language)
    choices = filters.Choices(sourcier.languages, sourcier.documents())
    filters.draw(choices, language)
    with st.container(key="conversation", gap="large"):
        _exchanges(sourcier, conversation, choices, language)
        if where := filters.current():
            frame.show(
                filter_html(where, choices.titles, language), "filter", language, cleared=lambda _: filters.clear()
            )
    if (citation := conversation.citation(conversation.opened)) is not None:
        with st.container(key="source"):
            try:
                html = article_html(sourcier.document(citation.document_id), citation, language)
            except KeyError:
                html = missing_html(language)
            frame.show(html, "article", language, closed=lambda _: conversation.open(None))


def _conversation() -> Conversation:
    conversation: Conversation = st.session_state.setdefault("conversation", Conversation())
    return conversation


def _typed() -> None:
    _ask_next(st.session_state["typed"])


def _ask_next(question: str) -> None:
    _conversation().ask(question, filters.current())


def _restart() -> None:
    st.session_state["conversation"] = Conversation(_conversation().number + 1)


def _header(conversation: Conversation, language: Language) -> None:
    texts = TEXTS[language]
    with st.container(key="header", horizontal=True, vertical_alignment="center"):
        frame.show(wordmark_html(language), "wordmark", language)
        if conversation.exchanges:
            st.button(texts.new_conversation, type="tertiary", on_click=_restart)
        st.session_state["language"] = language
        st.segmented_control(
            texts.language_label, LANGUAGES, required=True, key="language", label_visibility="collapsed",
            format_func=lambda code: TEXTS[code].name, on_change=lambda: choose(st.session_state["language"]),
        )  # fmt: skip


def _open(shared: Service, language: Language) -> Sourcier:
    """The open index. While the model loads, a sentence says so."""
    if shared.is_loaded:
        return shared.open(lambda _: None)
    texts = TEXTS[language]
    stages = {"unpacking": texts.unpacking, "measuring": texts.measuring}
    line = st.empty()
    with line.container(), st.spinner(texts.loading):
        stage = st.empty()

        def tell(name: str) -> None:
            stage.caption(stages.get(name, texts.loading))

        sourcier = shared.open(tell)
    line.empty()
    return sourcier


def _exchanges(sourcier: Sourcier, conversation: Conversation, choices: filters.Choices, language: Language) -> None:
    if not conversation.exchanges and not conversation.pending:
        frame.show(welcome_html(choices.documents, language), "welcome", language, asked=_ask_next)
    for turn, exchange in enumerate(conversation.exchanges):
        html = exchange_html(exchange, View(language, turn, choices.titles))
        _show_turn(html, turn, language)
    if conversation.pending:
        asked, turn = conversation.pending[0], len(conversation.exchanges)
        _show_turn(question_html(asked.question, language), turn, language)
        with st.spinner(TEXTS[language].searching):
            outcome = _outcome(sourcier, conversation.turns(asked.question), asked.where)
        conversation.settle(turn, outcome)
        st.rerun()


def _show_turn(html: Html, turn: int, language: Language) -> None:
    conversation = _conversation()
    key = f"exchange-{conversation.number}-{turn}"
    pressed = str(conversation.opened or "")
    frame.show(html, key, language, pressed, opened=lambda place: conversation.open(Place.parse(place)))


def _outcome(sourcier: Sourcier, turns: Sequence[Turn], where: Filter) -> Answer | SourcierError | None:
    """What comes of the question that ends a conversation. An error belongs into it, and it goes on after that."""
    try:
        return sourcier.ask(turns, where)
    except SourcierError as error:
        return error
    except Exception:
        logging.exception("A question could not be answered.")
        return None
