"""Milvus Lite: an engine in this process that keeps everything in one folder, for one process at a time."""

from __future__ import annotations

import atexit
import logging
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from rag.errors import StoreError
from rag.store.milvus.vendor import pymilvus

_running: dict[str, tuple[Any, Any, int]] = {}
_lock = threading.Lock()


def address(path: str) -> str:
    """The address on loopback at which that file is served by this process, from now on if it was not yet.

    Raises StoreError when the package is missing, another process has the file, or it cannot be read.
    """
    with _lock:
        if path not in _running:
            _running[path] = _started(path)
        return f"http://127.0.0.1:{_running[path][2]}"


def release(path: str) -> None:
    """Ends serving a file, so that another process can have it."""
    with _lock:
        served = _running.pop(path, None)
    if served is not None:
        server, database, _ = served
        server.stop(grace=1).wait()
        database.close()


def _started(path: str) -> tuple[Any, Any, int]:
    pymilvus()  # it imports that, and is to be quiet
    try:
        from milvus_lite.adapter.grpc.server import start_server_in_thread
        from milvus_lite.exceptions import DataDirLockedError
    except ImportError as error:
        raise StoreError("store_package", package="milvus-lite") from error
    # Its own manager (pymilvus would ask that) logs why it failed, and tells its caller nothing.
    logging.getLogger("milvus_lite").setLevel(logging.CRITICAL)
    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        server, database, port = start_server_in_thread(path, host="127.0.0.1", port=0)
    except DataDirLockedError as error:
        raise StoreError("store_lite_busy", path=path) from error
    except Exception as error:
        raise StoreError("store_failed", uri=path, reason=error) from error
    return server, database, port


@atexit.register
def _end() -> None:
    for path in list(_running):
        with suppress(Exception):
            release(path)
