"""Chat models from a GGUF file, run by llama.cpp inside this process.

xllamacpp's OpenAI-compatible server listens on a free port of 127.0.0.1, with a random key that only this process
knows, and is asked like any other. A file is loaded once in a process and stays until it ends.
"""

from __future__ import annotations

import atexit
import ctypes
import os
import re
import secrets
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rag.errors import ModelSetupError
from rag.llm.gguf_file import read_gguf
from rag.llm.streaming import close_all

PACKAGE = "xllamacpp"
_BATCH = 256
"""Tokens of a prompt that are read at once: after each batch the server gives a sign of life."""

_FEW_CORES = 4
_LOOK = 0.02
_GB = 1e9


@dataclass(frozen=True, slots=True)
class Served:
    """A running server. `url` ends in /v1."""

    url: str
    key: str = field(repr=False)


class Servers:
    """The servers of this process, one for each file and context. Any number of threads may share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: dict[tuple[Path, int], tuple[Served, Any]] = {}

    def serve(self, path: Path, context: int, memory: int | None = None) -> Served:
        """The server of a file, started unless it runs. `context`: the tokens of prompt and answer together.

        `memory`: the bytes that a file may have; None: those of this machine. Raises ModelSetupError.
        """
        read_gguf(path)
        with self._lock:
            name = path.resolve(), context
            if name not in self._running:
                _check_size(path, _memory() if memory is None else memory)
                self._running[name] = _start(path, context)
            return self._running[name][0]

    def stop(self, wait: float = 10.0) -> None:
        """Ends all of them, each once it is not being asked. `wait`: seconds in all, after which they are left alone.

        A server that is ended while somebody reads from it waits for him, and holds up all of Python meanwhile.
        """
        until = time.monotonic() + wait
        with self._lock:
            while self._running:
                _, (_, server) = self._running.popitem()
                while _is_asked(server):
                    if time.monotonic() >= until:
                        ctypes.pythonapi.Py_IncRef(ctypes.py_object(server))  # for ever
                        break
                    time.sleep(_LOOK)


SERVERS = Servers()


@atexit.register
def _end() -> None:
    close_all()
    SERVERS.stop()


def _is_asked(server: Any) -> bool:
    return bool(re.search(r":requests_(?:processing|deferred) [1-9]", str(server.handle_metrics())))


def _start(path: Path, context: int) -> tuple[Served, Any]:
    try:
        import xllamacpp
    except ImportError as error:
        raise ModelSetupError("chat_package", name=path.name, package=PACKAGE) from error
    key = secrets.token_urlsafe(32)
    try:
        server = xllamacpp.Server(_parameters(xllamacpp.CommonParams(), path, context, key))
    except RuntimeError as error:
        raise ModelSetupError("chat_file_bad", path=path) from error
    # A first token shows that the model writes at all. Besides, a server that is ended before its queue runs, which
    # this waits for, never comes to an end.
    if "error" in server.handle_completions({"prompt": "a", "n_predict": 1}):
        raise ModelSetupError("chat_file_bad", path=path)
    return Served(f"{server.listening_address}/v1", key), server


def _parameters(params: Any, path: Path, context: int, key: str) -> Any:
    params.model.path = str(path)
    params.model_alias = {path.stem}  # not the path, which every reply would hold
    params.n_ctx = context
    params.n_parallel = 1  # a second slot would halve the context
    params.n_batch = _BATCH
    params.n_ubatch = _BATCH
    if (threads := _threads()) is not None:
        params.cpuparams.n_threads = threads
        params.cpuparams_batch.n_threads = threads
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [key]
    params.cors_origins = ""
    params.ui = False
    params.endpoint_slots = False  # would show what others ask
    params.endpoint_metrics = True  # tells whether it is being asked
    params.cache_ram_mib = 0
    params.warmup = False  # the first token does the same
    params.verbosity = -1
    return params


def _threads() -> int | None:
    """How many threads compute; None: as many as there are cores, which llama.cpp counts better.

    Its threads wait for each other without sleeping. Where one has to share its core with the rest of the program, all
    wait: SmolLM2 wrote 3 to 25 tokens a second on two busy cores with two threads, and 77 with one.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, cores - 1) if cores <= _FEW_CORES else None


def _check_size(path: Path, memory: int | None) -> None:
    size = path.stat().st_size
    if memory is not None and size > memory:
        raise ModelSetupError("chat_file_large", path=path, needed=f"{size / _GB:.1f}", memory=f"{memory / _GB:.1f}")


def _memory() -> int | None:
    """Bytes of memory of this machine, or of the container that it is; None where that cannot be told."""
    try:
        found = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):  # no POSIX
        return None
    try:
        allowed = Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii").strip()
    except OSError:
        return found
    return min(found, int(allowed)) if allowed.isdecimal() else found
