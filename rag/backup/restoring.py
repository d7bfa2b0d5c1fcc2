"""Out of a backup: everything is unpacked aside and checked before anything takes the place of what is there.

The index comes as a new generation, published like any other; the data folder changes places with the new one in one
step. A restoring that is killed leaves each of the two as it was or as it is to be, and can be done again.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from rag.backup.listing import DATA, INDEX, SECRETS, Entry, Listing, next_size, padding, pieces, read_listing
from rag.errors import UsageError
from rag.settings import Settings
from rag.store.examining import same_but_copy
from rag.store.generations import generations, mark_published
from rag.store.index import Index
from rag.store.lock import write_fault, write_lock
from rag.store.manifest import MANIFEST, flush_folder
from rag.stores import store_kind

_EXCHANGE = 2
_HERE = -100


@dataclass(frozen=True, slots=True)
class Restored:
    """`secrets`: whether tokens came with it; else those that were there stay."""

    generation: int
    files: int
    bytes: int
    secrets: bool
    created: str


def restore(settings: Settings, file: Path, *, replace: bool = False, wait: float = 0.0) -> Restored:
    """Puts back what a backup holds; with `replace` in the place of what is there.

    Raises UsageError for a file that is no backup or is damaged, for something that is there already and for a disk
    without room; as opening an index does for what the backup holds; and as writing an index does.
    """
    try:
        with file.open("rb") as archive:
            listing = read_listing(archive, file)
            if not replace and _is_taken(settings):
                raise UsageError("restore_there", path=settings.index, data=settings.data_folder)
            _check_room(settings, listing, file)
            with write_lock(settings.index, wait):
                return _Restoring(settings, file).run(archive, listing)
    except OSError as error:
        raise UsageError("backup_open", file=file, reason=error.strerror or error) from error


def _is_taken(settings: Settings) -> bool:
    index, data = settings.index, settings.data_folder
    return any(folder.is_dir() and any(_counts(entry) for entry in folder.iterdir()) for folder in (index, data))


def _counts(entry: Path) -> bool:
    return entry.name not in {".lock", ".holder"} and not entry.name.startswith(".building-")


def _check_room(settings: Settings, listing: Listing, file: Path) -> None:
    place = next(p for p in [settings.index.absolute(), *settings.index.absolute().parents] if p.exists())
    free = shutil.disk_usage(place).free
    if free < listing.size:
        raise UsageError("backup_room", file=file, wanted=listing.size // 2**20 + 1, free=free // 2**20)


class _Restoring:
    """One restoring, with the write lock held."""

    def __init__(self, settings: Settings, file: Path) -> None:
        self._settings, self._file = settings, file
        self._index, self._data = settings.index, settings.data_folder.absolute()
        self._staged = {INDEX: self._index / f".building-{os.getpid()}", DATA: self._beside("restoring")}

    def run(self, archive: BinaryIO, listing: Listing) -> Restored:
        try:
            self._recover()
            self._unpack(archive, listing)
            staged = Index.open(self._staged[INDEX], store_kind(self._settings))
            staged.verify()
            staged.catalogue.close()
            if not listing.secrets:
                self._keep_secrets()
            self._switch_data()
            generation = self._publish(staged)
        except OSError as error:
            raise write_fault(self._index, error) from error
        finally:
            for folder in self._staged.values():
                shutil.rmtree(folder, ignore_errors=True)
        return Restored(generation, len(listing.files), listing.size, listing.secrets, listing.created)

    def _beside(self, what: str) -> Path:
        return self._data.with_name(f".{self._data.name}.{what}")

    def _recover(self) -> None:
        """What a restoring that was killed has left."""
        away = self._beside("away")
        if away.exists() and not self._data.exists():
            away.rename(self._data)
        for folder in (*self._staged.values(), away):
            shutil.rmtree(folder, ignore_errors=True)

    def _unpack(self, archive: BinaryIO, listing: Listing) -> None:
        for folder in self._staged.values():
            folder.mkdir(parents=True, mode=0o700)
        for member, entry in listing.members():
            first, _, rest = entry.name.partition("/")
            target = self._staged[first] / rest
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                if next_size(archive, member) != entry.bytes:
                    raise ValueError(member)
                _write(target, archive, entry)
                archive.read(len(padding(entry.bytes)))
            except ValueError as error:
                raise UsageError("backup_changed", file=self._file, name=entry.name) from error

    def _keep_secrets(self) -> None:
        for name in SECRETS:
            if (self._data / name).is_file():
                shutil.copy2(self._data / name, self._staged[DATA] / name)

    def _switch_data(self) -> None:
        staged = self._staged[DATA]
        staged.chmod(0o755 if not self._data.exists() else self._data.stat().st_mode & 0o7777)
        if not self._data.exists():
            staged.rename(self._data)
        elif not _exchanged(staged, self._data):
            self._data.rename(self._beside("away"))
            staged.rename(self._data)
            shutil.rmtree(self._beside("away"), ignore_errors=True)
        flush_folder(self._data.parent)

    def _publish(self, staged: Index) -> int:
        held = staged.manifest
        there = [number for number, _ in generations(self._index)]
        number = max([held.generation, *(n + 1 for n in there)])
        manifest = replace(same_but_copy(held), generation=number)
        source = self._staged[INDEX] / held.folder
        manifest = manifest.copied(source)
        flush_folder(source)
        source.rename(self._index / manifest.folder)
        if (self._index / MANIFEST).is_dir():
            (self._index / MANIFEST).rename(self._index / f".{MANIFEST}-{os.getpid()}-folder")
        manifest.write(self._index)
        mark_published(self._index / manifest.folder)
        for n, folder in generations(self._index):
            if n < max(there, default=0):  # the last one stays for readers that are opening it
                store_kind(self._settings).discard(folder)
                shutil.rmtree(folder, ignore_errors=True)
        return number


def _write(target: Path, archive: BinaryIO, entry: Entry) -> None:
    """Raises ValueError where it is not what was backed up."""
    digest, size = hashlib.sha256(), 0
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644), "wb") as made:
        for piece in pieces(archive, entry.bytes):
            made.write(piece)
            digest.update(piece)
            size += len(piece)
        made.flush()
        os.fsync(made.fileno())
    if size != entry.bytes or digest.hexdigest() != entry.sha256:
        raise ValueError(entry.name)
    if target.name in SECRETS:
        target.chmod(0o600)


def _exchanged(one: Path, other: Path) -> bool:
    """Whether the two could change places in one step: not every system can."""
    rename: Callable[..., int] | None = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    return rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0
