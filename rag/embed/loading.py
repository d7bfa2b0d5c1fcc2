"""What loading a model of sentence-transformers takes, whichever kind of model it is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


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


def reason_of(error: Exception) -> str:
    """The first line of what a vendor says, without a full stop."""
    lines = str(error).strip().splitlines()
    return (lines[0] if lines else type(error).__name__).rstrip(".")
