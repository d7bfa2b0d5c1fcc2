"""What all requests to a server share: the settings, the models, the open index."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.errors import SourcierError
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.build import Sourcier
    from rag.history.store import History
    from rag.models import SecondPass
    from rag.ports import Embedder

Notify = Callable[[str], None]


class Service:
    """Loads the models once and opens the index again whenever a newer one was published. Threads may share it."""

    def __init__(self, settings: Settings, embedder: Embedder | None = None) -> None:
        self.settings = settings
        self._opening = threading.Lock()
        self._loading = threading.Lock()
        self._embedder = embedder
        self._second: SecondPass | None = None
        self._sourcier: Sourcier | None = None
        self._others: dict[str, Sourcier] = {}

    @property
    def is_loaded(self) -> bool:
        """Whether the model is in memory, so that `open` takes no time to speak of."""
        return self._embedder is not None

    @property
    def history(self) -> History:
        """The conversations of all readers. The file is touched by what is done with them, not by this."""
        from rag.history.store import History

        return History(self.settings.data_folder / "history.sqlite")

    def embedder(self, notify: Notify) -> Embedder:
        """The embedding model, loaded once. Raises EmbedderError; the next call tries again."""
        with self._loading:
            if self._embedder is None:
                from rag import models  # seconds: not before the page shows

                self._embedder = models.make_embedder(self.settings, notify)
            return self._embedder

    def open(self, notify: Notify, *, newest: bool = False) -> Sourcier:
        """The index as it was last published. Raises SourcierError; the next call tries again.

        While somebody opens a newer state, others go on with the one before it, unless they want the `newest`.
        """
        known = self._sourcier
        if known is not None and known.index.is_current():
            return known
        if not self._opening.acquire(blocking=known is None or newest):
            assert known is not None
            return known
        try:
            if self._sourcier is None or not self._sourcier.index.is_current():
                self._sourcier = self._opened(notify)
            return self._sourcier
        except SourcierError:
            self._sourcier = None  # a failure to open must not leave the outdated one behind
            raise
        finally:
            self._opening.release()

    def open_with(self, model: str, notify: Notify) -> Sourcier:
        """The same index, of which another chat model than the one that is set writes.

        Raises SourcierError as `open` does, ModelSetupError among them.
        """
        from rag import build, models

        current = self.open(notify)
        with self._loading:
            made = self._others.get(model)
            if made is None or made.index is not current.index:
                assert self._embedder is not None
                assert self._second is not None
                settings = self.settings.model_copy(update={"model": model})
                second = replace(self._second, writer=models.make_writer(settings))
                made = build.open_sourcier(settings, self._embedder, second, current.index)
                self._others[model] = made
            return made

    def check_model(self, model: str) -> None:
        """Raises ModelSetupError for a chat model that cannot be made."""
        from rag import models

        models.make_writer(self.settings.model_copy(update={"model": model}))

    def _opened(self, notify: Notify) -> Sourcier:
        from rag import build, indexing, models

        if self._embedder is None:  # that there is no index is said at once, not after the model
            indexing.open_catalogue(self.settings).close()
        embedder = self.embedder(notify)
        self._second = self._second or models.make_second_pass(self.settings, embedder)
        sourcier = build.open_sourcier(self.settings, embedder, self._second)
        sourcier.warm_up()
        return sourcier
