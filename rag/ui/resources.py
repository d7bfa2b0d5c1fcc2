"""What all sessions of the server share: the settings, the model, the open index."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from rag.settings import Settings, load_settings

if TYPE_CHECKING:
    from rag.build import Sourcier
    from rag.models import SecondPass
    from rag.ports import Embedder

Notify = Callable[[str], None]


class Service:
    """Loads the models once and opens the index again whenever a newer one was published. Threads may share it."""

    def __init__(self, settings: Settings, embedder: Embedder | None = None) -> None:
        self.settings = settings
        self._lock = threading.Lock()
        self._embedder = embedder
        self._second: SecondPass | None = None
        self._sourcier: Sourcier | None = None

    @property
    def is_loaded(self) -> bool:
        """Whether the model is in memory, so that `open` takes no time to speak of."""
        return self._embedder is not None

    def open(self, notify: Notify) -> Sourcier:
        """The index as it was last published. Raises SourcierError; the next call tries again."""
        with self._lock:
            from rag import build, models  # seconds: not before the page shows

            if self._embedder is None:
                build.open_catalogue(self.settings).close()  # says at once, not after the model, that there is no index
                self._embedder = models.make_embedder(self.settings, notify)
            if self._sourcier is None or not self._sourcier.index.is_current():
                self._sourcier = None  # a failure to open must not leave the outdated one behind
                self._second = self._second or models.make_second_pass(self.settings, self._embedder)
                self._sourcier = build.open_sourcier(self.settings, self._embedder, self._second)
                self._sourcier.warm_up()
            return self._sourcier


@st.cache_resource(show_spinner=False)
def service() -> Service:
    """The one Service. Raises SettingsError, which is not kept: the next drawing reads the settings again."""
    return Service(load_settings())
