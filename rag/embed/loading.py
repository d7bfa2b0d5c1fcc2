"""What loading a model of sentence-transformers takes, whichever kind of model it is."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit
from urllib.request import getproxies

_HUB = "https://huggingface.co"
_PORTS = {"https": 443, "http": 80}
_WAIT = 5.0
"""Seconds for the hub to answer."""

T = TypeVar("T")


@contextmanager
def quiet() -> Iterator[None]:
    """Neither a bar for a load of one second, nor a report of weights that are not used, nor telemetry."""
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")  # read when the hub's library is first imported
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    verbosity = logging.get_verbosity()
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        logging.set_verbosity(verbosity)
        logging.enable_progress_bar()  # type: ignore[no-untyped-call]


def is_folder(path: str) -> bool:
    """Whether a model's name is that of a folder here, which is then never looked up anywhere else."""
    try:
        return Path(path).is_dir()
    except (OSError, ValueError):  # too long, or not text that can name a file
        return False


def loaded(load: Callable[[bool], T], path: str) -> T:
    """A model from a folder or by its name, from the disk alone where it is there, else from the hub.

    `load` is called with whether to look at the disk alone, and what it raises is raised. Where the hub cannot be
    reached that is said at once: its own library asks again and again, for minutes.
    """
    if is_folder(path):
        return load(True)
    try:
        return load(True)
    except Exception:
        if not hub_answers():
            raise
    return load(False)


def hub_answers() -> bool:
    """Whether a model could be fetched: not where HF_HUB_OFFLINE is set or the hub does not answer within seconds."""
    if os.environ.get("HF_HUB_OFFLINE", "").casefold() in {"1", "on", "yes", "true"}:
        return False
    if getproxies():
        return True  # who knows what the proxy reaches; the hub's library will tell
    hub = urlsplit(os.environ.get("HF_ENDPOINT") or _HUB)
    try:
        with socket.create_connection((hub.hostname or "", hub.port or _PORTS.get(hub.scheme, 443)), timeout=_WAIT):
            return True
    except (OSError, ValueError):  # a port that is no number is a ValueError
        return False


def reason_of(error: Exception) -> str:
    """The first line of what a vendor says, without a full stop."""
    lines = str(error).strip().splitlines()
    return (lines[0] if lines else type(error).__name__).rstrip(".")
