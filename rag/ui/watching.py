"""A part of the page that is looked at again and again."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st


def watch(look: Callable[[], bool], every: float | None) -> None:
    """Draws a part every so many seconds, and the whole page once `look`, which draws it, says that it has changed.

    While the whole page is being drawn it is not begun anew, however much has changed: a click on what stands further
    down belongs to this very drawing and would be lost. The next look sees the change as well.
    """
    whole = True

    def part() -> None:
        nonlocal whole
        if look() and not whole:  # at the end: what is not drawn would be taken off the page
            st.rerun()
        whole = False

    st.fragment(part, run_every=every)()
