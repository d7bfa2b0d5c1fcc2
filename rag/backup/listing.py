"""What a backup is: a tar file of plain files, the first of which lists the others with their sizes and SHA-256.

::

    backup.json                          the list
    000000-manifest.json                 then each file of the list, in its order, under its number
    000001-catalogue.sqlite
    …

The names that count are those in the list. Those in the archive are for people who look into it, so that no name in an
archive ever leads anywhere.
"""

from __future__ import annotations

import json
import re
import tarfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO

from rag.errors import UsageError
from rag.text.parsed import read_json

FORMAT = 1
LIST = "backup.json"
INDEX, DATA = "index", "data"
SECRETS = frozenset({"tokens.json", "links.key"})
"""In the data folder: what opens doors. It is left out unless it is asked for."""
MOST_LISTED = 64 * 2**20
"""Bytes of a list: half a million files."""
_BLOCK = tarfile.BLOCKSIZE
_AT_ONCE = 1 << 20
_SHA256 = re.compile("[0-9a-f]{64}")
_PLAIN = re.compile(r"[^A-Za-z0-9._-]")
_LONGEST = 255


@dataclass(frozen=True, slots=True)
class Entry:
    """A file: `name` is "index/…" or "data/…"."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Listing:
    """`generation`: of the index. `secrets`: whether tokens and the key of links are in it."""

    sourcier: str
    created: str
    generation: int
    secrets: bool
    files: tuple[Entry, ...]
    format: int = FORMAT

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(entry.bytes for entry in self.files)

    def members(self) -> Iterator[tuple[str, Entry]]:
        """Each file with its name in the archive."""
        for number, entry in enumerate(self.files):
            yield f"{number:06d}-{_PLAIN.sub('_', entry.name.rpartition('/')[2])[:60]}", entry

    def packed(self) -> bytes:
        """As it is written."""
        return json.dumps(asdict(self), indent=1).encode()


def header(name: str, size: int) -> bytes:
    """The block before a plain file in an archive."""
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info.tobuf(tarfile.GNU_FORMAT)


def padding(size: int) -> bytes:
    """What follows a file of that size."""
    return bytes(-size % _BLOCK)


def pieces(source: BinaryIO, size: int) -> Iterator[bytes]:
    """So many bytes of a file, or what there is of them."""
    while size > 0 and (piece := source.read(min(size, _AT_ONCE))):
        size -= len(piece)
        yield piece


def next_size(archive: BinaryIO, name: str) -> int:
    """The size of the next file, which must be a plain one of that name. Raises ValueError.

    Not by tarfile's own reading: that follows links, sparse files and headers of any length.
    """
    block = archive.read(_BLOCK)
    try:
        info = tarfile.TarInfo.frombuf(block, "utf-8", "strict")
    except (tarfile.HeaderError, UnicodeDecodeError) as error:
        raise ValueError(name) from error
    if info.name != name or info.type != tarfile.REGTYPE or info.size < 0:
        raise ValueError(name)
    return info.size


def read_listing(archive: BinaryIO, file: object) -> Listing:
    """The list at the beginning of an archive. Raises UsageError where it is none."""
    try:
        size = next_size(archive, LIST)
        if size > MOST_LISTED:
            raise ValueError(LIST)
        raw = read_json(archive.read(size))
        archive.read(len(padding(size)))
        if raw["format"] != FORMAT:
            raise UsageError("backup_newer", file=file)
        return _listing(raw)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise UsageError("backup_none", file=file) from error


def _listing(raw: dict[str, Any]) -> Listing:
    entries = tuple(Entry(**entry) for entry in raw.pop("files"))
    listing = Listing(**raw, files=entries)
    names = {entry.name for entry in entries}
    if len(names) < len(entries) or not all(map(_is_right, entries)):
        raise ValueError("a file")
    if any(above in names for name in names for above in _above(name)):
        raise ValueError("a file that is a folder")
    if type(listing.generation) is not int or type(listing.secrets) is not bool:
        raise TypeError("a value")
    return listing


def _is_right(entry: Entry) -> bool:
    if type(entry.bytes) is not int or not 0 <= entry.bytes < 2**63 or not _SHA256.fullmatch(entry.sha256):
        return False
    first, *rest = entry.name.split("/")
    return first in {INDEX, DATA} and bool(rest) and all(map(_is_safe, rest))


def _is_safe(part: str) -> bool:
    """Whether it names something in a folder, and nothing above it or elsewhere."""
    raw = part.encode("utf-8", "surrogatepass")
    return part not in {"", ".", ".."} and not set(part) & {"\0", "\\"} and len(raw) <= _LONGEST


def _above(name: str) -> Iterator[str]:
    while "/" in name:
        name = name.rpartition("/")[0]
        yield name
