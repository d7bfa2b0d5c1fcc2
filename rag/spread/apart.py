"""A process on this machine for tasks under suspicion."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager
from multiprocessing import get_context
from typing import Any

from rag.ingest.work import TaskKills
from rag.spread.worker import perform


class Apart(AbstractContextManager["Apart"]):
    """Started when it is first needed, and again after a task that has ended it."""

    def __init__(self) -> None:
        self._process: ProcessPoolExecutor | None = None

    def perform(self, parcel: bytes) -> Any:
        """Does the task. Raises TaskKills where the process is ended by it."""
        if self._process is None:
            self._process = ProcessPoolExecutor(1, get_context("spawn"))
        try:
            return self._process.submit(perform, parcel).result()
        except BrokenProcessPool as error:
            self.close()
            raise TaskKills from error

    def close(self) -> None:
        """Ends the process."""
        if self._process is not None:
            self._process.shutdown(cancel_futures=True)
            self._process = None

    def __exit__(self, *_: object) -> None:
        self.close()
