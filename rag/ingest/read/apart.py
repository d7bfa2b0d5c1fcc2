"""Files of strangers are read in a process apart, which may take so much time and memory and then is ended.

One process reads many files, one after the other; what breaks it breaks nothing else. It is given a file's name and
bytes and gives back plain JSON: it needs no folder, no setting and no secret, and has none in its environment.
Windows knows no limits on memory: there it is the time that ends it.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import struct
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from dataclasses import asdict
from typing import IO, Any

from rag.errors import DocumentError
from rag.ingest.article import Article
from rag.ingest.read.base import MIB, ReadLimits
from rag.ingest.read.wire import article_of, error_of

LENGTH = struct.Struct("<Q")
"""Before each message: how many bytes it has."""

GRACE = 2
"""Seconds beyond `ReadLimits.max_seconds` that a process has to say by itself that it was too slow."""

IDLE = 60.0
"""Seconds after the last file until the processes that wait for another are ended."""

_STARTING = 120.0
"""Seconds that a process may take to begin, when the machine is busy."""

_KEPT = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "HOME", "USERPROFILE", "LANG", "LC_ALL", "LD_LIBRARY_PATH")
"""What a process needs of the environment; keys of chat models are no part of it."""

_SPARE = 4
"""Processes that are kept for the next file, at most: as many as threads that read at a time."""


class Reader:
    """A process that reads. It is of no use after an error other than what a file was refused for."""

    def __init__(self) -> None:
        self._told: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        environment = {name: value for name in _KEPT if (value := os.environ.get(name)) is not None}
        environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "rag.ingest.read.room"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._told, env=environment,
            start_new_session=True,  # a Ctrl-C is for us, who end it
        )  # fmt: skip
        self.usable = True
        self._slow = False
        with self._alarm(_STARTING):
            self._receive(1)

    def read(self, name: str, data: bytes, limits: ReadLimits) -> Article:
        """The article of a file.

        Raises DocumentError: what the file is refused for, `file_slow`, `file_heavy`, `file_unpacked`, or `file_kills`
        where it ends the process in another way.
        """
        self.usable = False
        head = json.dumps({"name": name, "limits": asdict(limits)}).encode()
        try:
            with self._alarm(limits.max_seconds + GRACE):
                self._send(head)
                self._send(data)
                (length,) = LENGTH.unpack(self._receive(LENGTH.size))
                if length > limits.max_unpacked_mb * MIB:
                    raise DocumentError("file_unpacked", limit=limits.max_unpacked_mb)
                answer = self._receive(length)
        except (OSError, EOFError) as error:
            raise self._ending(limits) from error
        return self._understood(answer, limits)

    def end(self) -> None:
        """Ends it, whatever it does."""
        self.usable = False
        self._kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._told):
            if stream is not None:
                with suppress(OSError):  # what was still to be sent
                    stream.close()

    def _understood(self, answer: bytes, limits: ReadLimits) -> Article:
        try:
            found: dict[str, Any] = json.loads(answer)
            error = error_of(found["error"]) if "error" in found else None
            article = article_of(found["article"]) if error is None else None
            self.usable = found["stays"] is True
        except (ValueError, TypeError, KeyError, RecursionError) as broken:
            raise DocumentError("file_kills") from broken
        if error is not None:
            raise error
        if article is None:
            raise DocumentError("file_heavy", limit=limits.max_memory_mb)
        return article

    def _ending(self, limits: ReadLimits) -> DocumentError:
        """Why it has ended."""
        self._kill()
        self._process.wait()
        if self._slow or self._process.returncode == -getattr(signal, "SIGALRM", 0):
            return DocumentError("file_slow", limit=limits.max_seconds)
        self._told.seek(max(0, self._told.seek(0, os.SEEK_END) - 4000))
        last = self._told.read()
        if b"memory allocation of" in last or b"MemoryError" in last or b"bad_alloc" in last:
            return DocumentError("file_heavy", limit=limits.max_memory_mb)
        return DocumentError("file_kills")

    def _kill(self) -> None:
        with suppress(ProcessLookupError):
            self._process.kill()

    def _alarm(self, seconds: float) -> _Alarm:
        return _Alarm(seconds, self._too_slow)

    def _too_slow(self) -> None:
        self._slow = True
        self._kill()

    def _send(self, message: bytes) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(LENGTH.pack(len(message)))
        self._process.stdin.write(message)
        self._process.stdin.flush()

    def _receive(self, length: int) -> bytes:
        assert self._process.stdout is not None
        got = self._process.stdout.read(length)
        if len(got) < length:
            raise EOFError
        return got


class _Alarm:
    """Calls a function unless what it stands around ends in time."""

    def __init__(self, seconds: float, call: Any) -> None:
        self._timer = threading.Timer(seconds, call)
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()


class Readers:
    """Processes that wait for the next file. Any number of threads may share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[Reader] = []
        self._pid = os.getpid()
        self._later: threading.Timer | None = None

    def read(self, name: str, data: bytes, limits: ReadLimits) -> Article:
        """See `Reader.read`."""
        try:
            reader = self._taken()
        except (OSError, EOFError) as error:
            reason = getattr(error, "strerror", None) or type(error).__name__
            raise DocumentError("file_unreadable", reason=reason) from error
        try:
            return reader.read(name, data, limits)
        finally:
            self._give_back(reader)

    def close(self) -> None:
        """Ends those that wait."""
        with self._lock:
            waiting, self._waiting = self._waiting, []
            if self._later is not None:
                self._later.cancel()
        for reader in waiting:
            reader.end()

    def _taken(self) -> Reader:
        with self._lock:
            if self._pid != os.getpid():  # after a fork they are those of another process
                self._waiting, self._pid = [], os.getpid()
            if self._waiting:
                return self._waiting.pop()
        return Reader()

    def _give_back(self, reader: Reader) -> None:
        with self._lock:
            kept = reader.usable and len(self._waiting) < _SPARE
            if kept:
                self._waiting.append(reader)
                if self._later is not None:
                    self._later.cancel()
                self._later = threading.Timer(IDLE, self.close)
                self._later.daemon = True
                self._later.start()
        if not kept:
            reader.end()


READERS = Readers()
"""Those of this process: there is no more to choose, and a process costs a second, which many files share."""

atexit.register(READERS.close)
