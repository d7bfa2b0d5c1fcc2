"""Saved runs: a folder each, with what the run was of and one line for each question that is done.

::

    eval-runs/NAME/run.json         Identity
    eval-runs/NAME/outcomes.jsonl   an Outcome a line, written as they come
    eval-runs/NAME/result.json      what `sourcier eval --json` prints, once the run is done
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from pydantic import TypeAdapter, ValidationError

from eval.outcome import OUTCOME, Outcome
from rag.errors import UsageError

IDENTITY, OUTCOMES, RESULT, LOCK = "run.json", "outcomes.jsonl", "result.json", ".lock"
_NAME = re.compile(r"\w[\w.+-]{0,99}")


@dataclass(frozen=True, slots=True)
class Identity:
    """What must be the same for a run to be taken up again. `set_digest` is the SHA-256 of the question set.

    `index` says which state of which index, `settings` those that an answer depends on, with the state of the reader
    and the versions of the prompts; `set` is for people.
    """

    set: str
    set_digest: str
    index: str
    settings: Mapping[str, str]
    retrieval_only: bool
    version: str

    def differences(self, other: Identity) -> list[str]:
        """What differs, each with both values."""
        found = []
        if self.set_digest != other.set_digest:  # by its name, and by as much of its hash as tells the two apart
            mine, theirs = (f"{of.set} ({of.set_digest[:8]})" for of in (self, other))
            found.append(f"question set: {mine} ≠ {theirs}")
        found += [
            f"{field.name}: {mine} ≠ {theirs}"
            for field in fields(self)
            if field.name not in ("set", "set_digest", "settings")
            and (mine := getattr(self, field.name)) != (theirs := getattr(other, field.name))
        ]
        for name in sorted({*self.settings, *other.settings}):
            mine, theirs = self.settings.get(name, "—"), other.settings.get(name, "—")
            if mine != theirs:
                found.append(f"{name}: {mine} ≠ {theirs}")
        return found


_IDENTITY: TypeAdapter[Identity] = TypeAdapter(Identity)


@dataclass(frozen=True)
class SavedRun:
    """A run's folder. Use `open_run` to write to one and `load_run` to read one."""

    folder: Path
    identity: Identity
    done: tuple[Outcome, ...]

    @property
    def name(self) -> str:
        """What it was saved as."""
        return self.folder.name

    @property
    def finished(self) -> bool:
        """Whether its result was written."""
        return (self.folder / RESULT).is_file()

    def add(self, outcome: Outcome) -> None:
        """Keeps one outcome, which survives whatever comes after. Raises UsageError where it cannot be written."""
        with _writing(self.folder), (self.folder / OUTCOMES).open("ab") as file:
            file.write(OUTCOME.dump_json(outcome) + b"\n")

    def finish(self, result: Mapping[str, Any]) -> None:
        """Keeps the result. Raises UsageError where it cannot be written."""
        text = json.dumps(result, ensure_ascii=False, indent=1, allow_nan=False)
        with _writing(self.folder):
            (self.folder / RESULT).write_text(text + "\n", encoding="utf-8")


@dataclass(frozen=True, slots=True)
class RunInfo:
    """A saved run without its outcomes. `changed`: when it was last written to, in local time; `questions`: done."""

    name: str
    identity: Identity
    questions: int
    finished: bool
    changed: dt.datetime


@contextmanager
def open_run(runs: Path, name: str, identity: Identity, *, fresh: bool) -> Iterator[SavedRun]:
    """A run to write to, new or taken up where it stopped; `fresh` throws away what is there.

    Raises UsageError when the saved run is of something else, is damaged, is being written by another process, or
    when the folder cannot be written.
    """
    folder = runs / check_name(name)
    lock = FileLock(folder / LOCK, timeout=0)
    try:
        with _writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
            lock.acquire()
    except Timeout as error:
        raise UsageError("run_busy", name=name) from error
    try:
        with _writing(folder):
            saved = _begin(folder, identity, fresh=fresh)
        yield saved
    finally:
        lock.release()


def _begin(folder: Path, identity: Identity, *, fresh: bool) -> SavedRun:
    if fresh:
        for name in (OUTCOMES, RESULT, IDENTITY):
            (folder / name).unlink(missing_ok=True)
    if not (folder / IDENTITY).is_file():
        (folder / IDENTITY).write_text(json.dumps(asdict(identity), ensure_ascii=False), encoding="utf-8")
        return SavedRun(folder, identity, ())
    saved = load_run(folder.parent, folder.name)
    different = saved.identity.differences(identity)
    if different:
        raise UsageError("run_differs", name=folder.name, differences="; ".join(different))
    _cut_off(folder / OUTCOMES)
    (folder / RESULT).unlink(missing_ok=True)
    return saved


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """The system's errors as ours, but for that of a lock that another process holds."""
    try:
        yield
    except Timeout:
        raise
    except OSError as error:
        raise UsageError("run_write", path=folder, reason=error.strerror or error) from error


def load_run(runs: Path, name: str) -> SavedRun:
    """A saved run, finished or not. Raises UsageError when there is none of that name or it is damaged."""
    folder = _known(runs, name)
    try:
        identity = _IDENTITY.validate_json((folder / IDENTITY).read_bytes())
        done = tuple(OUTCOME.validate_json(line) for line in _lines(folder))
    except (ValidationError, OSError) as error:
        raise UsageError("run_damaged", name=name, path=folder) from error
    return SavedRun(folder, identity, done)


def run_info(runs: Path, name: str) -> RunInfo:
    """What a list says of a saved run: its outcomes are counted, not read. Raises UsageError as `load_run` does."""
    folder = _known(runs, name)
    try:
        identity = _IDENTITY.validate_json((folder / IDENTITY).read_bytes())
        times = [path.stat().st_mtime for file in (IDENTITY, OUTCOMES) if (path := folder / file).is_file()]
        count = len(_lines(folder))
    except (ValidationError, OSError) as error:
        raise UsageError("run_damaged", name=name, path=folder) from error
    changed = dt.datetime.fromtimestamp(max(times)).astimezone()
    return RunInfo(name, identity, count, (folder / RESULT).is_file(), changed)


def run_names(runs: Path) -> list[str]:
    """The names of all saved runs, also of damaged ones, in alphabetical order."""
    return [folder.name for folder in _folders(runs)]


def list_runs(runs: Path) -> list[SavedRun]:
    """All saved runs, by name. Raises UsageError for a damaged one."""
    return [load_run(runs, folder.name) for folder in _folders(runs)]


def check_name(name: str) -> str:
    """The name, which becomes a folder's. Raises UsageError for one that is none."""
    if not _NAME.fullmatch(name):
        raise UsageError("run_name", name=name)
    return name


def _folders(runs: Path) -> list[Path]:
    return sorted(path.parent for path in runs.glob(f"*/{IDENTITY}"))


def _known(runs: Path, name: str) -> Path:
    folder = runs / check_name(name)
    if not (folder / IDENTITY).is_file():
        raise UsageError("run_unknown", name=name, path=runs, known=", ".join(run_names(runs)) or "—")
    return folder


def _lines(folder: Path) -> list[bytes]:
    """The outcomes, a line each. What follows the last line break is a line that a killed run did not finish."""
    path = folder / OUTCOMES
    return path.read_bytes().split(b"\n")[:-1] if path.is_file() else []


def _cut_off(path: Path) -> None:
    """Takes away what a killed run has left of its last line."""
    if path.is_file():
        data = path.read_bytes()
        with path.open("r+b") as file:
            file.truncate(data.rfind(b"\n") + 1)
