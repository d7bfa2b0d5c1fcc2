"""Between a session's conversation and those that are kept: what ended is kept, and a kept one is resumed."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from rag.errors import HistoryError, SourcierError
from rag.history.values import KeptExchange, Rating, first_name
from rag.types import Answer
from rag.ui.chat.state import Conversation, Exchange, Kept
from rag.ui.chat.work import Checked, started
from rag.ui.visit import Visit

PARAMETER = "c"
"""The query parameter that names the open conversation, so that a reload or a bookmark finds it again."""

_OPEN = "conversation"
_WANTED = "conversation-wanted"
_LEFT = "conversations-left"
_AT_ONCE = 0.6
"""Seconds that a reader waits for quotations without being told that they are looked for."""


def current(visit: Visit) -> Conversation:
    """The session's conversation, or the one that is wanted in its place. What has ended in it is kept.

    What cannot be kept is tried again at the next drawing; meanwhile `trouble` says why.
    """
    wanted = st.session_state.pop(_WANTED, None)
    if _OPEN not in st.session_state:
        wanted = wanted or st.query_params.get(PARAMETER)
    if wanted is not None:
        _open(visit, wanted)
    conversation, left = here(), st.session_state.get(_LEFT, [])
    _begin(visit, conversation)
    for one in (*left, conversation):
        one.settle()
        _keep(visit, one)
    st.session_state[_LEFT] = [one for one in left if one.work is not None]
    _address(conversation)
    return conversation


def here() -> Conversation:
    """The session's conversation as it is."""
    conversation: Conversation = st.session_state.setdefault(_OPEN, Conversation())
    return conversation


def restart() -> None:
    """Begins a new conversation."""
    _replace(Conversation(here().number + 1))


def drop() -> None:
    """Begins a new conversation in the place of one that was deleted, of which nothing more is kept."""
    st.session_state[_OPEN] = Conversation(here().number + 1)


def resume(conversation: str) -> None:
    """Opens a kept conversation at the next drawing, if it is this reader's."""
    st.session_state[_WANTED] = conversation


def rate(visit: Visit, conversation: Conversation, turn: int, rating: Rating | None, comment: str = "") -> None:
    """Keeps what the reader makes of an exchange that is kept. Where it cannot be, `trouble` says why."""
    exchange = conversation.exchanges[turn]
    if exchange.kept is None or conversation.id is None:
        return
    try:
        visit.shared.history.rate(visit.person.id, conversation.id, exchange.kept.position, rating, comment)
    except KeyError:  # it was deleted meanwhile, as in another window
        _forget(conversation)
    except HistoryError as error:
        conversation.trouble = error
    else:
        conversation.trouble = None
        kept = replace(exchange.kept, rating=rating, comment=comment)
        conversation.exchanges[turn] = replace(exchange, kept=kept)
        conversation.rated = turn


def _begin(visit: Visit, conversation: Conversation) -> None:
    """Has quotations looked for before the page is drawn, which then shows them the first time that it is drawn.

    What takes longer is shown as it goes on.
    """
    if not conversation.pending or conversation.work is not None or not visit.shared.is_loaded:
        return
    asked = conversation.pending[0]
    if asked.manner == "quotations":
        try:
            sourcier = visit.shared.open(lambda _: None)
        except SourcierError:
            return  # told where the page opens the index, with what can be done
        conversation.begin(started(sourcier, conversation.turns(asked.question), asked)).wait(_AT_ONCE)


def to_keep(exchange: Exchange) -> KeptExchange | None:
    """What is kept of an exchange; None for an error, which is no part of a conversation."""
    rating, comment = (exchange.kept.rating, exchange.kept.comment) if exchange.kept else (None, "")
    outcome = exchange.outcome
    if isinstance(outcome, Answer):
        return KeptExchange(exchange.question, outcome, where=exchange.where, rating=rating, comment=comment)
    if isinstance(outcome, Checked):
        return KeptExchange(
            exchange.question, checked=outcome.statements, stopped=outcome.stopped, where=exchange.where, rating=rating,
            comment=comment,
        )  # fmt: skip
    return None


def resumed(kept: KeptExchange, position: int) -> Exchange:
    """An exchange as it was before it was kept."""
    outcome = kept.answer if kept.checked is None else Checked(kept.checked, kept.stopped)
    return Exchange(kept.question, outcome, kept.where, Kept(position, kept.rating, kept.comment))


def _open(visit: Visit, wanted: str) -> None:
    """Puts a kept conversation in the place of the session's. One that is not this reader's changes nothing."""
    try:
        kept = visit.shared.history.exchanges(visit.person.id, wanted)
    except KeyError:
        return
    except HistoryError as error:
        here().trouble = error
        return
    exchanges = [resumed(one, position) for position, one in enumerate(kept)]
    _replace(Conversation(here().number + 1, exchanges, id=wanted))


def _replace(conversation: Conversation) -> None:
    before = here()
    before.leave()
    st.session_state[_LEFT] = [*st.session_state.get(_LEFT, []), before]
    st.session_state[_OPEN] = conversation


def _keep(visit: Visit, conversation: Conversation) -> None:
    """Keeps the exchanges that are not kept yet, in their order."""
    for _ in range(2):
        try:
            for turn, exchange in enumerate(conversation.exchanges):
                if exchange.kept is None and (kept := to_keep(exchange)) is not None:
                    position = _append(visit, conversation, kept)
                    conversation.exchanges[turn] = replace(exchange, kept=Kept(position))
                    conversation.trouble = None
            return
        except KeyError:  # it was deleted meanwhile, as in another window: what is on the screen is kept anew
            _forget(conversation)
        except HistoryError as error:
            conversation.trouble = error
            return


def _append(visit: Visit, conversation: Conversation, kept: KeptExchange) -> int:
    history, owner = visit.shared.history, visit.person.id
    conversation.id = conversation.id or history.begin(owner, first_name(kept.question))
    return history.append(owner, conversation.id, kept)


def _forget(conversation: Conversation) -> None:
    conversation.id = None
    conversation.exchanges[:] = [replace(exchange, kept=None) for exchange in conversation.exchanges]


def _address(conversation: Conversation) -> None:
    """Has the address of the page name the conversation. Streamlit's links between pages drop the parameter."""
    known = st.query_params.get(PARAMETER)
    if conversation.id is None:
        if known is not None:
            del st.query_params[PARAMETER]
    elif known != conversation.id:
        st.query_params[PARAMETER] = conversation.id
