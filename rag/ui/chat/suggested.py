"""First questions found in the articles: looked for once for each state of an index, beside the page."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

import streamlit as st

from rag.errors import SourcierError
from rag.messages import Language

if TYPE_CHECKING:
    from rag.build import Sourcier

_MOST = 8
"""States of indexes and languages that are remembered."""


class Suggested:
    """Any number of sessions may ask it; each state of an index is looked through once for each language."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: dict[tuple[str, ...], tuple[str, ...] | None] = {}

    def get(self, sourcier: Sourcier, language: Language) -> tuple[str, ...] | None:
        """The questions; None where they are still looked for."""
        manifest = sourcier.index.manifest
        key = (str(sourcier.index.path), manifest.created, str(manifest.generation), language)
        with self._lock:
            if key not in self._found:
                while len(self._found) >= _MOST:
                    del self._found[next(iter(self._found))]
                self._found[key] = None
                threading.Thread(target=self._look, args=(key, sourcier, language), daemon=True).start()
            return self._found[key]

    def _look(self, key: tuple[str, ...], sourcier: Sourcier, language: Language) -> None:
        from rag.answer.suggest import suggestions

        found: tuple[str, ...] = ()
        try:
            found = tuple(suggestions(sourcier.index.catalogue, language, sourcier.quoting.ask))
        except SourcierError as error:  # a server that is away: they are looked for again with the next drawing
            logging.warning("No first questions could be found in the articles: %s", error)
            with self._lock:
                self._found.pop(key, None)
            return
        except Exception:  # the page goes on without them
            logging.exception("No first questions could be found in the articles.")
        with self._lock:
            self._found[key] = found


@st.cache_resource(show_spinner=False)
def suggested() -> Suggested:
    """The one for all sessions."""
    return Suggested()
