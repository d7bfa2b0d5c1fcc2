"""A filter in words, in the language of the interface."""

from __future__ import annotations

from collections.abc import Mapping

from rag.messages import Language
from rag.types import Filter
from rag.ui.markup import Html, element
from rag.ui.texts import TEXTS, date_text

Titles = Mapping[str, str]
"""The titles of articles by their ids. An article that is not there any more is called by its id."""

_NAMED = 3
"""So many articles are named; of more, only the number is said."""


def filter_parts(where: Filter, titles: Titles, language: Language) -> str:
    """What the filter lets through: “French · Le Monde · from 1 May 2025 on”."""
    texts = TEXTS[language]
    groups = [
        [language_name(code, language) for code in where.languages],
        list(where.sources),
        [titles.get(name, name) for name in where.documents],
    ]
    if len(where.documents) > _NAMED:
        groups[-1] = [texts.filter_many.format(count=len(where.documents))]
    dates = _dates(where, language)
    # Names of sources and articles have commas in them.
    return " · ".join([" / ".join(group) for group in groups if group] + ([dates] if dates else []))


def language_name(code: str, language: Language) -> str:
    """The name of one of the two languages; of another, its code."""
    texts = TEXTS[language]
    return {"fr": texts.french, "en": texts.english}.get(code, code)


def filter_html(where: Filter, titles: Titles, language: Language) -> Html:
    """What the next question will be asked of, with a button that clears the filter."""
    texts = TEXTS[language]
    told = texts.filter_next.format(parts=filter_parts(where, titles, language))
    clear = element("button", texts.filter_clear, type="button", class_="clear", data_event="cleared", data_value="")
    return element("p", told, " ", clear, class_="filter", role="status")


def _dates(where: Filter, language: Language) -> str:
    texts = TEXTS[language]
    if where.date_from is None and where.date_to is None:
        return ""
    if where.date_from == where.date_to:
        return date_text(where.date_from, language)
    form = texts.filter_between
    if where.date_to is None:
        form = texts.filter_since
    elif where.date_from is None:
        form = texts.filter_until
    return form.format(first=date_text(where.date_from, language), last=date_text(where.date_to, language))
