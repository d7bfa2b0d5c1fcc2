"""An index folder: opened by any number of readers, written by one writer, published in one step.

::

    index/
      manifest.json            names the current generation; replaced atomically
      generation-000007/       catalogue.sqlite, the vectors and the lexical index; never changed once published
      generation-000006/       the one before, for readers that are still opening it
      .lock, .holder           who writes
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from rag.errors import IndexDamagedError, IndexMissingError, SourcierError
from rag.ports import LexicalIndex, VectorStore
from rag.store.catalogue import Catalogue
from rag.store.generations import generations, is_published, leftovers, mark_published, published_after
from rag.store.lexical import LexicalStore
from rag.store.lock import write_fault
from rag.store.manifest import (
    COPY,
    MANIFEST,
    Identity,
    Manifest,
    check_files,
    file_key,
    flush_folder,
    read_copy,
    read_manifest,
    record,
)
from rag.store.soundness import is_sound, is_true

CATALOGUE = "catalogue.sqlite"
_KEPT = 2
"""Generations that stay: the current one, and the one before for readers that are still opening it."""


def _nothing(folder: Path) -> None:
    """There is nothing of it outside that folder."""


@dataclass(frozen=True, slots=True)
class StoreKind:
    """How a kind of vector store is made and opened.

    `new` takes the dimension, `load` the folder of a generation. `discard` is told of the folder of a generation that
    is about to be deleted, so that what the store keeps elsewhere goes too.
    """

    new: Callable[[int], VectorStore]
    load: Callable[[Path], VectorStore]
    discard: Callable[[Path], None] = _nothing


@dataclass(frozen=True)
class Index:
    """One generation of an index, open for reading. Later publications do not change it."""

    path: Path
    manifest: Manifest
    catalogue: Catalogue
    vectors: VectorStore
    lexical: LexicalIndex

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
            lexical = LexicalStore.load(folder)
            counts = catalogue.counts()
        except (OSError, ValueError, KeyError, sqlite3.DatabaseError) as error:
            raise IndexDamagedError("index_file_changed", path=path, file=manifest.folder) from error
        if counts != (manifest.documents, manifest.passages) or {len(vectors), len(lexical)} != {manifest.passages}:
            raise IndexDamagedError("index_file_changed", path=path, file=manifest.folder)
        if published_after(path, manifest.generation):
            raise IndexDamagedError("index_file_changed", path=path, file=MANIFEST)  # it is one of earlier
        return cls(path, manifest, catalogue, vectors, lexical)

    def verify(self) -> None:
        """Checks every file by its hash, the manifest by its copy, SQLite's own structure, that each document and each
        passage is what it was when it was put in, and that passages and vectors are the same.

        Raises IndexDamagedError that names what is wrong.
        """
        check_files(self.path, self.manifest, full=True)
        folder = self.path / self.manifest.folder
        if read_copy(folder) != (self.manifest if COPY in self.manifest.files else None):
            raise IndexDamagedError("index_file_changed", path=self.path, file=MANIFEST)
        if not (is_sound(folder / CATALOGUE) and is_true(self.catalogue)):
            file = f"{self.manifest.folder}/{CATALOGUE}"
            raise IndexDamagedError("index_file_changed", path=self.path, file=file)
        passages = {name for name, _ in self.catalogue.passage_languages()}
        if not passages == self.vectors.ids() == self.lexical.ids():
            raise IndexDamagedError("index_file_changed", path=self.path, file=self.manifest.folder)

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
        self._kind = kind
        self._whole = True
        self._clear_leftovers()
        current = None if fresh else self._current(kind)
        if current is not None:
            current.manifest.check_model(path, identity)
            current.manifest.check_chunker(path, identity)
        self._current_folder = path / current.manifest.folder if current else None
        self._records = current.manifest.records(path) if current else {}
        self._generation = max([self._highest(), current.manifest.generation if current else 0])
        self._work = path / f".building-{os.getpid()}"
        self.vectors = current.vectors if current else kind.new(identity.dimension)
        self.lexical: LexicalIndex = current.lexical if current else LexicalStore(scratch=self._work)
        try:
            self._work.mkdir()
            if current is None:
                self.catalogue = Catalogue.create(self._work / CATALOGUE)
            else:
                shutil.copyfile(path / current.manifest.folder / CATALOGUE, self._work / CATALOGUE)
                current.catalogue.close()
                self.catalogue = Catalogue.writable(self._work / CATALOGUE)
        except (OSError, sqlite3.OperationalError) as error:
            shutil.rmtree(self._work, ignore_errors=True)
            raise write_fault(path, error) from error

    @contextmanager
    def change(self) -> Iterator[None]:
        """Around steps that belong together: when they are broken off, nothing more is published.

        Raises IndexFault when the disk does not take them.
        """
        whole, self._whole = self._whole, False
        try:
            yield
            self.vectors.settle(self._work)
        except (OSError, sqlite3.OperationalError) as error:
            raise write_fault(self.path, error) from error
        self._whole = whole

    def replace_vectors(self, vectors: VectorStore, saved_in: Path) -> None:
        """Puts another store, of the same passages, in the place of the one there is."""
        self.vectors, self._current_folder, self._records = vectors, saved_in, {}

    def take_catalogue(self, file: Path) -> None:
        """Puts a copy of another catalogue in the place of the one there is. Raises IndexFault."""
        self.catalogue.close()
        try:
            shutil.copyfile(file, self._work / CATALOGUE)
            self.catalogue = Catalogue.writable(self._work / CATALOGUE)
        except (OSError, sqlite3.OperationalError) as error:
            raise write_fault(self.path, error) from error

    def is_consistent(self) -> bool:
        """Whether catalogue and stores agree; they do not where an interruption fell into a change."""
        return self._whole and self.catalogue.counts()[1] == len(self.vectors) == len(self.lexical)

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
            names = [CATALOGUE, *self.vectors.save(staged, self._current_folder), *self.lexical.save(staged)]
            # What a link leads to has its record already.
            known = {name: self._records.get(file_key(staged / name)) for name in names}
            manifest = replace(manifest, files={name: known[name] or record(staged / name) for name in names})
            manifest = manifest.copied(staged)
            flush_folder(staged)
            staged.rename(folder)
            manifest.write(self.path)
            mark_published(folder)
        except (OSError, sqlite3.Error) as error:
            raise write_fault(self.path, error) from error
        self._generation, self._current_folder = manifest.generation, folder
        self._records = manifest.records(self.path)
        self._drop_old()
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
        for entry in leftovers(self.path):
            with suppress(OSError):  # it is in nobody's way; the next writer tries again
                shutil.rmtree(entry) if entry.is_dir() else entry.unlink(missing_ok=True)
        try:
            published = read_manifest(self.path).generation
        except SourcierError:
            return  # no word on which generations count: leave them to `publish`
        for number, folder in generations(self.path):
            if number <= published - _KEPT or (number > published and not is_published(folder)):
                self._discard(folder)

    def _highest(self) -> int:
        return max((number for number, _ in generations(self.path)), default=0)

    def _drop_old(self) -> None:
        for number, folder in generations(self.path):
            if number <= self._generation - _KEPT:
                self._discard(folder)

    def _discard(self, generation: Path) -> None:
        self._kind.discard(generation)
        shutil.rmtree(generation, ignore_errors=True)
