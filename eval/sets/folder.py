"""Question sets that people add: a folder of files, each of which `read_set` reads at any time."""

from __future__ import annotations

import json
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock

from eval.sets.case import Case
from eval.sets.read import FORMATS, READERS, QuestionSet, decoded, parse_set
from rag.errors import UsageError

LINES = (".jsonl", ".ndjson")
"""What can be added to: a question is a line."""

MOST_OF_NAME = 80
_UNSAFE = re.compile(r"[^\w.+-]+")
_LOCK = ".lock"


class SetFolder:
    """The sets of a folder, which is made when the first comes. Several threads and processes may change it at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def paths(self) -> list[Path]:
        """The files that may be sets, by name."""
        if not self.folder.is_dir():
            return []
        found = (path for path in self.folder.iterdir() if path.suffix.lower() in READERS and path.is_file())
        return sorted((path for path in found if not path.name.startswith(".")), key=lambda path: path.name.casefold())

    def add(self, name: str, data: bytes) -> QuestionSet:
        """Keeps a file as it is, once it was read to its end.

        Raises UsageError that names the line of a mistake, a name that is taken, and a folder that cannot be written.
        """
        path = self.folder / file_name(name)
        parse_set(Path(path.name), data)  # before anything is kept: a mistake is named with the file's own name
        with self._changing(path):
            if path.exists():
                raise UsageError("set_taken", name=path.name)
            _replace(path, data)
        return parse_set(path, data)

    def append(self, name: str, case: Case) -> QuestionSet:
        """Adds a question to a set of lines, which is made where there is none, and reads the whole of it again.

        The file is replaced at once: whoever reads it finds it with the question or without. Raises UsageError where
        the set has a question of that id already, is not one of lines, or cannot be read or written.
        """
        path = self.folder / file_name(name)
        if path.suffix not in LINES:
            raise UsageError("set_not_lines", name=path.name)
        with self._changing(path):
            before = decoded(path, path.read_bytes()) if path.exists() else ""
            if before and not before.endswith("\n"):
                before += "\n"
            # The only control character that JSON leaves as it is; a file with many is taken for one that is no text.
            line = json.dumps(case_columns(case), ensure_ascii=False).replace("\x7f", "\\u007f")
            data = f"{before}{line}\n".encode()
            found = parse_set(path, data)
            _replace(path, data)
        return found

    def remove(self, name: str) -> None:
        """Takes a set away; one that is gone already is no mistake. Raises UsageError where that cannot be done."""
        path = self.folder / file_name(name)
        with self._changing(path):
            path.unlink(missing_ok=True)

    @contextmanager
    def _changing(self, path: Path) -> Iterator[None]:
        """One at a time; the system's errors as ours."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with FileLock(self.folder / _LOCK, timeout=30):
                yield
        except OSError as error:
            raise UsageError("run_write", path=path, reason=error.strerror or error) from error


def file_name(given: str) -> str:
    """The name that a file is kept under: letters, digits and . _ + - of the last part of what was given.

    Raises UsageError where nothing is left of it, or where its ending is that of no question set.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", given))[-1]
    stem, dot, ending = last.rpartition(".")
    if not dot or f".{ending.lower()}" not in READERS:
        raise UsageError("set_format", path=last, formats=FORMATS)
    stem = _UNSAFE.sub("-", stem).strip("-.")[:MOST_OF_NAME]
    if not stem:
        raise UsageError("set_name", name=given)
    return f"{stem}.{ending.lower()}"


def case_columns(case: Case) -> dict[str, Any]:
    """The columns of a line that is read as this case."""
    columns: dict[str, Any] = {
        "id": case.id,
        "question": case.question,
        "lang": case.language,
        "answers": list(case.answers),
        "gold": [item[0] if len(item) == 1 else list(item) for item in case.gold],
        "answerable": case.answerable,
        "history": [{"role": turn.role, "text": turn.text} for turn in case.history],
        "tags": list(case.tags),
    }
    return {name: value for name, value in columns.items() if value not in ([], "")}


def _replace(path: Path, data: bytes) -> None:
    """Writes beside, then puts in place: at no time is there half a file."""
    handle, beside = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
