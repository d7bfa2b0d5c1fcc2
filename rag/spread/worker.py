"""What runs on a worker."""

from __future__ import annotations

import pickle
import signal
import threading
from contextlib import suppress
from functools import cache
from typing import Any

from distributed import Worker, WorkerPlugin, get_worker

from rag.ingest.work import Tools
from rag.spread.recipe import Recipe

_making = threading.Lock()


def perform(parcel: bytes) -> Any:
    """Does the task that is in the parcel with its recipe. Packed here and unpacked here, Dask need not look inside."""
    recipe, task = pickle.loads(parcel)  # noqa: S301 - who can reach a worker can have it run anything anyhow
    return task(_tools(recipe))


def check(parcel: bytes) -> str:
    """Makes the tools, and tells the address of the worker. Raises ClusterError where they do not fit."""
    _tools(pickle.loads(parcel))  # noqa: S301
    return _place()[0]


def _tools(recipe: Recipe) -> Tools:
    with _making:
        return _made(recipe)


@cache
def _made(recipe: Recipe) -> Tools:
    """Once for each process: the model is what takes long."""
    return recipe.tools(*_place())


def _place() -> tuple[str, int]:
    """The address of this worker and how many cores it may use: as many as it has threads."""
    try:
        worker = get_worker()
    except ValueError:
        return "", 1  # the process of an Apart
    return worker.address, worker.state.nthreads


class Deaf(WorkerPlugin):
    """For workers that are processes of a terminal's command: its Ctrl-C is not for them, they are told to stop."""

    def setup(self, worker: Worker) -> None:  # noqa: ARG002 - Dask's signature
        """Called by Dask when the worker begins."""
        with suppress(ValueError):  # not in the main thread
            signal.signal(signal.SIGINT, signal.SIG_IGN)
