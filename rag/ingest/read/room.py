"""The process that files of strangers are read in: `python -m rag.ingest.read.room`, see `rag.ingest.read.apart`.

It takes a name with limits and the bytes of a file, gives an article or a refusal, and so on until its input ends.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import PurePath
from typing import Any, BinaryIO

from rag.errors import DocumentError
from rag.ingest.read.apart import GRACE, LENGTH
from rag.ingest.read.base import MIB, ReadLimits
from rag.ingest.read.peak import peak
from rag.ingest.read.reader import read_one
from rag.ingest.read.wire import article_json, error_json

_ALONE = 10
"""Seconds beyond its time after which it ends by itself, should nobody be there any more to end it."""

_STAYS = 300 * MIB
"""Memory beyond which a process is not kept for the next file: it would not give it back."""


def main() -> None:
    """Reads until there is nothing more."""
    source, sink = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints is no answer
    sink.write(b"!")
    sink.flush()
    while (head := _message(source)) is not None:
        asked = json.loads(head)
        data = _message(source)
        if data is None:
            return
        answer = _answer(asked["name"], data, ReadLimits(**asked["limits"]))
        del data
        text = json.dumps({**answer, "stays": peak() < _STAYS}, ensure_ascii=True).encode("ascii")
        sink.write(LENGTH.pack(len(text)))
        sink.write(text)
        sink.flush()


def _message(source: BinaryIO) -> bytes | None:
    head = source.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    data = source.read(length)
    return data if len(data) == length else None


def _answer(name: str, data: bytes, limits: ReadLimits) -> dict[str, Any]:
    _limit(limits)
    try:
        return {"article": article_json(read_one(PurePath(name), data, limits))}
    except DocumentError as error:
        return {"error": error_json(error)}
    except MemoryError:
        return {"article": None}
    finally:
        _alarm(0)


def _limit(limits: ReadLimits) -> None:
    if sys.platform == "win32":
        return
    import resource

    memory = limits.max_memory_mb * MIB
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(resource.RLIMIT_DATA, (memory if hard < 0 else min(memory, hard), hard))
    _alarm(limits.max_seconds + GRACE + _ALONE)


def _alarm(seconds: float) -> None:
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_REAL, seconds)


if __name__ == "__main__":
    main()
