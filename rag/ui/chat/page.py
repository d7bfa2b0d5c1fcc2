"""The chat: a conversation on the left, the quoted article on the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from rag.messages import Language
from rag.ui import frame
from rag.ui.chat import controls, conversation_view, filters, history_view, keeping
from rag.ui.chat.filter_view import filter_html
from rag.ui.chat.state import Manner
from rag.ui.chat.suggested import suggested
from rag.ui.chat.welcome import check_html, examples, welcome_html, wordmark_html
from rag.ui.markup import Html
from rag.ui.source_view import article_html, missing_html
from rag.ui.texts import TEXTS
from rag.ui.visit import Room, Visit
from rag.ui.watching import watch

if TYPE_CHECKING:
    from rag.build import Sourcier

_EVERY = 1.0
"""Seconds between two looks for first questions, while they are looked for."""


def wordmark(visit: Visit) -> Html:
    """The name of the product, and what it does with a question that is asked now."""
    return wordmark_html(visit.language, writes=controls.answerer(visit.shared.settings) != "quotations")


def draw(visit: Visit) -> None:
    """The conversation, and the article that is open."""
    conversation, texts, language = keeping.current(visit), TEXTS[visit.language], visit.language
    controls.draw(visit.shared.settings, language)
    manner = controls.manner(visit.shared.settings)
    if manner == "check":
        st.chat_input(texts.paste, key="pasted", on_submit=lambda: _ask_next(st.session_state["pasted"], manner))
    else:
        st.chat_input(texts.placeholder, key="typed", on_submit=lambda: _ask_next(st.session_state["typed"], manner))
    sourcier = visit.open()
    choices = filters.Choices(sourcier.languages, sourcier.documents())
    history_view.draw(visit, conversation)
    filters.draw(choices, language)
    with st.container(key="conversation", gap="large"):
        if not conversation.exchanges and not conversation.pending:
            _welcome(sourcier, choices, manner, language)
        conversation_view.draw(visit, sourcier, conversation, choices.titles)
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


def actions(visit: Visit) -> None:
    """What stands in the header: a new conversation."""
    conversation = keeping.current(visit)
    if conversation.exchanges or conversation.pending:
        st.button(TEXTS[visit.language].new_conversation, type="tertiary", on_click=keeping.restart)


CHAT = Room(
    path="chat", icon=":material/forum:", titles={"fr": "Conversation", "en": "Chat"}, draw=draw, actions=actions
)


def _welcome(sourcier: Sourcier, choices: filters.Choices, manner: Manner, language: Language) -> None:
    documents = choices.documents
    if manner == "check" and documents:
        frame.show(check_html(language, first=True), "welcome", language)
        return
    written = examples(documents, language)

    def shown() -> bool:
        questions = written or (suggested().get(sourcier, language) if documents else ())
        html = welcome_html(documents, questions or (), language, writes=manner != "quotations")
        frame.show(html, "welcome", language, asked=lambda question: _ask_next(question, manner))
        return waits and (questions is not None or bool(keeping.here().pending))  # a click draws this part alone again

    waits = not written and bool(documents) and suggested().get(sourcier, language) is None
    if waits:
        watch(shown, _EVERY)
    else:
        shown()


def _ask_next(question: str, manner: Manner) -> None:
    keeping.here().ask(question, filters.current(), manner)
