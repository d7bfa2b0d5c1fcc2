"""The widgets that say which articles are listed: search, filter, order, page."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from rag.messages import Language
from rag.ui.sources.holdings import Holdings
from rag.ui.sources.list_view import column_text
from rag.ui.sources.listing import COLUMNS, Order, Wanted
from rag.ui.sources.state import Browsing
from rag.ui.sources.texts import SOURCES_TEXTS, language_text

_QUERY, _LANGUAGES, _SOURCES, _DATES = (f"sources-{name}" for name in ("query", "languages", "names", "dates"))
_ORDER, _TURNED = "sources-order", "sources-turned"


def wanted() -> Wanted:
    """What is looked for now."""
    state = st.session_state
    dates: tuple[dt.date, ...] = state.get(_DATES, ())
    return Wanted(
        query=state.get(_QUERY, ""),
        languages=tuple(state.get(_LANGUAGES, ())),
        sources=tuple(state.get(_SOURCES, ())),
        first=dates[0] if dates else None,
        last=dates[1] if len(dates) > 1 else None,
    )


def draw(session: Browsing, holdings: Holdings, language: Language) -> Wanted:
    """The field to search in, and what narrows the list folded away beside it. Returns what is looked for."""
    texts = SOURCES_TEXTS[language]
    with st.container(key="sources-tools", horizontal=True, vertical_alignment="center"):
        st.text_input(
            texts.search, key=_QUERY, placeholder=texts.search, icon=":material/search:", max_chars=200,
            label_visibility="collapsed", on_change=_turn_to_first, args=(session,),
        )  # fmt: skip
        count = wanted().filters
        label = texts.filter_set.format(count=count) if count else texts.filter
        with st.popover(label, key="sources-filter", icon=":material/tune:"):
            _filters(session, holdings, language)
    return wanted()


def pagination(session: Browsing, pages: int) -> None:
    """The pages of the list, where there are several."""
    if pages > 1:
        st.session_state["sources-page"] = session.page
        st.pagination(pages, key="sources-page", on_change=lambda: _turn(session))


def _turn(session: Browsing) -> None:
    session.page = st.session_state["sources-page"]


def _turn_to_first(session: Browsing) -> None:
    session.page = 1


def _filters(session: Browsing, holdings: Holdings, language: Language) -> None:
    texts = SOURCES_TEXTS[language]
    for key, options in ((_LANGUAGES, holdings.languages), (_SOURCES, holdings.sources)):
        if key in st.session_state:  # what has left the index cannot be chosen any more
            st.session_state[key] = [value for value in st.session_state[key] if value in options]
    st.multiselect(
        texts.filter_language, holdings.languages, key=_LANGUAGES, placeholder=texts.all_of_them,
        format_func=lambda code: language_text(code, language), on_change=_turn_to_first, args=(session,),
    )  # fmt: skip
    if holdings.sources:
        st.multiselect(texts.filter_source, holdings.sources, key=_SOURCES, placeholder=texts.all_of_them,
            on_change=_turn_to_first, args=(session,),
        )  # fmt: skip
    dates = [row.info.date for row in holdings.rows if row.info.date]
    if dates:
        known = [*dates, *st.session_state.get(_DATES, ())]
        st.date_input(
            texts.filter_dates, value=[], key=_DATES, min_value=min(known), max_value=max(known), format="YYYY-MM-DD",
            on_change=_turn_to_first, args=(session,),
        )  # fmt: skip
    _order(session, language)
    if wanted().filters:
        st.button(texts.filter_clear, key="sources-clear", on_click=_clear, width="stretch")


def _order(session: Browsing, language: Language) -> None:
    """For narrow screens, where the columns have no headings."""
    texts = SOURCES_TEXTS[language]
    st.session_state[_ORDER], st.session_state[_TURNED] = session.order.column, session.order.descending
    st.selectbox(
        texts.filter_order, COLUMNS, key=_ORDER, filter_mode=None, on_change=lambda: _reorder(session),
        format_func=lambda column: column_text(column, language),
    )  # fmt: skip
    st.checkbox(texts.descending, key=_TURNED, on_change=lambda: _reorder(session))


def _reorder(session: Browsing) -> None:
    session.order, session.page = Order(st.session_state[_ORDER], st.session_state[_TURNED]), 1


def _clear() -> None:
    for key in (_LANGUAGES, _SOURCES):
        st.session_state[key] = []
    st.session_state[_DATES] = ()
