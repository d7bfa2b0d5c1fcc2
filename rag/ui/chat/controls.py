"""What is done with what is typed next: asked, of whom, or checked. Kept in the session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import streamlit as st

from rag.messages import Language
from rag.ui.chat.state import Manner
from rag.ui.texts import TEXTS

if TYPE_CHECKING:
    from rag.settings import Settings

_CHOSEN = "answerer-chosen"
"""Streamlit forgets the value of a widget that is not drawn, as that of the answerer while a text is checked."""

_MODES: tuple[Literal["ask", "check"], ...] = ("ask", "check")


def manner(settings: Settings) -> Manner:
    """What is done with what is typed now."""
    return "check" if st.session_state.get("mode") == "check" else answerer(settings)


def answerer(settings: Settings) -> Manner:
    """Who answers a question that is asked now."""
    known = _answerers(settings)
    chosen: Manner = st.session_state.get(_CHOSEN, known[0])
    return chosen if chosen in known else known[0]


def draw(settings: Settings, language: Language) -> None:
    """The widgets. Without a chat model there is no choice of who answers."""
    texts = TEXTS[language]
    modes = {"ask": texts.ask_mode, "check": texts.check_mode}
    with st.container(key="controls", horizontal=True, vertical_alignment="center"):
        st.session_state.setdefault("mode", "ask")
        st.segmented_control(
            texts.mode_label, _MODES, required=True, key="mode", label_visibility="collapsed",
            format_func=lambda mode: modes[mode],
        )  # fmt: skip
        if settings.model is not None and manner(settings) != "check":
            _draw_answerer(settings, settings.model, language)


def _draw_answerer(settings: Settings, name: str, language: Language) -> None:
    texts = TEXTS[language]
    # The name goes into options of a selectbox, which are plain text, not into labels, which are Markdown.
    names: dict[Manner, str] = {
        "model": texts.answerer_model.format(name=name),
        "strict": texts.answerer_strict.format(name=name),
        "quotations": texts.answerer_quotations,
    }
    st.session_state["answerer"] = answerer(settings)
    st.selectbox(
        texts.answerer_label, _answerers(settings), key="answerer", label_visibility="collapsed", width=330,
        format_func=lambda one: names[one], on_change=_choose, filter_mode=None,
    )  # fmt: skip


def _choose() -> None:
    st.session_state[_CHOSEN] = st.session_state["answerer"]


def _answerers(settings: Settings) -> list[Manner]:
    """Those to choose from, that of the settings first."""
    if settings.model is None:
        return ["quotations"]
    return ["strict", "quotations"] if settings.strict else ["model", "strict", "quotations"]
