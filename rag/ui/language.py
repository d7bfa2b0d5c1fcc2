"""Which language the page speaks: the reader's choice, then the setting, then the browser's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import streamlit as st

from rag.messages import LANGUAGES, Language

PARAMETER = "lang"
"""The query parameter that keeps the choice, so that a reload or a bookmark finds it again."""

_CHOSEN = "language-chosen"
_FALLBACK: Language = "en"


def page_language(setting: Literal["auto", "fr", "en"] = "auto") -> Language:
    """The language of the interface. Questions may be asked in either, whatever it is."""
    asked = _known(st.query_params.get(PARAMETER, ""))
    chosen: Language | None = asked or st.session_state.get(_CHOSEN)
    if chosen is not None:
        if asked is None:  # another page of the application: Streamlit's links between them drop the parameter
            st.query_params[PARAMETER] = chosen
        st.session_state[_CHOSEN] = chosen
        return chosen
    if setting != "auto":
        return setting
    return preferred([st.context.locale or "", *accepted(st.context.headers.get("Accept-Language") or "")])


def choose(language: Language) -> None:
    """Keeps the reader's choice."""
    st.query_params[PARAMETER] = st.session_state[_CHOSEN] = language


def preferred(tags: Iterable[str]) -> Language:
    """The first language tag that the page speaks; English where there is none."""
    return next((known for tag in tags if (known := _known(tag)) is not None), _FALLBACK)


def accepted(header: str) -> list[str]:
    """The tags of an Accept-Language header, the most wanted first."""
    weighted: list[tuple[float, str]] = []
    for part in header.split(","):
        tag, _, weight = part.replace(" ", "").partition(";q=")
        try:
            weighted.append((float(weight) if weight else 1.0, tag))
        except ValueError:
            continue
    return [tag for weight, tag in sorted(weighted, key=lambda pair: -pair[0]) if weight > 0]


def _known(tag: str) -> Language | None:
    primary = tag.replace("_", "-").partition("-")[0].strip().lower()
    return next((language for language in LANGUAGES if language == primary), None)
