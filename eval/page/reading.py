"""What the page reads again and again, kept in memory until the files behind it change. All sessions share it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import eval as evaluator
from eval.compare import Comparison, compare
from eval.report.plots import plots
from eval.saved import IDENTITY, OUTCOMES, SavedRun, load_run
from eval.sets import QuestionSet, read_set
from eval.sets.folder import SetFolder
from eval.summary import Summary, summarise
from rag.errors import UsageError
from rag.messages import Language
from rag.settings import Settings

Stamp = tuple[tuple[int, int], ...]
"""Sizes and times of files, by which their content is told from another."""

SHIPPED = ("sourcier-fr-en.jsonl", "english-on-french.jsonl", "follow-ups.jsonl", "second_questions.jsonl")
"""Sets over the shipped articles, which a checkout holds beside the evaluator and a wheel does not."""


@dataclass(frozen=True, slots=True)
class KnownSet:
    """A set that can be chosen. `own`: people have added it, and may change it."""

    path: Path
    own: bool

    def read(self) -> QuestionSet:
        """Its questions. Raises UsageError that names the line of a mistake."""
        return _set(self.path, _stamp(self.path))


@dataclass(frozen=True, slots=True)
class Result:
    """A saved run with its figures, which there are as soon as one question is done."""

    run: SavedRun
    summary: Summary | None
    stamp: Stamp


def set_folder(settings: Settings) -> SetFolder:
    """Where the sets are that people add."""
    return SetFolder(settings.data_folder / "sets")


def known_sets(settings: Settings) -> list[KnownSet]:
    """Those that people have added, then those that are there beside the evaluator."""
    beside = (Path(*evaluator.__path__) / name for name in SHIPPED)
    own = [KnownSet(path, own=True) for path in set_folder(settings).paths()]
    return [*own, *(KnownSet(path, own=False) for path in beside if path.is_file())]


def set_of_digest(settings: Settings, digest: str) -> KnownSet | None:
    """The set that a run was made of; None where it is not there, or not as it was."""
    for known in known_sets(settings):
        try:
            if known.read().digest == digest:
                return known
        except UsageError:
            continue  # whoever chooses it is told
    return None


def result(runs: Path, name: str) -> Result:
    """A saved run. Raises UsageError where there is none of that name or it is damaged."""
    return _result(runs.absolute(), name, _run_stamp(runs, name))


def comparison(runs: Path, first: str, second: str) -> Comparison:
    """What changed from the first run to the second. Raises UsageError where one is damaged or nothing is common."""
    stamps = _run_stamp(runs, first) + _run_stamp(runs, second)
    return _comparison(runs.absolute(), first, second, stamps)


def drawn_plots(found: Result, language: Language) -> list[tuple[str, str]]:
    """Title and SVG of each plot of a run."""
    return _plots(found.run.folder.parent, found.run.name, found.stamp, language)


@lru_cache(maxsize=32)
def _set(path: Path, _stamp: Stamp) -> QuestionSet:
    return read_set(path)


@lru_cache(maxsize=8)
def _result(runs: Path, name: str, stamp: Stamp) -> Result:
    run = load_run(runs, name)
    return Result(run, summarise(run.done) if run.done else None, stamp)


@lru_cache(maxsize=8)
def _comparison(runs: Path, first: str, second: str, _stamp: Stamp) -> Comparison:
    return compare(load_run(runs, first), load_run(runs, second))


@lru_cache(maxsize=16)
def _plots(runs: Path, name: str, stamp: Stamp, language: Language) -> list[tuple[str, str]]:
    summary = _result(runs, name, stamp).summary
    return plots(summary, language) if summary is not None else []


def _run_stamp(runs: Path, name: str) -> Stamp:
    return _stamp(runs / name / IDENTITY, runs / name / OUTCOMES)


def _stamp(*paths: Path) -> Stamp:
    found = []
    for path in paths:
        try:
            state = path.stat()
        except OSError:
            found.append((0, 0))  # reading it says what is the matter
        else:
            found.append((state.st_mtime_ns, state.st_size))
    return tuple(found)
