"""The one Service of the page."""

from __future__ import annotations

import streamlit as st

from rag.service import Service
from rag.settings import load_settings


@st.cache_resource(show_spinner=False)
def service() -> Service:
    """The one Service. Raises SettingsError, which is not kept: the next drawing reads the settings again."""
    return Service(load_settings())
