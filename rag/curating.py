"""What people do to the articles: add, replace, delete, undo, index a folder again.

Files that people add lie in the data folder (`rag.ingest.shelf`), so that the index can be made again from them; files
elsewhere are read and never touched. Each step that ends early, by an error or a kill, leaves the files where the next
"index again" finds them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from rag.errors import IndexMissingError, UsageError
from rag.indexing import IngestRequest, check_index, check_request, ingest, open_catalogue, put_back, remove
from rag.ingest.disk import name_of
from rag.ingest.progress import Progress, Report, Silent
from rag.ingest.read import ReadLimits
from rag.ingest.shelf import Shelf, Staged, unreadable
from rag.ingest.trash import Deletion, Kept, Trash
from rag.ports import Embedder, Stop
from rag.settings import Settings
from rag.store.catalogue import Catalogue

STEP = 32
"""Passages embedded at once: about a second, so that progress is seen and a stop is heard."""


@dataclass(frozen=True, slots=True)
class Addition:
    """A file that is to become an article of the name `place`; of the same name, it replaces what is there.

    `instead`: the id of an article elsewhere whose place it takes, "" for none.
    """

    staged: Staged
    place: str
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Hands:
    """What a change is made with, and who watches it."""

    embedder: Callable[[], Embedder]
    progress: Progress = field(default_factory=Silent)
    stop: Stop = lambda: False


def add(settings: Settings, additions: Sequence[Addition], hands: Hands) -> Report:
    """Puts the files among the articles and into the index. One of which nothing can be read is refused, and gone.

    Raises as `ingest` does, and UsageError where the data folder cannot be written.
    """
    shelf, limits, report = Shelf(settings.data_folder), ReadLimits(max_file_mb=settings.max_file_mb), Report()
    taken: list[tuple[Path, str]] = []
    try:
        check_request(settings, IngestRequest([shelf.articles]))
        for addition in additions:
            if hands.stop():
                break
            hands.progress.note("file", addition.place)
            if (problem := unreadable(addition.staged, limits)) is not None:
                report.failed.append(problem)
                continue
            taken.append((shelf.accept(addition.staged, addition.place), addition.instead))
    finally:
        for addition in additions:
            shelf.discard(addition.staged)
    if taken:
        report = _joined(report, _ingested(settings, IngestRequest([path for path, _ in taken], step=STEP), hands))
    if not report.interrupted:
        report.interrupted = len(taken) + len(report.failed) < len(additions)
    replaced = _replaced(settings, taken)
    if replaced:
        delete(settings, replaced)
        report.removed += len(replaced)
    return report


def delete(settings: Settings, ids: Sequence[str]) -> Deletion:
    """Takes articles out of the index, and their files from among those that people added, into the trash.

    Raises UsageError (`document_unknown`; the data folder cannot be written), and as `remove` does.
    """
    check_index(settings)
    shelf, trash = Shelf(settings.data_folder), Trash(settings.data_folder)
    with closing(open_catalogue(settings)) as catalogue:
        kept = [_kept(catalogue, name) for name in dict.fromkeys(ids)]
        going = {one.document.id for one in kept}
        files = [
            Path(file)
            for file in dict.fromkeys(one.file for one in kept)
            # A file of several articles stays as long as one of them does.
            if shelf.holds(file) and {name for name, _ in catalogue.documents_of_file(file).values()} <= going
        ]
    deletion = trash.keep(kept, files)
    try:
        remove(settings, [one.document.id for one in kept])
    except BaseException:
        trash.forget(deletion)
        raise
    trash.take_files(deletion)
    return deletion


def undo(settings: Settings, hands: Hands) -> Report:
    """Puts the articles of the last deletion back, with their files: the passages are those that there were.

    Raises UsageError (`trash_empty`; the data folder cannot be written), and as `ingest` does.
    """
    shelf, trash = Shelf(settings.data_folder), Trash(settings.data_folder)
    deletion = trash.last()
    if deletion is None:
        raise UsageError("trash_empty")
    embedder = hands.embedder()
    places = trash.give_files(deletion, shelf)
    elsewhere = {name_of(was): now for was, now in places.items() if was != now}
    kept = [one for one in deletion.kept if one.file not in elsewhere]
    report = put_back(settings, embedder, kept, hands.progress)
    if elsewhere:
        again = _ingested(settings, IngestRequest(list(elsewhere.values()), step=STEP), hands)
        report = _joined(report, again)
    trash.forget(deletion)
    return report


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that can be indexed again; so many files of the index lie in it."""

    path: Path
    files: int


def folders(settings: Settings, files: Iterable[tuple[str, str]]) -> list[Folder]:
    """The folders that the index has files from, that of what people add, and those of the settings.

    `files` are (document id, file). Of folders within each other the outer one counts. Those that are gone are
    left out.
    """
    given = [(name, Path(file)) for name, file in files]
    shelf = Shelf(settings.data_folder)
    roots = {_root(name, path) for name, path in given if not shelf.holds(path)}
    roots |= {Path(os.path.realpath(folder)) for folder in settings.folders} | {shelf.articles}
    outer = sorted(root for root in roots if not any(other in root.parents for other in roots))
    held = {path for _, path in given}
    return [Folder(root, sum(path.is_relative_to(root) for path in held)) for root in outer if root.is_dir()]


def reindex(settings: Settings, folder: Path, hands: Hands, *, prune: bool = False) -> Report:
    """Reads a folder again: what is new or another in it, and with `prune` articles whose files are gone leave.

    Raises UsageError (`folder_not_offered`) for a folder that is not one of `folders`, and as `ingest` does.
    """
    try:
        with closing(open_catalogue(settings)) as catalogue:
            known = folders(settings, catalogue.document_files())
    except IndexMissingError:
        known = folders(settings, ())
    if folder not in {one.path for one in known}:
        raise UsageError("folder_not_offered", path=folder)
    shelf = Shelf(settings.data_folder)
    if folder == shelf.articles:
        _take_left_over(settings, shelf)
    return _ingested(settings, IngestRequest([folder], prune=prune, step=STEP), hands)


def _take_left_over(settings: Settings, shelf: Shelf) -> None:
    """Files that were handed over when the server ended, under names that are free."""
    limits = ReadLimits(max_file_mb=settings.max_file_mb)
    for staged in shelf.left_over():
        if unreadable(staged, limits) is None:
            shelf.accept(staged, shelf.free_name(staged.name))
        else:
            shelf.discard(staged)


def _ingested(settings: Settings, request: IngestRequest, hands: Hands) -> Report:
    return ingest(settings, hands.embedder(), request, hands.progress, hands.stop)


def _joined(one: Report, other: Report) -> Report:
    """The sums of two reports."""
    return replace(
        other,
        added=one.added + other.added, unchanged=one.unchanged + other.unchanged,
        passages=one.passages + other.passages, seconds=one.seconds + other.seconds,
        failed=[*one.failed, *other.failed],
    )  # fmt: skip


def _kept(catalogue: Catalogue, name: str) -> Kept:
    file = catalogue.file_of(name)
    if file is None:
        raise UsageError("document_unknown", name=name)
    return Kept(catalogue.document(name), file)


def _replaced(settings: Settings, taken: Sequence[tuple[Path, str]]) -> list[str]:
    """The ids of articles whose place was taken by a file that is now in the index."""
    if not any(instead for _, instead in taken):
        return []
    with closing(open_catalogue(settings)) as catalogue:
        found: list[str] = []
        for path, instead in taken:
            now = {name for name, _ in catalogue.documents_of_file(name_of(path)).values()}
            if instead and now and instead not in now and catalogue.file_of(instead) is not None:
                found.append(instead)
        return found


def _root(name: str, file: Path) -> Path:
    """The folder that the file was found under: its id is its path from there, else it is its own folder."""
    relative = Path(name.partition("#")[0])
    depth = len(relative.parts)
    if depth and not relative.is_absolute() and file.parts[-depth:] == relative.parts:
        return file.parents[depth - 1]
    return file.parent
