"""One writer at a time on an index, and who it is."""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from rag.errors import IndexBusyError, IndexFault
from rag.text.parsed import read_json

Notify = Callable[[str], None]

_FULL = {errno.ENOSPC, errno.EDQUOT}


def write_fault(path: Path, error: Exception) -> IndexFault:
    """The error for a disk that is full or a folder that may not be written to."""
    full = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    if full or (isinstance(error, OSError) and error.errno in _FULL):
        return IndexFault("index_full", path=path)
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return IndexFault("index_write", path=path, reason=reason)


@contextmanager
def write_lock(path: Path, wait: float, notify: Notify = lambda _: None) -> Iterator[None]:
    """Holds the index for writing. Waits up to `wait` seconds for another holder, whom `notify` is told of.

    Raises IndexBusyError that names the holder, or IndexFault when the folder cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path / ".lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            notify(_holder(path))
            try:
                lock.acquire(timeout=wait)
            except Timeout as error:
                raise IndexBusyError("index_busy", path=path, holder=_holder(path)) from error
    except OSError as error:
        raise write_fault(path, error) from error
    try:
        with suppress(OSError):  # where not even this can be written, the writer will say so
            _sign(path)
        yield
    finally:
        with suppress(OSError):  # a note of a holder who has gone is not looked at
            (path / ".holder").unlink(missing_ok=True)
        lock.release()


def _sign(path: Path) -> None:
    holder = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "since": dt.datetime.now().astimezone().isoformat("T", "seconds"),
    }
    (path / ".holder").write_text(json.dumps(holder), encoding="utf-8")


def _holder(path: Path) -> str:
    try:
        holder = read_json((path / ".holder").read_bytes())
        return f"process {holder['pid']} on {holder['host']}, since {holder['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
