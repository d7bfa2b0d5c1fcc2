"""A Pool whose tasks are done by Dask's workers."""

from __future__ import annotations

import pickle
import time
import uuid
from concurrent.futures import CancelledError
from typing import Any, Generic, TypeVar, cast

from distributed import Client, Future, KilledWorker

from rag.errors import ClusterError
from rag.ingest.work import Pending, Stopped, Task, TaskKills
from rag.ports import Stop
from rag.spread.apart import Apart
from rag.spread.recipe import Recipe
from rag.spread.watch import Watch
from rag.spread.worker import perform

T = TypeVar("T")

EACH = 2
"""Pieces of embedding for each worker: one that it does, and one that it goes on with."""
PATIENCE = 0.25
"""Seconds between two looks at whether to go on waiting."""
PAUSE = 0.01
"""Seconds before a result is asked for again, of which Dask may know at once that it cannot be had yet."""


class DaskPool:
    """Tasks go to whichever worker is free. One whose worker is lost is done again by another."""

    def __init__(self, client: Client, recipe: Recipe, watch: Watch, apart: Apart, stop: Stop) -> None:
        self._client = client
        self._recipe = recipe
        self._watch = watch
        self._apart = apart
        self._stop = stop

    @property
    def width(self) -> int:
        """Never 0: where there is no worker, one is waited for."""
        return EACH * max(1, len(self._watch.workers))

    def submit(self, task: Task[T]) -> Pending[T]:
        """Sends it off."""
        self._watch.look()
        key = f"{type(task).__name__.lower()}-{uuid.uuid4().hex}"
        try:
            future = self._client.submit(perform, self._parcel(task), key=key, priority=task.urgency)
        except (OSError, RuntimeError, ValueError, CancelledError) as error:
            raise ClusterError("scheduler_gone") from error
        return _Sent(future, self._watch, self._stop)

    def alone(self, task: Task[T]) -> T:
        """Does it on this machine, in a process of its own."""
        return cast("T", self._apart.perform(self._parcel(task)))

    def _parcel(self, task: Task[T]) -> bytes:
        return pickle.dumps((self._recipe, task), protocol=5)


class _Sent(Generic[T]):
    def __init__(self, future: Future[Any], watch: Watch, stop: Stop) -> None:
        self._future: Future[Any] | None = future
        self._watch = watch
        self._stop = stop
        self._done: list[T] = []

    @property
    def ready(self) -> bool:
        return self._future is None or self._future.done()

    def result(self) -> T:
        if self._future is not None:
            self._done.append(outcome(self._future, self._watch, self._stop))
            self._future = None  # lets the workers forget it
        return self._done[0]


def outcome(future: Future[Any], watch: Watch, stop: Stop) -> Any:
    """What comes of it, however long that takes and whoever is lost meanwhile.

    Raises what the task has raised, TaskKills, Stopped, or ClusterError when the scheduler is gone.
    """
    while True:
        try:
            return future.result(timeout=PATIENCE)
        except KilledWorker as error:
            raise TaskKills from error
        except CancelledError as error:
            raise ClusterError("scheduler_gone") from error
        except (OSError, UnboundLocalError):
            # A time-out, or a connection that was cut by the end of a worker or of the scheduler. Dask cancels what it
            # was asking then, and its way of waiting for that ends in an UnboundLocalError of its own.
            if future.status == "error":
                raise
            time.sleep(PAUSE)
        if stop():
            raise Stopped
        watch.look()
