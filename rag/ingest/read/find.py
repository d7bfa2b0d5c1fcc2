"""Walking files and folders."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.errors import DocumentError
from rag.ingest.read.base import SUFFIXES
from rag.ingest.read.problem import Problem

SUPPORTED = ", ".join(SUFFIXES)


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to read.

    `path` is absolute and resolved; `root` is the folder argument that it was found under, or its own folder when it
    was named itself; `relative` is its POSIX path below `root`, as walked.
    """

    path: Path
    root: Path
    relative: str


def os_error(error: OSError) -> DocumentError:
    """The reason that the operating system gives, as a DocumentError."""
    if isinstance(error, FileNotFoundError):
        return DocumentError("file_missing")
    if isinstance(error, PermissionError):
        return DocumentError("file_permission")
    return DocumentError("file_unreadable", reason=error.strerror or type(error).__name__)


class FileSearch(Iterator[FoundFile | Problem]):
    """The files under some paths, in the order of the paths and of the names in each folder.

    Links are followed, and every real file and folder is visited once. In folders, hidden entries and files of other
    kinds are passed over; `skipped` says how many so far.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self.skipped = 0
        self._seen: set[str] = set()
        self._supported_in_root = False
        self._found = (item for path in paths for item in self._start(Path(path)))

    def __next__(self) -> FoundFile | Problem:
        return next(self._found)

    def _start(self, path: Path) -> Iterator[FoundFile | Problem]:
        try:
            mode = path.stat().st_mode
        except OSError as error:
            yield Problem(printable(str(path)), os_error(error))
            return
        if stat.S_ISDIR(mode):
            yield from self._start_folder(path)
        elif not stat.S_ISREG(mode):
            yield Problem(printable(str(path)), DocumentError("file_special"))
        elif path.suffix.lower() not in SUFFIXES:
            unsupported = DocumentError("file_unsupported", suffix=path.suffix or path.name, supported=SUPPORTED)
            yield Problem(printable(str(path)), unsupported)
        else:
            parent = Path(os.path.realpath(path.parent))
            yield from self._file(path, parent, path.name)

    def _start_folder(self, path: Path) -> Iterator[FoundFile | Problem]:
        self._supported_in_root = False
        failed = False
        visited = os.path.realpath(path) in self._seen
        for item in self._folder(path, Path(os.path.realpath(path)), ""):
            failed = failed or isinstance(item, Problem)
            yield item
        if not (self._supported_in_root or failed or visited):
            yield Problem(printable(str(path)), DocumentError("folder_empty", supported=SUPPORTED))

    def _folder(self, path: Path, root: Path, relative: str) -> Iterator[FoundFile | Problem]:
        """Walks depth first with a stack of its own, so that no depth of folders is too deep."""
        waiting = [(path, relative)]
        while waiting:
            entry, below = waiting.pop()
            try:
                mode = entry.stat().st_mode
                inside = entry.iterdir() if stat.S_ISDIR(mode) and self._first(entry) else ()
                names = sorted((child.name for child in inside), reverse=True)
            except OSError as error:
                # A link that leads nowhere only matters where it promises an article; a folder always does.
                if entry.suffix.lower() in SUFFIXES or not entry.is_symlink():
                    yield Problem(printable(str(entry)), os_error(error))
                else:
                    self.skipped += 1
                continue
            if stat.S_ISDIR(mode):
                shown = [name for name in names if not name.startswith(".")]
                self.skipped += len(names) - len(shown)
                waiting += [(entry / name, f"{below}/{name}" if below else name) for name in shown]
            elif stat.S_ISREG(mode) and entry.suffix.lower() in SUFFIXES:
                self._supported_in_root = True
                yield from self._file(entry, root, below)
            else:
                self.skipped += 1

    def _file(self, path: Path, root: Path, relative: str) -> Iterator[FoundFile]:
        if self._first(path):
            yield FoundFile(Path(os.path.realpath(path)), root, printable(relative))

    def _first(self, path: Path) -> bool:
        """Whether this real file or folder was not visited before; it now is."""
        real = os.path.realpath(path)
        known = real in self._seen
        self._seen.add(real)
        return not known


def printable(name: str) -> str:
    """A file name whose undecodable bytes, if any, are spelt out, so that it can be shown and stored."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def find_files(paths: Sequence[Path]) -> FileSearch:
    """The files of supported kinds under `paths`, each with a Problem for a path that is of no use.

    Raises nothing: what does not exist, is empty, unreadable or of another kind comes as a Problem.
    """
    return FileSearch(paths)
