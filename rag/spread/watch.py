"""Who is there to do the work: told when they come, when one is lost, and when none is left."""

from __future__ import annotations

import time
from typing import Any

from distributed import Client

from rag.errors import ClusterError
from rag.ingest.progress import Progress

LOOK_EVERY = 0.5
"""Seconds between two looks at who is there."""


class Watch:
    """The workers of a client's scheduler, as they were when last looked at."""

    def __init__(self, client: Client, progress: Progress) -> None:
        self._client = client
        self._progress = progress
        self._workers: set[str] = set()
        self._looked = 0.0
        self._alone = False

    @property
    def workers(self) -> list[str]:
        """Their addresses."""
        return sorted(self._workers)

    def look(self, *, now: bool = False) -> None:
        """Tells what has changed. Raises ClusterError when the scheduler is gone."""
        if self._client.status != "running":
            raise ClusterError("scheduler_gone")
        if not now and time.monotonic() - self._looked < LOOK_EVERY:
            return
        try:
            found = self._there()
        except (OSError, RuntimeError, ValueError, AttributeError, UnboundLocalError):
            found = self._workers  # a connection was cut; if it was that to the scheduler, the client has noticed
        if self._client.status != "running":
            raise ClusterError("scheduler_gone")  # what it said is from before
        self._looked = time.monotonic()
        for lost in sorted(self._workers - found):
            self._progress.note("worker_lost", lost)
        if found - self._workers:
            self._progress.note("workers", f"{len(found)} ({', '.join(sorted(found))})")
        if not found and not self._alone:
            self._progress.note("no_workers")
        self._workers, self._alone = found, not found

    def _there(self) -> set[str]:
        """Asked for straight: what the client keeps of it, it overwrites now and then by a version without workers."""
        scheduler: Any = self._client.scheduler
        return set(self._client.sync(scheduler.identity, n_workers=-1)["workers"])
