"""Workers found or started, looked at, and left or ended when the work is done."""

from __future__ import annotations

import logging
import os
import pickle
import queue
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

import dask
from distributed import Client, LocalCluster

from rag.errors import ClusterError, SourcierError
from rag.ingest.progress import Progress
from rag.ingest.work import Stopped
from rag.ports import Stop
from rag.spread.apart import Apart
from rag.spread.pool import PATIENCE, DaskPool, outcome
from rag.spread.recipe import Recipe
from rag.spread.watch import Watch
from rag.spread.where import Workers
from rag.spread.worker import Deaf, check

CONNECT = 5
"""Seconds in which a scheduler has to answer."""
FAILURES = 1
"""Processes of ours that a task may take with it before it is under suspicion, less one."""


@contextmanager
def open_pool(workers: Workers, recipe: Recipe, progress: Progress, stop: Stop = lambda: False) -> Iterator[DaskPool]:
    """A pool of workers that were found to have the same model and versions as this process.

    Raises ClusterError: no scheduler at that address, or a worker that does not fit. Waits for the first worker.
    """
    _silence()
    with ExitStack() as stack:
        stack.enter_context(dask.config.set(_config(workers)))
        client = stack.enter_context(_client(workers, stack))
        watch = Watch(client, progress)
        _wait_for_one(watch, stop)
        _check(client, recipe, watch, stop)
        yield DaskPool(client, recipe, watch, stack.enter_context(Apart()), stop)


def _silence() -> None:
    """What matters of what Dask logs, we say."""
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def _config(workers: Workers) -> dict[str, object]:
    config: dict[str, object] = {"distributed.admin.large-graph-warning-threshold": "1GiB"}  # files are sent whole
    if workers.count:
        config["distributed.scheduler.allowed-failures"] = FAILURES
        config |= {f"distributed.{part}.http.routes": [] for part in ("scheduler", "worker")}  # nobody asks
        threads = str(_threads(workers))
        for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
            config[f"distributed.nanny.pre-spawn-environ.{name}"] = threads
    return config


def _threads(workers: Workers) -> int:
    """A worker's share of the cores."""
    allowed = getattr(os, "sched_getaffinity", None)
    cores = len(allowed(0)) if allowed else os.cpu_count() or 1
    return max(1, cores // workers.count)


def _client(workers: Workers, stack: ExitStack) -> Client:
    if not workers.count:
        return _connected(workers.address)
    # Encrypted, with keys that are made now: whoever reaches a scheduler can have it run anything, and other users of
    # this machine reach its loopback.
    cluster = LocalCluster(
        n_workers=workers.count, threads_per_worker=_threads(workers), security=True, silence_logs=logging.CRITICAL,
        dashboard_address=None, scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
    )  # fmt: skip
    client = Client(stack.enter_context(cluster), set_as_default=False)
    with suppress(OSError, UnboundLocalError):  # see `outcome`; without it a Ctrl-C is only less tidy
        client.register_plugin(Deaf())
    return client


def _connected(address: str) -> Client:
    """In a thread that can be left behind: with something else that listens there, Dask waits for ever."""
    got: queue.SimpleQueue[Client | Exception] = queue.SimpleQueue()

    def connect() -> None:
        try:
            got.put(Client(address, timeout=CONNECT, set_as_default=False))
        except Exception as error:  # noqa: BLE001 - an address, a key, a version: it is told below
            got.put(error)

    host, port = address.partition("://")[2].rsplit(":", 1)
    try:
        socket.create_connection((host.strip("[]"), int(port)), CONNECT).close()  # Dask would try again for seconds
        threading.Thread(target=connect, name="connect", daemon=True).start()
        client = got.get(timeout=CONNECT + 1)
    except (OSError, queue.Empty) as error:
        raise ClusterError("scheduler_unreachable", address=address, reason=_reason(error)) from error
    if isinstance(client, Exception):
        raise ClusterError("scheduler_unreachable", address=address, reason=_reason(client)) from client
    return client


def _reason(error: Exception) -> str:
    """The first line of it, without a full stop."""
    lines = str(getattr(error, "strerror", None) or error).strip().splitlines()
    return lines[0].rstrip(".") if lines else "time-out"


def _wait_for_one(watch: Watch, stop: Stop) -> None:
    watch.look(now=True)
    while not watch.workers:
        if stop():
            raise Stopped
        time.sleep(PATIENCE)
        watch.look()


def _check(client: Client, recipe: Recipe, watch: Watch, stop: Stop) -> None:
    """That each worker has what is needed. One that comes later is looked at when it gets its first task."""
    parcel = pickle.dumps(recipe, protocol=5)
    workers = watch.workers  # as they are now
    futures = [
        client.submit(check, parcel, workers=[worker], allow_other_workers=True, pure=False)
        for worker in workers
    ]  # fmt: skip
    for worker, future in zip(workers, futures, strict=True):
        try:
            outcome(future, watch, stop)
        except (SourcierError, Stopped):
            raise
        except Exception as error:  # whatever is missing there, down to the program itself
            reason = f"{type(error).__name__}: {_reason(error)}"
            raise ClusterError("worker_fails", worker=worker, reason=reason) from error
