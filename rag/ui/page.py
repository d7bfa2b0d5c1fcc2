"""The chat page: a conversation on the left, the quoted article on the right."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import streamlit as st

from rag.errors import SourcierError
from rag.messages import LANGUAGES, Language
from rag.ui import controls, conversation_view, filters, frame
from rag.ui.filter_view import filter_html
from rag.ui.language import choose, page_language
from rag.ui.markup import alert
from rag.ui.resources import Service, service
from rag.ui.source_view import article_html, missing_html
from rag.ui.state import Conversation, Manner
from rag.ui.style import ICON, PAGE_CSS
from rag.ui.texts import TEXTS
from rag.ui.welcome import check_html, welcome_html, wordmark_html

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
    conversation, texts = _conversation(), TEXTS[language]
    _header(conversation, language, writes=controls.answerer(shared.settings) != "quotations")
    controls.draw(shared.settings, language)
    manner = controls.manner(shared.settings)
    if manner == "check":
        st.chat_input(texts.paste, key="pasted", on_submit=lambda: _ask_next(st.session_state["pasted"], manner))
    else:
        st.chat_input(texts.placeholder, key="typed", on_submit=lambda: _ask_next(st.session_state["typed"], manner))
    sourcier = _open(shared, language)
    choices = filters.Choices(sourcier.languages, sourcier.documents())
    filters.draw(choices, language)
    with st.container(key="conversation", gap="large"):
        if not conversation.exchanges and not conversation.pending:
            _welcome(choices, manner, language)
        conversation_view.draw(sourcier, conversation, choices.titles, language)
        if manner == "check" and conversation.exchanges:
            frame.show(check_html(language, first=False), "hint", language)
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


def _welcome(choices: filters.Choices, manner: Manner, language: Language) -> None:
    if manner == "check" and choices.documents:
        frame.show(check_html(language, first=True), "welcome", language)
        return
    html = welcome_html(choices.documents, language, writes=manner != "quotations")
    frame.show(html, "welcome", language, asked=lambda question: _ask_next(question, manner))


def _conversation() -> Conversation:
    conversation: Conversation = st.session_state.setdefault("conversation", Conversation())
    return conversation


def _ask_next(question: str, manner: Manner) -> None:
    _conversation().ask(question, filters.current(), manner)


def _restart() -> None:
    before = _conversation()
    if before.work is not None:
        before.work.stop()
    st.session_state["conversation"] = Conversation(before.number + 1)


def _header(conversation: Conversation, language: Language, *, writes: bool) -> None:
    texts = TEXTS[language]
    with st.container(key="header", horizontal=True, vertical_alignment="center"):
        frame.show(wordmark_html(language, writes=writes), "wordmark", language)
        if conversation.exchanges or conversation.pending:
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
