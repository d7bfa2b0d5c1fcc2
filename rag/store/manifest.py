"""The manifest: one small file that says what an index is and names the files of its current generation."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from itertools import accumulate
from pathlib import Path
from typing import Any

from rag.errors import IndexDamagedError, IndexMismatchError, IndexMissingError
from rag.store.generations import published_after
from rag.text.parsed import read_json

SCHEMA_VERSION = 3
_READABLE = (2, 3)
"""In the second the vectors were one file; it is read as one large segment."""
MANIFEST = "manifest.json"
COPY = "generation.json"
"""In the folder of a generation: its manifest once more, but for the record of this file itself."""
FULL_CHECK_BYTES = 256 * 2**20
"""So much, the smallest files first, is checked by SHA-256 on opening (0.2 s); larger files by their sizes."""
_HASHED = 4
"""Files at a time."""


@dataclass(frozen=True, slots=True)
class FileRecord:
    """Size in bytes and SHA-256 of a file as it was written."""

    bytes: int
    sha256: str


FileKey = tuple[int, int]


def file_key(path: Path) -> FileKey:
    """The same for all links to one file."""
    found = path.stat()
    return found.st_dev, found.st_ino


@dataclass(frozen=True, slots=True)
class Identity:
    """What must agree between an index and the parts that use it."""

    embedder: str
    fingerprint: str
    dimension: int
    chunker: dict[str, int]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is written beside the data. `generation` counts up by one with every publication."""

    embedder: str
    fingerprint: str
    dimension: int
    chunker: dict[str, int]
    generation: int = 0
    documents: int = 0
    passages: int = 0
    created: str = ""
    schema_version: int = SCHEMA_VERSION
    files: dict[str, FileRecord] = field(default_factory=dict)

    @property
    def folder(self) -> str:
        """The folder of this generation, inside the index."""
        return f"generation-{self.generation:06d}"

    def records(self, index: Path) -> dict[FileKey, FileRecord]:
        """The records of this generation's files, by what a link to one of them has in common with it."""
        return {file_key(index / self.folder / name): known for name, known in self.files.items()}

    def check_model(self, index: Path, wanted: Identity) -> None:
        """Raises IndexMismatchError when the vectors are another model's."""
        if (self.fingerprint, self.dimension) != (wanted.fingerprint, wanted.dimension):
            found, mine = (f"{m.embedder} ({m.fingerprint[:20]})" for m in (self, wanted))
            raise IndexMismatchError("index_model", path=index, found=found, wanted=mine)

    def check_chunker(self, index: Path, wanted: Identity) -> None:
        """Raises IndexMismatchError when new passages would be cut by other rules than those that are there."""
        if self.chunker != wanted.chunker:
            raise IndexMismatchError(
                "index_chunker", path=index, found=_words(self.chunker), wanted=_words(wanted.chunker)
            )

    def write(self, index: Path) -> None:
        """Replaces the manifest in one step: a reader sees the old one or the new one."""
        own = index / f".{MANIFEST}-{os.getpid()}"
        with own.open("w", encoding="utf-8") as file:
            json.dump(asdict(self), file, indent=1, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        own.replace(index / MANIFEST)
        flush_folder(index)

    def copied(self, folder: Path) -> Manifest:
        """Leaves a copy in a generation's folder, from which it can be made again; returns it with that file's record.

        Versions that know nothing of the copy take it for one file more.
        """
        files = {name: known for name, known in self.files.items() if name != COPY}
        (folder / COPY).write_text(json.dumps(asdict(replace(self, files=files)), ensure_ascii=False), encoding="utf-8")
        return replace(self, files={**files, COPY: record(folder / COPY)})


def read_copy(folder: Path) -> Manifest | None:
    """The manifest by the copy in a generation's folder; None where there is none that can be read."""
    path = folder / COPY
    try:
        raw = read_json(path.read_bytes())
        if raw["schema_version"] not in _READABLE:
            return None
        manifest = _manifest(raw)
        found = replace(manifest, files={**manifest.files, COPY: record(path)})
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return found if found.folder == folder.name else None


def read_manifest(index: Path) -> Manifest:
    """Raises IndexMissingError, IndexMismatchError (schema) or IndexDamagedError."""
    path = index / MANIFEST
    try:
        raw = read_json(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError) as error:
        if published_after(index, 0):  # there was an index: a new one would take its place
            raise IndexDamagedError("index_file_missing", path=index, file=MANIFEST) from error
        raise IndexMissingError("index_missing", path=index) from error
    except (OSError, ValueError) as error:
        raise IndexDamagedError("index_file_changed", path=index, file=MANIFEST) from error
    if not isinstance(raw, dict):
        raise IndexDamagedError("index_file_changed", path=index, file=MANIFEST)
    found = raw.get("schema_version")
    if found not in _READABLE:
        raise IndexMismatchError("index_schema", path=index, found=found, wanted=SCHEMA_VERSION)
    try:
        return _manifest(raw)
    except (TypeError, KeyError, AttributeError) as error:
        raise IndexDamagedError("index_file_changed", path=index, file=MANIFEST) from error


def _manifest(raw: dict[str, Any]) -> Manifest:
    files = {name: FileRecord(**r) for name, r in raw.pop("files").items()}
    manifest = Manifest(**raw, files=files)
    numbers = [manifest.generation, manifest.dimension, manifest.documents, manifest.passages]
    numbers += [file.bytes for file in files.values()]
    if not all(isinstance(n, int) and 0 <= n < 2**63 for n in numbers):
        raise TypeError("a number")
    texts = [manifest.embedder, manifest.fingerprint, manifest.created, *(file.sha256 for file in files.values())]
    if not all(isinstance(text, str) for text in texts) or not isinstance(manifest.chunker, dict):
        raise TypeError("a text")
    if any(Path(name).name != name or "\0" in name for name in files):
        raise TypeError("files")  # a manifest from a stranger must not point outside the index
    return manifest


def _words(chunker: dict[str, int]) -> str:
    return ", ".join(f"{name} {value}" for name, value in chunker.items())


def record(path: Path) -> FileRecord:
    """Flushes a finished file to the disk and takes its size and hash."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        return FileRecord(path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


def flush_folder(folder: Path) -> None:
    """Makes new names in a folder last through a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _first(files: Mapping[str, FileRecord], budget: int) -> set[str]:
    """The smallest files, as many as are no larger together than that."""
    by_size = sorted(files, key=lambda name: files[name].bytes)
    sizes = accumulate(files[name].bytes for name in by_size)
    return {name for name, total in zip(by_size, sizes, strict=True) if total <= budget}


def check_files(index: Path, manifest: Manifest, *, full: bool = False) -> None:
    """Compares the files of the generation with the manifest. Raises IndexDamagedError that names the first bad one.

    `full` compares hashes whatever the size. FileNotFoundError means that the whole generation is gone.
    """
    folder = index / manifest.folder
    if not folder.is_dir():
        raise FileNotFoundError(folder)

    hashed = set(manifest.files) if full else _first(manifest.files, FULL_CHECK_BYTES)

    def intact(name: str) -> bool:
        wanted, path = manifest.files[name], folder / name
        try:
            size = path.stat().st_size
            if size != wanted.bytes or name not in hashed:
                return size == wanted.bytes
            with path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == wanted.sha256
        except (OSError, ValueError) as error:  # a name that no file can have is a ValueError
            raise IndexDamagedError("index_file_missing", path=index, file=f"{manifest.folder}/{name}") from error

    # Side by side, the largest first: hashing lets other threads run, and is half of the time that opening takes.
    largest = sorted(manifest.files, key=lambda name: -manifest.files[name].bytes)
    with ThreadPoolExecutor(_HASHED) as pool:
        for name, is_intact in zip(largest, pool.map(intact, largest), strict=True):
            if not is_intact:
                raise IndexDamagedError("index_file_changed", path=index, file=f"{manifest.folder}/{name}")
