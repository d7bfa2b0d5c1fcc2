"""What a button does may fail; Streamlit runs it before the page is drawn, so the page says it then."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from eval.page.style import STYLE
from rag.errors import SourcierError
from rag.messages import Language
from rag.ui import frame
from rag.ui.markup import alert, element, join

_TOLD = "evaluation-told"


def tried(do: Callable[[], object]) -> bool:
    """Whether it went well; what did not is said at the next drawing."""
    try:
        do()
    except SourcierError as error:
        st.session_state[_TOLD] = error
        return False
    return True


def note(text: str) -> None:
    """Has that said at the next drawing."""
    st.session_state[_TOLD] = text


def draw_told(language: Language) -> None:
    """Says it, once."""
    told: SourcierError | str | None = st.session_state.pop(_TOLD, None)
    if isinstance(told, SourcierError):
        st.html(alert(told.localized(language)))
    elif told:
        frame.show(join(element("p", told, class_="job", role="status"), STYLE), "evaluation-told-frame", language)
