"""An index from one vector store to another, without embedding again.

The vectors are copied part by part. After each part the new store is saved in a folder of its own, so that a move that
was broken off, by whatever, goes on from there. Before anything is switched, all vectors are read back from the new
store, and compared with the old ones by their number and a checksum.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import partial
from itertools import islice

from rag.errors import StoreError, UsageError
from rag.indexing import check_index
from rag.ingest.progress import Progress, Silent
from rag.ports import VectorEntry, VectorStore
from rag.settings import Settings
from rag.store.faiss_store import FaissStore, Sizes
from rag.store.index import Index, IndexWriter, StoreKind
from rag.store.lock import write_fault, write_lock
from rag.store.manifest import Identity
from rag.stores import check_answers, kind_named, store_kind
from rag.text.parsed import read_json

FOLDER, NOTE = ".moving", "move.json"
PART = 50_000
"""Passages between two savings: what a move that is killed has to do again."""
_PART = re.compile(r"(?:part-\d{1,15})?")
_AT_ONCE = 1000
_PATIENCE = 300.0
"""Seconds that a call to the new store may take: nobody waits for an answer, and it has just been filled."""
_UNSORTED = Sizes(exact_up_to=sys.maxsize)
"""No inverted file for what is only on its way."""


@dataclass(frozen=True, slots=True)
class Moved:
    """`resumed`: passages that an earlier try had moved. `checksum`: SHA-256 of all ids and vectors, in order."""

    store: str
    passages: int
    resumed: int
    checksum: str
    seconds: float


@dataclass(frozen=True, slots=True)
class _Note:
    """Which generation is moved, whereto, and the folder of the last part that is safe."""

    generation: int
    to: str
    part: str = ""


def move(settings: Settings, to: str, wait: float = 0.0, progress: Progress | None = None) -> Moved:
    """Publishes a generation whose vectors are in the store named, and the rest as it was.

    Raises UsageError where they are in it already, StoreError where what comes back is not what was put in, and as
    opening and writing an index do.
    """
    start, progress = time.monotonic(), progress or Silent()
    check_index(settings)
    with write_lock(settings.index, wait, lambda holder: progress.note("busy", holder)):
        index = Index.open(settings.index, store_kind(settings))
        if index.vectors.facts().kind == to:
            raise UsageError("move_there", path=settings.index, store=to)
        check_answers(settings, to)  # later, a server that is away is waited for: much would be done again
        progress.begin(1, len(index.vectors))
        moving = _Moving(settings, index, to)
        try:
            resumed = moving.copy(progress)
            checksum = moving.check()
            moving.publish()
        except OSError as error:
            raise write_fault(settings.index, error) from error
        finally:
            moving.tidy()
        return Moved(to, len(index.vectors), resumed, checksum, time.monotonic() - start)


class _Moving:
    """One move, with the write lock held."""

    def __init__(self, settings: Settings, index: Index, to: str) -> None:
        self._settings = settings
        self._index = index
        patient = settings.model_copy(update={"store_timeout": max(settings.store_timeout, _PATIENCE)})
        self._kind = kind_named(patient, to)
        self._work = settings.index / FOLDER
        self._note = _Note(index.manifest.generation, to)
        self._store: VectorStore | None = None

    def copy(self, progress: Progress) -> int:
        """Copies what is not copied yet; returns how many were before."""
        store, resumed = self._begun()
        progress.advance(resumed, 0, resumed)
        for part in _batches(self._index.vectors.entries(resumed), PART):
            for entries in _batches(iter(part), _AT_ONCE):
                store.add(entries, self._index.vectors.get([entry.passage_id for entry in entries]))
                store.settle(self._work)
                progress.advance(len(entries), 0, len(entries))
            self._save(store)
        if not self._note.part:
            self._save(store)  # nothing at all is a part too
        return resumed

    def check(self) -> str:
        """Reads everything back from the new store, opened anew. Raises StoreError where it is not the same."""
        self._store = self._kind.load(self._work / self._note.part)
        wanted, found = hashlib.sha256(), hashlib.sha256()
        same = len(self._store) == len(self._index.vectors)
        if same:
            for entries in _batches(self._index.vectors.entries(), _AT_ONCE):
                names = [entry.passage_id for entry in entries]
                for digest, store in ((wanted, self._index.vectors), (found, self._store)):
                    digest.update("\0".join(names).encode() + store.get(names).tobytes())
        if not same or wanted.digest() != found.digest():
            self._throw_away()
            raise StoreError("move_differs", path=self._settings.index, store=self._note.to)
        return found.hexdigest()

    def publish(self) -> None:
        """Makes the new store that of the index."""
        assert self._store is not None
        held = self._index.manifest
        same = Identity(held.embedder, held.fingerprint, held.dimension, held.chunker)
        writer = IndexWriter(self._settings.index, store_kind(self._settings), same, fresh=False)
        try:
            writer.replace_vectors(self._store, self._work / self._note.part)
            writer.publish()
        finally:
            writer.close()
        shutil.rmtree(self._work, ignore_errors=True)

    def tidy(self) -> None:
        """Leaves no folder where nothing was copied, as for a server that is not there."""
        with suppress(OSError):  # what holds something goes on from there
            self._work.rmdir()

    def _begun(self) -> tuple[VectorStore, int]:
        """The new store as far as an earlier try got with this generation, or an empty one."""
        kind = self._kind
        if self._note.to == "faiss":
            kind = StoreKind(new=partial(FaissStore, sizes=_UNSORTED), load=partial(FaissStore.load, sizes=_UNSORTED))
        if (note := self._read()) is not None:
            if replace(note, part="") == self._note and note.part:
                self._note = note
                store = kind.load(self._work / note.part)
                return store, len(store)
            self._throw_away()
        self._work.mkdir(exist_ok=True)
        return kind.new(self._index.manifest.dimension), 0

    def _read(self) -> _Note | None:
        try:
            note = _Note(**read_json((self._work / NOTE).read_bytes()))
        except FileNotFoundError:
            return None
        except (ValueError, TypeError):
            return _Note(0, "")  # of no move that can be gone on with
        # A part is one of ours, and never leads elsewhere.
        return note if isinstance(note.part, str) and _PART.fullmatch(note.part) else _Note(0, "")

    def _save(self, store: VectorStore) -> None:
        last = self._work / self._note.part if self._note.part else None
        folder = self._work / f"part-{len(store)}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        store.save(folder, last)
        self._note = replace(self._note, part=folder.name)
        fresh = self._work / f"{NOTE}.new"
        fresh.write_text(json.dumps(asdict(self._note)), encoding="utf-8")
        fresh.replace(self._work / NOTE)
        for old in self._work.iterdir():
            if old.name not in {folder.name, NOTE}:
                shutil.rmtree(old) if old.is_dir() else old.unlink()

    def _throw_away(self) -> None:
        for part in self._work.iterdir():
            if part.is_dir():
                self._kind.discard(part)
        shutil.rmtree(self._work, ignore_errors=True)


def _batches(entries: Iterator[VectorEntry], size: int) -> Iterator[list[VectorEntry]]:
    while batch := list(islice(entries, size)):
        yield batch
