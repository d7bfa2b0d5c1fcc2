"""What is wrong with an index, looked at file by file, and which manifest is to be believed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from rag.errors import IndexDamagedError, IndexMismatchError, IndexMissingError
from rag.store.generations import generations, is_published
from rag.store.manifest import COPY, MANIFEST, FileRecord, Manifest, read_copy, read_manifest


@dataclass(frozen=True, slots=True)
class Fault:
    """A file, as it is called inside the index, and what is the matter with it."""

    file: str
    what: Literal["missing", "changed", "unreadable", "leftover", "inside"]


@dataclass(frozen=True, slots=True)
class Finding:
    """The manifest to be believed, None where nothing says what it was, and all that is wrong beside it."""

    manifest: Manifest | None
    faults: tuple[Fault, ...]

    @property
    def names(self) -> set[str]:
        """The files of the generation that are wrong, without its folder."""
        folder = f"{self.manifest.folder}/" if self.manifest else "/"
        return {fault.file.removeprefix(folder) for fault in self.faults if fault.file.startswith(folder)}

    @property
    def is_manifest_wrong(self) -> bool:
        """Whether manifest.json itself is to be made again."""
        return any(fault.file == MANIFEST for fault in self.faults)


def examine(index: Path) -> Finding:
    """Looks at every file, by its hash. Raises IndexMissingError, or IndexMismatchError for one of another version."""
    copies = {number: copy for number, folder in generations(index) if (copy := read_copy(folder)) is not None}
    published = {number for number, folder in generations(index) if number in copies and is_published(folder)}
    try:
        held: Manifest | None = read_manifest(index)
    except IndexMismatchError:
        if not copies:  # of a version that is not read here: not ours to mend
            raise
        held = None
    except IndexMissingError:
        if not any(True for _ in generations(index)):
            raise
        held = None
    except IndexDamagedError:
        held = None
    believed = _believed(held, copies, published)
    faults = [] if held is not None and believed == held else [_manifest_fault(index)]
    if believed is not None:
        faults += file_faults(index, believed)
    return Finding(believed, tuple(faults))


def file_faults(index: Path, manifest: Manifest) -> list[Fault]:
    """The files of a generation that are not what its manifest says."""
    found = []
    for name, wanted in manifest.files.items():
        what = _fault(index / manifest.folder / name, wanted)
        if what is not None:
            found.append(Fault(f"{manifest.folder}/{name}", what))
    return found


def _believed(held: Manifest | None, copies: Mapping[int, Manifest], published: set[int]) -> Manifest | None:
    newest = max(published, default=max(copies, default=0))
    if held is None:
        return copies.get(newest)
    if newest > held.generation and newest in published:
        return copies[newest]
    for number in sorted(copies, key=lambda number: number != held.generation):
        if _data(copies[number]) == _data(held):
            return copies[number]
    return held


def _data(manifest: Manifest) -> Mapping[str, FileRecord]:
    return {name: known for name, known in manifest.files.items() if name != COPY}


def _manifest_fault(index: Path) -> Fault:
    path = index / MANIFEST
    try:
        path.read_bytes()
    except FileNotFoundError:
        return Fault(MANIFEST, "missing")
    except PermissionError:
        return Fault(MANIFEST, "unreadable")
    except OSError:
        return Fault(MANIFEST, "changed")
    return Fault(MANIFEST, "changed")


def _fault(path: Path, wanted: FileRecord) -> Literal["missing", "changed", "unreadable"] | None:
    try:
        if path.stat().st_size != wanted.bytes or not path.is_file():
            return "changed"
        with path.open("rb") as file:
            return None if hashlib.file_digest(file, "sha256").hexdigest() == wanted.sha256 else "changed"
    except (FileNotFoundError, NotADirectoryError):
        return "missing"
    except (OSError, ValueError):
        return "unreadable"


def same_but_copy(manifest: Manifest) -> Manifest:
    """Without the record of its copy, which is to be made anew."""
    return replace(manifest, files=dict(_data(manifest)))
