"""An index folder: opened by any number of readers, written by one writer, published in one step.

::

    index/
      manifest.json            names the current generation; replaced atomically
      generation-000007/       catalogue.sqlite and the vector store's files; never changed once published
      generation-000006/       the one before, for readers that are still opening it
      .lock, .holder           who writes
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from filelock import FileLock, Timeout

from rag.errors import IndexBusyError, IndexDamagedError, IndexFault, IndexMissingError, SourcierError
from rag.ports import VectorStore
from rag.store.catalogue import Catalogue, is_sound
from rag.store.manifest import Identity, Manifest, check_files, flush_folder, read_manifest, record

CATALOGUE = "catalogue.sqlite"
_GENERATION = re.compile(r"generation-(\d{6,})")
_LEFTOVER = re.compile(r"\.(building|manifest\.json)-.*")

Notify = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class StoreKind:
    """How a kind of vector store is made and opened."""

    new: Callable[[int], VectorStore]
    load: Callable[[Path], VectorStore]


@dataclass(frozen=True)
class Index:
    """One generation of an index, open for reading. Later publications do not change it."""

    path: Path
    manifest: Manifest
    catalogue: Catalogue
    vectors: VectorStore

    @classmethod
    def open(cls, path: Path, kind: StoreKind, wanted: Identity | None = None) -> Index:
        """Opens the current generation and writes nothing.

        Raises IndexMissingError, IndexDamagedError, or IndexMismatchError (schema; model, when `wanted` is given).
        """
        while True:
            manifest = read_manifest(path)
            if wanted is not None:
                manifest.check_model(path, wanted)
            try:
                return cls._open(path, kind, manifest)
            except (IndexDamagedError, FileNotFoundError) as error:
                # A writer may have published twice since the manifest was read, and cleared this generation away.
                if read_manifest(path).generation != manifest.generation:
                    continue
                if isinstance(error, IndexDamagedError):
                    raise
                raise IndexDamagedError("index_file_missing", path=path, file=manifest.folder) from error

    @classmethod
    def _open(cls, path: Path, kind: StoreKind, manifest: Manifest) -> Index:
        check_files(path, manifest)
        folder = path / manifest.folder
        try:
            catalogue = Catalogue.read_only(folder / CATALOGUE)
            vectors = kind.load(folder)
            counts = catalogue.counts()
        except (OSError, ValueError, KeyError, sqlite3.DatabaseError) as error:
            raise IndexDamagedError("index_file_changed", path=path, file=manifest.folder) from error
        if counts != (manifest.documents, manifest.passages) or len(vectors) != manifest.passages:
            raise IndexDamagedError("index_file_changed", path=path, file=manifest.folder)
        return cls(path, manifest, catalogue, vectors)

    def verify(self) -> None:
        """Checks every file by its hash, SQLite's own structure, and that passages and vectors are the same.

        Raises IndexDamagedError that names what is wrong.
        """
        check_files(self.path, self.manifest, full=True)
        damaged = IndexDamagedError("index_file_changed", path=self.path, file=self.manifest.folder)
        if not is_sound(self.path / self.manifest.folder / CATALOGUE):
            raise damaged
        passages = {name for name, _ in self.catalogue.passage_languages()}
        if passages != self.vectors.ids():
            raise damaged
        for document, _ in self.catalogue.documents():
            for passage in self.catalogue.passages_of(document.id):
                if document.text[passage.start : passage.end] != passage.text:
                    raise damaged

    def is_current(self) -> bool:
        """Whether nothing newer was published. False as well when the index is gone."""
        try:
            return read_manifest(self.path).generation == self.manifest.generation
        except SourcierError:
            return False


class IndexWriter:
    """The one writer. Changes go into copies; `publish` makes them what readers open next."""

    def __init__(self, path: Path, kind: StoreKind, identity: Identity, *, fresh: bool) -> None:
        self.path = path
        self._identity = identity
        self._clear_leftovers()
        self._work = path / f".building-{os.getpid()}"
        self._work.mkdir()
        current = None if fresh else self._current(kind)
        self._generation = max([self._highest(), current.manifest.generation if current else 0])
        if current is None:
            self.catalogue = Catalogue.create(self._work / CATALOGUE)
            self.vectors = kind.new(identity.dimension)
        else:
            current.manifest.check_model(path, identity)
            current.manifest.check_chunker(path, identity)
            shutil.copyfile(path / current.manifest.folder / CATALOGUE, self._work / CATALOGUE)
            current.catalogue.close()
            self.catalogue = Catalogue.writable(self._work / CATALOGUE)
            self.vectors = current.vectors

    def is_consistent(self) -> bool:
        """Whether catalogue and vectors agree; they do not where an interruption fell between the two."""
        return self.catalogue.counts()[1] == len(self.vectors)

    def publish(self) -> Manifest:
        """Writes a new generation beside the current one and switches to it. Raises IndexFault when it cannot."""
        documents, passages = self.catalogue.counts()
        manifest = Manifest(
            embedder=self._identity.embedder, fingerprint=self._identity.fingerprint,
            dimension=self._identity.dimension, chunker=self._identity.chunker, generation=self._generation + 1,
            documents=documents, passages=passages, created=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        )  # fmt: skip
        try:
            self.catalogue.commit()
            folder = self.path / manifest.folder
            staged = self._work / manifest.folder
            staged.mkdir()
            shutil.copyfile(self._work / CATALOGUE, staged / CATALOGUE)
            names = [CATALOGUE, *self.vectors.save(staged)]
            manifest = replace(manifest, files={name: record(staged / name) for name in names})
            flush_folder(staged)
            staged.rename(folder)
            manifest.write(self.path)
        except (OSError, sqlite3.Error) as error:
            raise write_fault(self.path, error) from error
        self._generation = manifest.generation
        self._drop_old(keep=2)
        return manifest

    def close(self) -> None:
        """Throws away what was not published."""
        self.catalogue.close()
        shutil.rmtree(self._work, ignore_errors=True)

    def _current(self, kind: StoreKind) -> Index | None:
        try:
            return Index.open(self.path, kind)
        except IndexMissingError:
            return None

    def _clear_leftovers(self) -> None:
        """Removes what a writer that was killed has left: the lock is ours, so nobody is using it."""
        for entry in self.path.iterdir():
            if _LEFTOVER.fullmatch(entry.name):
                shutil.rmtree(entry, ignore_errors=True) if entry.is_dir() else entry.unlink(missing_ok=True)
        try:
            published = read_manifest(self.path).generation
        except SourcierError:
            return  # no word on which generations count: leave them to `publish`
        for number, folder in self._generations():
            if number > published:
                shutil.rmtree(folder, ignore_errors=True)

    def _generations(self) -> Iterator[tuple[int, Path]]:
        for entry in self.path.iterdir():
            if match := _GENERATION.fullmatch(entry.name):
                yield int(match[1]), entry

    def _highest(self) -> int:
        return max((number for number, _ in self._generations()), default=0)

    def _drop_old(self, keep: int) -> None:
        for number, folder in self._generations():
            if number <= self._generation - keep:
                shutil.rmtree(folder, ignore_errors=True)


def write_fault(path: Path, error: Exception) -> IndexFault:
    """The error for a disk that is full or a folder that may not be written to."""
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return IndexFault("index_write", path=path, reason=reason)


@contextmanager
def write_lock(path: Path, wait: float, notify: Notify = lambda _: None) -> Iterator[None]:
    """Holds the index for writing. Waits up to `wait` seconds for another holder, whom `notify` is told of.

    Raises IndexBusyError that names the holder, or IndexFault when the folder cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path / ".lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            notify(_holder(path))
            try:
                lock.acquire(timeout=wait)
            except Timeout as error:
                raise IndexBusyError("index_busy", path=path, holder=_holder(path)) from error
        _sign(path)
    except OSError as error:
        raise write_fault(path, error) from error
    try:
        yield
    finally:
        (path / ".holder").unlink(missing_ok=True)
        lock.release()


def _sign(path: Path) -> None:
    holder = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "since": dt.datetime.now().astimezone().isoformat("T", "seconds"),
    }
    (path / ".holder").write_text(json.dumps(holder), encoding="utf-8")


def _holder(path: Path) -> str:
    try:
        holder = json.loads((path / ".holder").read_text(encoding="utf-8"))
        return f"process {holder['pid']} on {holder['host']}, since {holder['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
