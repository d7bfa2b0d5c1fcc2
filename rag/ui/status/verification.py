"""A check of every file of the index, while the page goes on."""

from __future__ import annotations

import logging
import threading
import time

from rag.errors import SourcierError
from rag.settings import Settings
from rag.status import open_index

_ONE_AT_A_TIME = threading.Lock()
"""It reads the whole index: two of them at once would only take longer, each of them."""


class Verification:
    """One check, started when it is made. `trouble`: what it found, None where all is as it was written."""

    def __init__(self, settings: Settings) -> None:
        self.is_over = False
        self.failed = False
        self.trouble: SourcierError | None = None
        self.passages = 0
        self.milliseconds = 0.0
        self._settings = settings
        threading.Thread(target=self._run, name="verification", daemon=True).start()

    def _run(self) -> None:
        try:
            with _ONE_AT_A_TIME:
                began = time.monotonic()
                index = open_index(self._settings)
                index.verify()
                self.passages = index.manifest.passages
                self.milliseconds = (time.monotonic() - began) * 1000
        except SourcierError as error:
            self.trouble = error
        except Exception:  # nobody else hears of what goes wrong in a thread
            logging.exception("The index could not be verified.")
            self.failed = True
        finally:
            self.is_over = True
