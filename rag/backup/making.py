"""Into one file: the current generation of an index and the data folder, while both are in use.

The files of a generation are held open, as a reader holds them, so that no writer can clear them away. The data folder
is copied beside the backup first; where a generation was published meanwhile, both are taken again.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO

from rag.backup.listing import DATA, INDEX, LIST, SECRETS, Entry, Listing, header, padding, pieces
from rag.errors import IndexDamagedError, StoreError, UsageError
from rag.settings import Settings
from rag.store.lock import write_lock
from rag.store.manifest import MANIFEST, Manifest, flush_folder, read_manifest
from rag.stores import is_milvus

_TRIES = 3
_PASSING = ("incoming",)
"""In the data folder: what was handed over and not looked at yet."""
_BESIDE = (".lock", "-journal", "-wal", "-shm")
_SQLITE = b"SQLite format 3\0"


@dataclass(frozen=True, slots=True)
class BackedUp:
    """`left_out`: what in the data folder is no plain file, or is a secret."""

    path: Path
    generation: int
    files: int
    bytes: int
    secrets: bool
    left_out: tuple[str, ...]


@dataclass(slots=True)
class _Taken:
    """What goes into a backup, each file open."""

    manifest: Manifest
    files: list[tuple[Entry, BinaryIO]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def backup(settings: Settings, to: Path, *, secrets: bool = False, wait: float = 0.0) -> BackedUp:
    """Writes the file, which must not be there yet. It is there whole or not at all.

    Raises UsageError for a place where it cannot be, StoreError for vectors in Milvus, IndexDamagedError for an index
    that is not what was written, and as `read_manifest` does. `wait`: seconds for a writer that publishes all the time.
    """
    _check_place(settings, to)
    if is_milvus(settings.index / read_manifest(settings.index).folder):
        raise StoreError("backup_milvus", path=settings.index)
    try:
        with _staging(to) as staging, ExitStack() as stack:
            taken = _taken(settings, staging, stack, secrets=secrets, wait=wait)
            listing = Listing(
                version("sourcier"), dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
                taken.manifest.generation, secrets, tuple(entry for entry, _ in taken.files),
            )  # fmt: skip
            _write(staging / "backup", listing, taken, settings.index)
            os.link(staging / "backup", to)  # unlike a renaming it takes nobody's place
            flush_folder(to.absolute().parent)
    except FileExistsError as error:
        raise UsageError("backup_there", file=to) from error
    except OSError as error:
        raise UsageError("backup_write", file=to, reason=error.strerror or error) from error
    return BackedUp(
        to, listing.generation, len(listing.files), to.stat().st_size, secrets, tuple(sorted(taken.left_out))
    )


@contextmanager
def _staging(to: Path) -> Iterator[Path]:
    """A folder beside, that nobody else may read. What a backup that was killed has left in it goes."""
    place = to.absolute().with_name(f".{to.name}.making")
    place.mkdir(mode=0o700, exist_ok=True)
    held = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)  # a process that is killed holds it no more
        try:
            for left in place.iterdir():
                shutil.rmtree(left) if left.is_dir() and not left.is_symlink() else left.unlink()
            yield place
        finally:
            shutil.rmtree(place, ignore_errors=True)
    except BlockingIOError as error:
        raise UsageError("backup_there", file=to) from error
    finally:
        os.close(held)


def _check_place(settings: Settings, to: Path) -> None:
    if to.exists() or to.is_symlink():
        raise UsageError("backup_there", file=to)
    place = to.resolve()
    for folder in (settings.index, settings.data_folder):
        if place.is_relative_to(folder.resolve()):
            raise UsageError("backup_inside", file=to, folder=folder)


def _taken(settings: Settings, staging: Path, stack: ExitStack, *, secrets: bool, wait: float) -> _Taken:
    """All of it, from between two publications."""
    for attempt in range(_TRIES):
        taken = _try(settings, staging / str(attempt), stack, secrets=secrets)
        if taken is not None:
            return taken
    with write_lock(settings.index, wait):
        taken = _try(settings, staging / "last", stack, secrets=secrets)
    assert taken is not None, "nobody publishes while the lock is held"
    return taken


def _try(settings: Settings, staging: Path, stack: ExitStack, *, secrets: bool) -> _Taken | None:
    """None where something was published meanwhile."""
    with ExitStack() as own:
        manifest = read_manifest(settings.index)
        taken = _Taken(manifest)
        raw = (settings.index / MANIFEST).read_bytes()
        staging.mkdir()
        (staging / MANIFEST).write_bytes(raw)
        taken.files.append(_entry(f"{INDEX}/{MANIFEST}", staging / MANIFEST, own))
        try:
            for name, known in sorted(manifest.files.items()):
                opened = own.enter_context((settings.index / manifest.folder / name).open("rb"))
                taken.files.append((Entry(f"{INDEX}/{manifest.folder}/{name}", known.bytes, known.sha256), opened))
        except OSError as error:
            if read_manifest(settings.index) != manifest:
                return None
            file = f"{manifest.folder}/{name}"
            raise IndexDamagedError("index_file_missing", path=settings.index, file=file) from error
        _take_data(settings.data_folder, staging, taken, own, secrets=secrets)
        if read_manifest(settings.index) != manifest:
            return None
        stack.enter_context(own.pop_all())
        return taken


def _take_data(data: Path, staging: Path, taken: _Taken, stack: ExitStack, *, secrets: bool) -> None:
    for number, (name, path) in enumerate(sorted(_files(data, ""))):
        if path.is_symlink() or not path.is_file():
            if os.path.lexists(path):
                taken.left_out.append(name)
        elif name in SECRETS and not secrets:
            taken.left_out.append(name)
        elif not name.endswith(_BESIDE):
            copy = staging / str(number)
            try:
                _copy(path, copy)
            except FileNotFoundError:  # it went meanwhile
                continue
            taken.files.append(_entry(f"{DATA}/{name}", copy, stack))


def _files(folder: Path, before: str) -> Iterator[tuple[str, Path]]:
    """All that is no folder, with its name in the data folder."""
    if not folder.is_dir():
        return
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            if before or entry.name not in _PASSING:
                yield from _files(Path(entry.path), f"{before}{entry.name}/")
        else:
            yield f"{before}{entry.name}", Path(entry.path)


def _copy(path: Path, copy: Path) -> None:
    """As it is between two writings; of an SQLite file between two transactions."""
    with path.open("rb") as file:
        is_database = file.read(len(_SQLITE)) == _SQLITE
    if not is_database:
        shutil.copyfile(path, copy)
        return
    try:
        uri = f"{path.absolute().as_uri()}?mode=rw"
        with closing(sqlite3.connect(uri, uri=True)) as held, closing(sqlite3.connect(copy)) as made:
            held.backup(made)
    except sqlite3.Error as error:
        raise UsageError("backup_read", file=path, reason=error) from error


def _entry(name: str, path: Path, stack: ExitStack) -> tuple[Entry, BinaryIO]:
    file = stack.enter_context(path.open("rb"))
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    size = file.tell()
    file.seek(0)
    return Entry(name, size, digest), file


def _write(path: Path, listing: Listing, taken: _Taken, index: Path) -> None:
    """The archive. Raises IndexDamagedError for a file that is not what its generation's manifest says."""
    packed = listing.packed()
    with _private(path) as archive:
        archive.write(header(LIST, len(packed)) + packed + padding(len(packed)))
        for (member, entry), (_, source) in zip(listing.members(), taken.files, strict=True):
            archive.write(header(member, entry.bytes))
            digest, size = hashlib.sha256(), 0
            for piece in pieces(source, entry.bytes):
                archive.write(piece)
                digest.update(piece)
                size += len(piece)
            if size != entry.bytes or source.read(1) or digest.hexdigest() != entry.sha256:
                raise IndexDamagedError("index_file_changed", path=index, file=entry.name.partition("/")[2])
            archive.write(padding(entry.bytes))
        archive.write(bytes(1024))
        archive.flush()
        os.fsync(archive.fileno())


@contextmanager
def _private(path: Path) -> Iterator[BinaryIO]:
    """A new file that nobody else may read: it holds conversations."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        yield file
