"""The folder of the files that people add: what they are called there, and how they come in without being half there.

::

    data/
      articles/            the files; whatever lies here can be indexed again
      incoming/            files that were handed over and not looked at yet, each in a folder of its own
      trash/               what was deleted, see `rag.ingest.trash`
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
import time
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from rag.errors import DocumentError, UsageError
from rag.ingest.read import ReadLimits, read_file
from rag.ingest.read.base import SUFFIXES
from rag.ingest.read.find import SUPPORTED, printable
from rag.ingest.read.problem import Problem

MAX_NAME = 160
"""Bytes of a file name with its ending: systems take 255, and ids of documents 200 characters."""

_NOT_IN_NAMES = frozenset('<>:"|?*')
"""What some system or other does not take in the name of a file."""

_PART = ".part"
"""What a file is called while it is being written. No file has that name afterwards."""
ABANDONED = 24 * 3600.0
"""Seconds after which nobody is writing any more what is not finished."""
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def safe_name(given: str) -> str:
    """The file name under which a file that somebody calls so is kept. It leads nowhere, hides nothing and is NFC.

    Raises DocumentError (`file_unsupported`) for a kind that is not read.
    """
    name = given.replace("\\", "/").rpartition("/")[2]
    # Control characters, bidirectional overrides, what is invisible, unassigned or half a character: all "C…".
    name = "".join(c for c in unicodedata.normalize("NFC", name) if not unicodedata.category(c).startswith("C"))
    name = " ".join("".join("_" if c in _NOT_IN_NAMES else c for c in name).split())
    stem, suffix = _split(name.rstrip(" ."))
    if suffix.lower() not in SUFFIXES:
        raise DocumentError("file_unsupported", suffix=suffix or name or given[:20], supported=SUPPORTED)
    return _shortened(stem.strip(" ."), suffix.lower()) + suffix.lower()


def _split(name: str) -> tuple[str, str]:
    """What stands before and from the last dot on; unlike Path.suffix also of a name that begins with it."""
    stem, dot, ending = name.rpartition(".")
    return (stem, dot + ending) if dot else (name, "")


def _shortened(stem: str, suffix: str) -> str:
    room = MAX_NAME - len(suffix)
    return stem.encode("utf-8")[:room].decode("utf-8", "ignore").strip(" .") or "article"


@dataclass(frozen=True, slots=True)
class Staged:
    """A file that was handed over. It waits at `path`; `name` is the safe one that it came with."""

    path: Path
    name: str


class Shelf:
    """The folder. Any number of threads may share it; what they write at once must not have the same name."""

    def __init__(self, data_folder: Path) -> None:
        self.articles = Path(os.path.realpath(data_folder / "articles"))
        self.incoming = self.articles.with_name("incoming")

    def has(self, name: str) -> bool:
        """Whether a file of that name is there."""
        return (self.articles / name).exists()

    def free_name(self, name: str) -> str:
        """The name, or with a number where it is taken: “report (2).pdf”."""
        stem, suffix = _split(name)
        number = 1
        while self.has(name):
            number += 1
            ending = f" ({number}){suffix}"
            name = _shortened(stem, ending) + ending
        return name

    def holds(self, file: str | Path) -> bool:
        """Whether the file lies here, as the catalogue writes its path."""
        return str(file).startswith(f"{printable(str(self.articles))}{os.sep}")

    def stage(self, given: str, data: bytes) -> Staged:
        """Writes a file aside, flushed to the disk.

        Raises DocumentError for a kind that is not read, UsageError where the folder cannot be written.
        """
        name = safe_name(given)
        with writing(self.incoming):
            self.incoming.mkdir(parents=True, exist_ok=True)
            clear_abandoned(place for place in self.incoming.iterdir() if not _whole(place))
            place = Path(tempfile.mkdtemp(dir=self.incoming))
            try:
                with (place / _PART).open("wb") as stream:
                    stream.write(data)
                    stream.flush()
                    os.fsync(stream.fileno())
                (place / _PART).rename(place / name)
            except OSError:
                shutil.rmtree(place, ignore_errors=True)
                raise
        return Staged(place / name, name)

    def accept(self, staged: Staged, name: str) -> Path:
        """Puts a file among the articles, in one step; it takes the place of one of the same name.

        Raises UsageError where the folder cannot be written.
        """
        target = self.articles / name
        with writing(self.articles):
            self.articles.mkdir(parents=True, exist_ok=True)
            staged.path.replace(target)
            flush(self.articles)
        self.discard(staged)
        return target

    def discard(self, staged: Staged) -> None:
        """Forgets a file that was handed over."""
        shutil.rmtree(staged.path.parent, ignore_errors=True)

    def left_over(self) -> list[Staged]:
        """Files that were handed over in full to a server that then ended, or that is looking at them now."""
        return [Staged(path, path.name) for place in sorted(self.incoming.glob("*")) for path in _whole(place)]


def _whole(place: Path) -> list[Path]:
    """The files in a folder of those that were handed over, without one that ends where the writing was broken off."""
    return [path for path in sorted(place.glob("*")) if path.name != _PART and path.is_file()]


def clear_abandoned(folders: Iterable[Path]) -> None:
    """Removes those that nobody has touched for so long that whoever was filling them must have ended."""
    before = time.time() - ABANDONED
    for folder in folders:
        with suppress(FileNotFoundError):  # another may clear up as well
            if folder.lstat().st_mtime < before:
                shutil.rmtree(folder, ignore_errors=True)


def unreadable(staged: Staged, limits: ReadLimits) -> Problem | None:
    """Why nothing in the file can be read, or None where something can. One article of several is enough."""
    first: Problem | None = None
    for item in read_file(staged.path, limits):
        if not isinstance(item, Problem):
            return None
        first = first or item
    return Problem(staged.name, first.error if first else DocumentError("file_no_text"))


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Around what writes to the folder. Raises UsageError for a disk that is full or a folder that may not be."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise UsageError("data_full", path=folder) from error
        raise UsageError("data_write", path=folder, reason=error.strerror or error) from error


def flush(folder: Path) -> None:
    """Has the disk know the names in a folder, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
