"""A damaged index made whole again: from its catalogue and the vectors that are left, without the articles' files.

Nothing that is there is written into. What is made again is a new generation, published like any other, so that a
repair which is killed leaves what was there; only a manifest, and the copy of it, are put back where they were.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from rag.errors import IndexDamagedError, IndexMissingError, StoreError, UsageError
from rag.indexing import identity
from rag.ingest.progress import Progress, Silent
from rag.mending import Filling
from rag.ports import Embedder
from rag.settings import Settings
from rag.store.catalogue import Catalogue
from rag.store.differing import Differing, differing_between, held_by
from rag.store.examining import Fault, Finding, examine, file_faults, same_but_copy
from rag.store.faiss_store import FaissStore
from rag.store.generations import generations, is_published, leftovers, mark_published
from rag.store.index import CATALOGUE, Index, IndexWriter, StoreKind
from rag.store.keeping import KeptVectors
from rag.store.lexical import LexicalStore
from rag.store.lock import write_fault, write_lock
from rag.store.manifest import COPY, MANIFEST, Identity, Manifest, read_copy
from rag.store.milvus.ledger import FILE as MILVUS_FILE
from rag.store.milvus.ledger import Edition
from rag.store.soundness import is_sound, is_true
from rag.stores import store_kind


@dataclass(frozen=True, slots=True)
class Repaired:
    """`faults`: what was wrong. `done`: "manifest", "vectors", "lexical", "previous", "leftovers". Of vectors that had
    to be looked at one by one, how many were `kept`, and how many `embedded` again.
    """

    generation: int
    faults: tuple[Fault, ...] = ()
    done: tuple[str, ...] = ()
    kept: int = 0
    embedded: int = 0
    differing: Differing = field(default_factory=Differing)


def repair(
    settings: Settings,
    embedder: Callable[[], Embedder],
    *,
    previous: bool = False,
    wait: float = 0.0,
    progress: Progress | None = None,
) -> Repaired:
    """Makes the index whole, or with `previous` goes back to the generation before where the catalogue is damaged.

    `embedder` is called where something must be embedded again. Raises IndexMissingError; IndexDamagedError for what
    cannot be repaired, with what to do; UsageError for `previous` where nothing calls for it; IndexMismatchError for
    another model than the index was made with; and as writing an index does.
    """
    path, progress = settings.index, progress or Silent()
    if not path.is_dir() or not ((path / MANIFEST).exists() or any(True for _ in generations(path))):
        raise IndexMissingError("index_missing", path=path)
    with write_lock(path, wait, lambda holder: progress.note("busy", holder)):
        return _Repair(settings, embedder, progress).run(previous=previous)


class _Repair:
    """One repair, with the write lock held."""

    def __init__(self, settings: Settings, embedder: Callable[[], Embedder], progress: Progress) -> None:
        self._settings, self._path = settings, settings.index
        self._embedder, self._progress = embedder, progress
        self._kind = store_kind(settings)

    def run(self, *, previous: bool) -> Repaired:
        finding = examine(self._path)
        manifest = finding.manifest or self._guessed()
        folder = self._path / manifest.folder
        is_damaged = CATALOGUE in finding.names or not self._is_catalogue_right(folder)
        if is_damaged and CATALOGUE not in finding.names:
            finding = replace(finding, faults=(*finding.faults, Fault(f"{manifest.folder}/{CATALOGUE}", "inside")))
        if is_damaged:
            return self._go_back(finding, manifest, asked=previous)
        if previous:
            raise UsageError("repair_needless", path=self._path)
        if finding.manifest is None:
            return self._rebuild(finding, manifest, {"vectors", "lexical"})
        wrong = _parts(finding.names)
        done: tuple[str, ...] = ()
        if not wrong and (finding.is_manifest_wrong or COPY in finding.names):
            manifest, done = self._put_back(manifest, copy=COPY in finding.names), ("manifest",)
        if not wrong:
            inside = self._inside(manifest)
            if inside is None:
                return self._tidied(Repaired(manifest.generation, finding.faults, done))
            finding = replace(finding, faults=(*finding.faults, inside))
            wrong = {"vectors", "lexical"}
        return self._rebuild(finding, manifest, wrong)

    # what is wrong

    def _guessed(self) -> Manifest:
        """Where nothing says what the index was: an older version has left no copies."""
        numbers = [number for number, folder in generations(self._path) if (folder / CATALOGUE).exists()]
        if not numbers:
            raise IndexDamagedError("repair_hopeless", path=self._path)
        own = identity(self._settings, self._embedder())
        return Manifest(own.embedder, own.fingerprint, own.dimension, own.chunker, generation=max(numbers))

    def _is_catalogue_right(self, folder: Path) -> bool:
        if not is_sound(folder / CATALOGUE):
            return False
        catalogue = Catalogue.read_only(folder / CATALOGUE)
        try:
            return is_true(catalogue)
        finally:
            catalogue.close()

    def _inside(self, manifest: Manifest) -> Fault | None:
        """What does not fit together although each file is what was written."""
        try:
            Index.open(self._path, self._kind).verify()
        except IndexDamagedError as error:
            return Fault(str(error.values["file"]), "inside")
        except StoreError:
            if Edition.read(self._path / manifest.folder).uri:
                raise  # a server may come back; what it holds is not ours to give up
            return Fault(MILVUS_FILE, "inside")
        return None

    # putting back

    def _put_back(self, manifest: Manifest, *, copy: bool) -> Manifest:
        """The manifest, and its copy where that is damaged, as they were."""
        folder = self._path / manifest.folder
        with self._writing():
            if copy:
                aside = self._path / f".building-{os.getpid()}"
                aside.mkdir(exist_ok=True)
                manifest = same_but_copy(manifest).copied(aside)
                self._make_way(folder / COPY)
                (aside / COPY).replace(folder / COPY)
                shutil.rmtree(aside)
            self._make_way(self._path / MANIFEST)
            manifest.write(self._path)
        mark_published(folder)
        return manifest

    def _make_way(self, path: Path) -> None:
        """For a file, where a folder has its name: no file takes the place of a folder."""
        if path.is_dir():
            path.rename(self._path / f".building-{os.getpid()}-{path.name}")

    def _tidied(self, found: Repaired) -> Repaired:
        """What nobody uses goes: the lock is held, so no writer is at work."""
        unused = leftovers(self._path)
        for number, folder in generations(self._path):
            later = number > found.generation and not is_published(folder)
            if later or number < found.generation - 1:
                self._kind.discard(folder)
                unused.append(folder)
        for entry in unused:
            shutil.rmtree(entry, ignore_errors=True) if entry.is_dir() else entry.unlink(missing_ok=True)
        if not unused:
            return found
        faults = tuple(Fault(entry.name, "leftover") for entry in sorted(unused))
        return replace(found, faults=found.faults + faults, done=(*found.done, "leftovers"))

    # making again

    def _rebuild(self, finding: Finding, manifest: Manifest, wrong: set[str]) -> Repaired:
        folder = self._path / manifest.folder
        filling = Filling(folder / CATALOGUE, manifest, self._embedder, self._progress)
        vectors = None if "vectors" in wrong else _loaded(lambda: self._kind.load(folder))
        lexical = None if "lexical" in wrong else _loaded(lambda: LexicalStore.load(folder))
        with self._writing(), self._fresh(manifest, folder / CATALOGUE) as writer:
            if vectors is not None:
                writer.replace_vectors(vectors, folder)
            else:
                filling.vectors(writer, KeptVectors(folder, manifest, finding.names))
            if lexical is not None:
                writer.lexical = lexical
            else:
                filling.lexical(writer)
            published = writer.publish()
        self._drop_lite(manifest)
        done = [name for name, part in (("vectors", vectors), ("lexical", lexical)) if part is None]
        Index.open(self._path, self._kind).verify()
        return Repaired(published.generation, finding.faults, tuple(done), filling.kept, filling.embedded)

    @contextmanager
    def _fresh(self, manifest: Manifest, catalogue: Path) -> Iterator[IndexWriter]:
        """A writer that begins with that catalogue and nothing else."""
        own = Identity(manifest.embedder, manifest.fingerprint, manifest.dimension, manifest.chunker)
        kind = StoreKind(new=FaissStore, load=self._kind.load, discard=self._kind.discard)
        if (self._path / MANIFEST).is_dir():
            self._make_way(self._path / MANIFEST)
        writer = IndexWriter(self._path, kind, own, fresh=True)
        try:
            writer.take_catalogue(catalogue)
            yield writer
        finally:
            writer.close()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise write_fault(self._path, error) from error

    def _drop_lite(self, manifest: Manifest) -> None:
        """The file of Milvus Lite in the folder, once the vectors are elsewhere: it may be what was damaged."""
        if MILVUS_FILE not in manifest.files or any((f / MILVUS_FILE).exists() for f in self._current()):
            return
        lite = self._path / "milvus.db"
        shutil.rmtree(lite, ignore_errors=True) if lite.is_dir() else lite.unlink(missing_ok=True)

    def _current(self) -> list[Path]:
        newest = max(number for number, _ in generations(self._path))
        return [folder for number, folder in generations(self._path) if number == newest]

    # going back

    def _go_back(self, finding: Finding, damaged: Manifest, *, asked: bool) -> Repaired:
        before = self._before(damaged)
        if before is None:
            raise IndexDamagedError("repair_hopeless", path=self._path)
        folder = self._path / before.folder
        with_catalogue = Catalogue.read_only(folder / CATALOGUE)
        differing = differing_between(held_by(self._path / damaged.folder, damaged, finding.names), with_catalogue)
        with_catalogue.close()
        if not asked:
            raise IndexDamagedError("repair_catalogue", path=self._path, number=before.generation,
                                    differ=differing.named())  # fmt: skip
        with self._writing(), self._fresh(before, folder / CATALOGUE) as writer:
            writer.replace_vectors(self._kind.load(folder), folder)
            writer.lexical = LexicalStore.load(folder)
            published = writer.publish()
        Index.open(self._path, self._kind).verify()
        return Repaired(published.generation, finding.faults, ("previous",), differing=differing)

    def _before(self, damaged: Manifest) -> Manifest | None:
        """The newest generation before that one of which every file is what was written."""
        older = sorted(generations(self._path), reverse=True)
        copies = (read_copy(folder) for number, folder in older if number < damaged.generation)
        return next((copy for copy in copies if copy is not None and not file_faults(self._path, copy)), None)


T = TypeVar("T")


def _loaded(load: Callable[[], T]) -> T | None:
    try:
        return load()
    except (OSError, ValueError, KeyError):
        return None


def _parts(names: Collection[str]) -> set[str]:
    """What the files of a generation that are wrong belong to."""
    return {
        "lexical" if name.startswith("lexical-") else "vectors" for name in names if name not in {CATALOGUE, COPY}
    }  # fmt: skip
