"""What one reader's session holds of the page: which view is shown, what is chosen in it, which passage is open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

import streamlit as st

from eval.outcome import Cited, Retrieved

View = Literal["run", "results", "compare", "sets"]
VIEWS: tuple[View, ...] = ("run", "results", "compare", "sets")

VIEW, RUN, SET, INTO = "evaluation-view", "evaluation-run", "evaluation-set", "evaluation-into"
_NEXT = "evaluation-next"
_NEXT_SET = "evaluation-next-set"
_OPENED = "evaluation-opened"
_ROUND = "evaluation-round"


def go(view: View, run: str | None = None) -> None:
    """Shows that view, and in it that run, from the next drawing on."""
    st.session_state[_NEXT] = (view, run)


def arrive() -> None:
    """Does what `go` and `choose_set` have asked for. Called before any widget of the page is drawn."""
    asked: tuple[View, str | None] | None = st.session_state.pop(_NEXT, None)
    if asked is not None:
        view, run = asked
        st.session_state[VIEW] = view
        if run is not None:
            st.session_state[RUN] = run
    path: str | None = st.session_state.pop(_NEXT_SET, None)
    if path is not None:
        st.session_state[SET] = path
        st.session_state[INTO] = Path(path).name


def pick(key: str, label: str, options: Sequence[str], show: Callable[[str], str] = str) -> str:
    """A list to choose from, which must not be empty. The choice outlives other views, and what has gone does not."""
    if st.session_state.get(key) not in options:
        st.session_state.pop(key, None)
    chosen = st.selectbox(label, options, key=key, format_func=show, filter_mode="contains", persist_state="session")
    assert chosen is not None  # there is something to choose, and the first is chosen from the beginning
    return chosen


def opened() -> Retrieved | Cited | None:
    """The passage that is open beside the page."""
    found: Retrieved | Cited | None = st.session_state.get(_OPENED)
    return found


def open_passage(found: Retrieved | Cited | None) -> None:
    """Opens a passage in its article, or closes it with None."""
    st.session_state[_OPENED] = found


def new_round() -> None:
    """Has the fields of a form begin again."""
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def field(name: str) -> str:
    """The key of a field of a form: another one in each round, so that it is empty again."""
    return f"evaluation-{st.session_state.get(_ROUND, 0)}-{name}"


def choose_set(path: str) -> None:
    """Shows that set, and has questions added to it, from the next drawing on."""
    st.session_state[_NEXT_SET] = path
