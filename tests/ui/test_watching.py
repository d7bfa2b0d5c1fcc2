"""A part of the page that is looked at again and again, and what is clicked beside it."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def _page() -> None:
    import streamlit as st

    from rag.ui.watching import watch

    drawn = st.session_state.setdefault("drawn", 0)
    st.session_state["drawn"] = drawn + 1

    def changed() -> bool:
        st.button("here", key="here")
        return True

    watch(changed, 60)
    if st.button("there", key="there"):
        st.session_state["clicked"] = True


def test_a_click_in_the_drawing_that_sees_a_change_is_not_lost() -> None:
    app = AppTest.from_function(_page).run()
    assert app.session_state["drawn"] == 1
    app.button(key="there").click().run()
    assert app.session_state["clicked"]
