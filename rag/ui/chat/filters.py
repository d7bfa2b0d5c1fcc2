"""The filter that a reader sets: its widgets in the sidebar, and where a session keeps it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from rag.messages import Language
from rag.types import DocumentInfo, Filter
from rag.ui.chat.filter_view import Titles, language_name
from rag.ui.texts import TEXTS

_KEPT = "filter-kept"
"""What was chosen, by the keys of the widgets: Streamlit forgets a widget's value while another page is drawn."""
_ROUND = "filter-round"
"""Counts how often the filter was cleared. It is part of the widgets' keys: new ones are empty."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose from: the languages of passages, and all articles."""

    languages: Sequence[str]
    documents: Sequence[DocumentInfo]

    @property
    def titles(self) -> Titles:
        """The titles of the articles by their ids."""
        return {info.id: info.title for info in self.documents}

    @property
    def sources(self) -> list[str]:
        """The sources that articles name, in alphabetical order."""
        return sorted({info.source for info in self.documents if info.source}, key=str.casefold)

    @property
    def dates(self) -> list[dt.date]:
        """The dates of the articles, the earliest first."""
        return sorted({info.date for info in self.documents if info.date})


def current() -> Filter:
    """The filter that a question asked now is asked under."""
    dates = _chosen("dates")
    return Filter(
        languages=_chosen("languages"),
        documents=_chosen("documents"),
        sources=_chosen("sources"),
        date_from=dates[0] if dates else None,
        date_to=dates[1] if len(dates) > 1 else None,
    )


def clear() -> None:
    """Lets everything through again."""
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def draw(choices: Choices, language: Language) -> None:
    """The widgets, in the sidebar. A field that has nothing to choose between is left out."""
    texts, titles = TEXTS[language], choices.titles
    with st.sidebar, st.expander(texts.filters, expanded=True, icon=":material/filter_alt:"):
        _select("languages", texts.filter_languages, choices.languages, lambda c: language_name(c, language), language)
        _range(choices.dates, language)
        _select("sources", texts.filter_sources, choices.sources, str, language)
        _select("documents", texts.filter_articles, list(titles), lambda name: titles.get(name, name), language)
        if current():
            st.button(texts.filter_clear, on_click=clear, width="stretch")


def _select(name: str, label: str, options: Sequence[str], show: Callable[[str], str], language: Language) -> None:
    key = _key(name)
    # What has left the index cannot be chosen any more.
    st.session_state[key] = [value for value in _chosen(name) if value in options]
    if len(options) > 1:
        st.multiselect(label, options, key=key, format_func=show, placeholder=TEXTS[language].filter_all)
    _keep(key)


def _range(dates: Sequence[dt.date], language: Language) -> None:
    if len(dates) < 2:
        return
    key, chosen = _key("dates"), _chosen("dates")
    known = [*dates, *chosen]
    # The year first, in both languages: nobody reads 2025-05-04 as the fifth of April.
    st.date_input(
        TEXTS[language].filter_dates, value=chosen, key=key, min_value=min(known), max_value=max(known),
        format="YYYY-MM-DD",
    )  # fmt: skip
    _keep(key)


def _keep(key: str) -> None:
    st.session_state.setdefault(_KEPT, {})[key] = tuple(st.session_state[key])


def _chosen(name: str) -> tuple[Any, ...]:
    key = _key(name)
    return tuple(st.session_state.get(key, st.session_state.get(_KEPT, {}).get(key, ())))


def _key(name: str) -> str:
    return f"filter-{st.session_state.get(_ROUND, 0)}-{name}"
