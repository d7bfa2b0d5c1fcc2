"""What was deleted, kept so that it can be put back: the articles as the index had them, and their files.

::

    trash/
      20261126T143000.123456Z-4f1c/     one deletion
        articles.json                   the documents, with the files that they came from
        0/report.pdf                    a file that people had added; files elsewhere are never touched
"""

from __future__ import annotations

import datetime as dt
import json
import os
import secrets
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.errors import UsageError
from rag.ingest.shelf import Shelf, clear_abandoned, flush, writing
from rag.text.parsed import read_json
from rag.types import Document, Heading, Span

KEPT = 20
"""Deletions that are kept. Older ones are gone for good."""

_ARTICLES = "articles.json"
_TEXTS = ("id", "title", "text", "language", "origin", "source", "url")


@dataclass(frozen=True, slots=True)
class Kept:
    """An article as the index had it, and the file that it came from."""

    document: Document
    file: str


@dataclass(frozen=True, slots=True)
class Deletion:
    """Articles that left the index together. `files` were taken from among those that people had added."""

    folder: Path
    kept: tuple[Kept, ...]
    files: tuple[Path, ...]

    def place(self, file: Path) -> Path:
        """Where the deletion keeps one of its files."""
        return self.folder / str(self.files.index(file)) / file.name


class Trash:
    """The folder of deletions."""

    def __init__(self, data_folder: Path) -> None:
        self.folder = Path(os.path.realpath(data_folder / "trash"))

    def keep(self, kept: Sequence[Kept], files: Sequence[Path]) -> Deletion:
        """Notes what is about to be deleted, before it is. Raises UsageError where the folder cannot be written."""
        now = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S.%fZ")
        deletion = Deletion(self.folder / f"{now}-{secrets.token_hex(2)}", tuple(kept), tuple(files))
        content = {"files": [str(file) for file in files], "articles": [_packed(one) for one in kept]}
        unfinished = deletion.folder.with_name(f".{deletion.folder.name}")
        with writing(self.folder):
            unfinished.mkdir(parents=True)
            clear_abandoned(entry for entry in self.folder.iterdir() if entry.name.startswith("."))
            with (unfinished / _ARTICLES).open("w", encoding="utf-8") as stream:
                json.dump(content, stream, ensure_ascii=True)  # a name may have bytes in it that are no text
                stream.flush()
                os.fsync(stream.fileno())
            unfinished.rename(deletion.folder)
            flush(self.folder)
        return deletion

    def take_files(self, deletion: Deletion) -> None:
        """Moves its files into the trash. Raises UsageError where they cannot be moved."""
        with writing(self.folder):
            for file in deletion.files:
                if file.exists():
                    deletion.place(file).parent.mkdir(exist_ok=True)
                    file.rename(deletion.place(file))
        for old in self._folders()[:-KEPT]:
            shutil.rmtree(old, ignore_errors=True)

    def give_files(self, deletion: Deletion, shelf: Shelf) -> dict[Path, Path]:
        """Moves its files back: where each was and where it is now, under another name if its own was taken since.

        Raises UsageError where they cannot be moved.
        """
        places: dict[Path, Path] = {}
        with writing(self.folder):
            for file in deletion.files:
                kept = deletion.place(file)
                if kept.exists():
                    target = file if not file.exists() else shelf.articles / shelf.free_name(file.name)
                    target.parent.mkdir(parents=True, exist_ok=True)
                    kept.rename(target)
                    places[file] = target
        return places

    def last(self) -> Deletion | None:
        """The latest deletion. Raises UsageError where what is kept of it cannot be read."""
        folders = self._folders()
        if not folders:
            return None
        try:
            content = read_json((folders[-1] / _ARTICLES).read_bytes())
            kept = tuple(_unpacked(one) for one in content["articles"])
            files = content["files"]
            if not isinstance(files, list) or any("\0" in file for file in files):
                raise TypeError("files")
            return Deletion(folders[-1], kept, tuple(map(Path, files)))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise UsageError("trash_damaged", path=folders[-1]) from error

    def forget(self, deletion: Deletion) -> None:
        """Ends the possibility to put it back, because it was or because nothing was deleted."""
        shutil.rmtree(deletion.folder, ignore_errors=True)

    def _folders(self) -> list[Path]:
        """Those of the deletions, the latest last: their names begin with their time."""
        try:
            return sorted(entry for entry in self.folder.iterdir() if not entry.name.startswith("."))
        except FileNotFoundError:
            return []


def _packed(one: Kept) -> dict[str, Any]:
    document = one.document
    fields = {name: getattr(document, name) for name in _TEXTS}
    date = document.date.isoformat() if document.date else None
    headings = [[h.span.start, h.span.end, h.level] for h in document.headings]
    return {**fields, "date": date, "headings": headings, "file": one.file}


def _unpacked(packed: dict[str, Any]) -> Kept:
    fields = dict(packed)
    for name in _TEXTS:  # those of names and paths may have bytes in them that are no text
        fields[name].encode("utf-8", "surrogateescape" if name in {"id", "title", "origin"} else "strict")
    file, date, headings = fields.pop("file"), fields.pop("date"), fields.pop("headings")
    document = Document(
        **fields,
        date=dt.date.fromisoformat(date) if date else None,
        headings=tuple(Heading(Span(start, end), level) for start, end, level in headings),
    )
    return Kept(document, str(file))
