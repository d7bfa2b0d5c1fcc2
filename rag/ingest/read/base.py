"""What the readers of the single formats share."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from rag.errors import DocumentError

MIB = 1024 * 1024

SUFFIXES: dict[str, str] = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".epub": "epub",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
"""The file name endings that are read, in lower case, and the format that each stands for."""


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """How much of the machine one file may take.

    `max_file_mb` is in MiB: for a file as a whole, and for one line of a JSONL file, which is streamed.
    `max_unpacked_mb` bounds what a DOCX or EPUB unpacks to, and what comes out of a file. `max_seconds` and
    `max_memory_mb` bound the work on a file that is read in a process apart; Windows has no such limit on memory.
    """

    max_file_mb: float = 50
    max_unpacked_mb: float = 250
    max_seconds: int = 300
    max_memory_mb: int = 1024


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a document that blank lines set off: a paragraph, a list, a table, code, or a heading.

    `level` is 0 for text and 1 (highest) to 6 for a heading. `verbatim` keeps spaces and line ends as they are;
    elsewhere runs of spaces count as one and line ends inside the text are meant. `is_list`: its lines have markers.
    """

    text: str
    level: int = 0
    verbatim: bool = False
    is_list: bool = False


@dataclass(slots=True)
class Draft:
    """What the reader of one format found. "" and None mean "the file does not say".

    What an author stated (`title`, `date`, `language`) stands; what software or a template filled in
    (`meta_title`, `declared_language`, `fallback_date`) is used where nothing better is found.
    """

    blocks: list[Block] = field(default_factory=list)
    title: str = ""
    meta_title: str = ""
    date: dt.date | None = None
    fallback_date: dt.date | None = None
    language: str = ""
    declared_language: str = ""
    source: str = ""
    url: str = ""
    member: str = ""
    line: int = 0
    given_id: str = ""
    first_line_titles: bool = False


def words(text: str) -> tuple[str, ...]:
    """The words of a list that is written out in the code."""
    return tuple(text.split())


def read_bytes(path: Path, limits: ReadLimits) -> bytes:
    """The whole content of a file.

    Raises DocumentError where it is larger than `limits.max_file_mb`, and OSError where it cannot be read.
    """
    limit = int(limits.max_file_mb * MIB)
    with path.open("rb") as stream:
        data = stream.read(limit + 1)
    if len(data) > limit:
        raise DocumentError("file_large", megabytes=round(path.stat().st_size / MIB, 1), limit=limits.max_file_mb)
    if not data:
        raise DocumentError("file_empty")
    return data
