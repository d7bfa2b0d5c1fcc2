"""Below each answer: what the reader makes of it, and a copy of it with its references."""

from __future__ import annotations

from typing import cast

import streamlit as st

from rag.history.export.text import exchange_text, reference_text
from rag.history.values import Rating
from rag.messages import Language
from rag.ui import frame
from rag.ui.chat import keeping
from rag.ui.chat.history_texts import HISTORY
from rag.ui.chat.state import Conversation, Exchange, Place
from rag.ui.markup import Html, element
from rag.ui.visit import Visit

_MOST_OF_A_COMMENT = 1000

_UP = "M7 10v11H3V10zm2 11V10l4-8a2 2 0 0 1 2 2.2V9h5.2a1.8 1.8 0 0 1 1.8 2.1l-1.4 8.3A2 2 0 0 1 18.6 21z"
_COPY = "M9 3h10a1 1 0 0 1 1 1v12h-2V5H9zM5 7h9a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V8a1 1 0 0 1 1-1z"


def draw(visit: Visit, conversation: Conversation, turn: int) -> None:
    """The buttons; below them, once the answer is rated, a line for a comment. An error has neither."""
    exchange = conversation.exchanges[turn]
    if (kept := keeping.to_keep(exchange)) is None:
        return
    rating = exchange.kept.rating if exchange.kept else None
    commented = rating is not None and conversation.rated == turn and kept.comment != ""
    html = actions_html(exchange, exchange_text(kept, visit.language), visit.language, commented=commented)
    key = f"{conversation.number}-{turn}"
    frame.show(
        html, f"turn-{key}", visit.language, rating or "",
        rated=lambda value: _rate(visit, conversation, turn, value),
    )  # fmt: skip
    if rating is not None and (kept.comment or conversation.rated == turn):
        texts, field = HISTORY[visit.language], f"comment-{key}"
        label = texts.comment_up if rating == "up" else texts.comment_down
        st.text_input(
            label, value=kept.comment, placeholder=label, key=field, max_chars=_MOST_OF_A_COMMENT,
            label_visibility="collapsed",
            on_change=lambda: keeping.rate(visit, conversation, turn, rating, st.session_state[field].strip()),
        )  # fmt: skip


def actions_html(exchange: Exchange, copied: str, language: Language, *, commented: bool = False) -> Html:
    """The buttons. Only what is kept can be rated. `copied` is what is copied; `commented`: a comment was just kept."""
    texts = HISTORY[language]
    rate = [_thumb("up", texts.up), _thumb("down", texts.down)] if exchange.kept else []
    told = element(
        "span", texts.commented if commented else "", class_="told", role="status", data_done=texts.copied,
        data_failed=texts.not_copied,
    )  # fmt: skip
    copy = element("button", _icon(_COPY), texts.copy, type="button", class_="action", data_copy=copied)
    return element("div", *rate, copy, told, class_="actions", role="group", aria_label=texts.actions)


def references(exchange: Exchange, turn: int, language: Language) -> dict[str, str]:
    """The reference of each citation by its place, which is what a chip of it holds."""
    kept = keeping.to_keep(exchange)
    known = () if kept is None else kept.citations
    return {str(Place(turn, position)): reference_text(one, language) for position, one in enumerate(known)}


def _rate(visit: Visit, conversation: Conversation, turn: int, value: str) -> None:
    """A click on what is pressed takes it back."""
    if value not in {"up", "down"} or turn >= len(conversation.exchanges):
        return
    before = conversation.exchanges[turn].kept
    if before is not None and before.rating == value:
        keeping.rate(visit, conversation, turn, None)
    else:
        keeping.rate(visit, conversation, turn, cast("Rating", value), before.comment if before else "")


def _thumb(rating: Rating, label: str) -> Html:
    return element(
        "button", _icon(_UP), type="button", class_=f"action thumb {rating}", data_event="rated", data_value=rating,
        aria_label=label, title=label, aria_pressed="false",
    )  # fmt: skip


def _icon(path: str) -> Html:
    return element("svg", element("path", d=path), viewBox="0 0 24 24", aria_hidden="true")
