"""Files that are sent: taken in one by one, put among the articles, and told of."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import Any

from fastapi import UploadFile

from rag.curating import Addition, Hands, add
from rag.errors import DocumentError, IndexFault, IndexMissingError, SourcierError, UsageError
from rag.indexing import open_catalogue
from rag.ingest.disk import name_of
from rag.ingest.progress import Report
from rag.ingest.read.base import MIB
from rag.ingest.shelf import Shelf, Staged
from rag.messages import Language
from rag.serve.answerers import Answerers
from rag.settings import Settings


def take(answerers: Answerers, files: Sequence[UploadFile], language: Language, *, replace: bool) -> dict[str, Any]:
    """Has the files in the index. Raises UsageError where none can be read or a name is taken, and as adding does."""
    settings = answerers.service.settings
    shelf = Shelf(settings.data_folder)
    staged, refused = _staged(settings, shelf, files, language, replace=replace)
    new = [one.name for one in staged if not shelf.has(one.name)]
    additions = [Addition(one, one.name) for one in staged]
    hands = Hands(lambda: answerers.service.embedder(lambda _: None))
    try:
        report = add(settings, additions, hands) if staged else Report()
    except SourcierError:
        _take_back(settings, shelf, new)
        raise
    failed = refused + [_failed(problem.name, problem.error, language) for problem in report.failed]
    documents = _ids(settings, shelf, [one.name for one in staged])
    if failed and not documents:
        first = failed[0]
        raise UsageError("serve_stored", name=first["name"], reason=f"{first['detail']} {first['hint']}".strip())
    answerers.reopen()
    counts = {name: getattr(report, name) for name in ("added", "replaced", "unchanged", "removed", "passages")}
    return {**counts, "failed": failed, "documents": documents}


def _staged(
    settings: Settings, shelf: Shelf, files: Sequence[UploadFile], language: Language, *, replace: bool
) -> tuple[list[Staged], list[dict[str, Any]]]:
    """Those that can be read at all, written aside, and what is to be said of the others. An error leaves none."""
    staged, refused = dict[str, Staged](), list[dict[str, Any]]()
    try:
        for file in files:
            try:
                one = _stage(settings, shelf, file)
            except DocumentError as error:
                refused.append(_failed(file.filename or "", error, language))
                continue
            before = staged.pop(one.name, None)
            staged[one.name] = one
            if before is not None:
                shelf.discard(before)
            if not replace and (before is not None or shelf.has(one.name)):
                raise UsageError("serve_exists", name=one.name)
    except BaseException:
        for one in staged.values():
            shelf.discard(one)
        raise
    return list(staged.values()), refused


def _stage(settings: Settings, shelf: Shelf, file: UploadFile) -> Staged:
    """Only one of them is held in memory at a time."""
    size = file.size or 0
    if size > settings.max_file_mb * MIB:
        raise DocumentError("file_large", megabytes=round(size / MIB, 1), limit=f"{settings.max_file_mb:g}")
    return shelf.stage(file.filename or "", file.file.read())


def _take_back(settings: Settings, shelf: Shelf, names: Sequence[str]) -> None:
    """Files that lie among the articles now and are not in the index, so that they can be sent again."""
    for name in filter(shelf.has, names):
        try:
            there = _ids(settings, shelf, [name])
        except IndexFault:
            return
        if not there:
            (shelf.articles / name).unlink()


def _ids(settings: Settings, shelf: Shelf, names: Sequence[str]) -> list[str]:
    """The articles that are in those files."""
    try:
        with closing(open_catalogue(settings)) as catalogue:
            files = [name_of(shelf.articles / name) for name in names]
            return [name for file in files for name, _ in catalogue.documents_of_file(file).values()]
    except IndexMissingError:  # nothing could be read, and nothing was there before
        return []


def _failed(name: str, error: DocumentError, language: Language) -> dict[str, Any]:
    return {"name": name, "code": error.key, "detail": error.message(language), "hint": error.hint(language)}
