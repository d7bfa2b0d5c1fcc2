"""What the tests of spreading share: an embedder that workers make, an ingest on workers, two indexes compared."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from rag.indexing import IngestRequest, ingest, workers
from rag.ingest.progress import Report
from rag.ports import Embedder
from rag.settings import load_settings
from rag.spread import Maker, Workers
from rag.store.index import Index
from rag.stores import store_kind
from rag.types import Vectors
from tests.doubles import HashEmbedder

DEADLY = "krach"
"""Ends the process of a DeadlyEmbedder that meets it."""


class SlowEmbedder(HashEmbedder):
    """Takes its time over each piece, so that a worker can be caught at it."""

    def __init__(self, name: str, pause: float) -> None:
        super().__init__(name)
        self._pause = pause

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        time.sleep(self._pause)
        return super().embed_passages(texts)


class DeadlyCounter(HashEmbedder):
    """Ends its process as if by a fault of the tokenizer, where an article is cut."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        _die_of(texts)
        return super().count_tokens(texts)


class DeadlyEmbedder(HashEmbedder):
    """The same where passages are embedded."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        _die_of(texts)
        return super().embed_passages(texts)


def _die_of(texts: Sequence[str]) -> None:
    if any(DEADLY in text for text in texts):
        os.kill(os.getpid(), signal.SIGKILL)


def make(cores: int, kind: str, name: str, milliseconds: int) -> Embedder:
    """What a worker's embedder is made by."""
    assert cores >= 1
    if kind == "slow":
        return SlowEmbedder(name, milliseconds / 1000)
    return DeadlyCounter(name) if kind == "counter" else DeadlyEmbedder(name)


def maker(kind: str = "slow", name: str = "hash", milliseconds: int = 0) -> Maker:
    """Of an embedder that passes for the HashEmbedder on this side, whatever it is."""
    choice = (("kind", kind), ("name", name), ("milliseconds", milliseconds))
    return Maker("tests.spread.hands:make", choice, HashEmbedder().fingerprint)


@dataclass
class Watching:
    """A Progress that keeps what it is told. `then` is called with the passages embedded so far."""

    then: Callable[[int], None] = lambda _: None
    notes: list[tuple[str, str]] = field(default_factory=list)
    passages: int = 0

    def begin(self, files: int, size: int) -> None: ...

    def expect(self, passages: int) -> None: ...

    def advance(self, size: int, documents: int, passages: int) -> None:
        self.passages += passages
        if passages:
            self.then(self.passages)

    def note(self, kind: str, detail: str = "") -> None:
        self.notes.append((kind, detail))

    def said(self, kind: str) -> list[str]:
        return [detail for noted, detail in self.notes if noted == kind]


def plain(index: Path, request: IngestRequest) -> Report:
    """An ingest in this process."""
    return ingest(load_settings(index=index), HashEmbedder(), request)


def spread(
    index: Path, request: IngestRequest, address: str, progress: Watching | None = None, by: Maker | None = None
) -> Report:
    """An ingest by workers."""
    settings, progress = load_settings(index=index), progress or Watching()
    with workers(settings, by or maker(), Workers(address=address), progress) as pool:
        return ingest(settings, HashEmbedder(), replace(request, pool=pool), progress)


def opened(path: Path) -> Index:
    index = Index.open(path, store_kind(load_settings(index=path)))
    index.verify()
    return index


def texts(path: Path) -> dict[str, str]:
    catalogue = opened(path).catalogue
    return {name: catalogue.document(name).text for name in catalogue.document_ids()}


def assert_same(one: Path, other: Path, tolerance: float = 0.0) -> None:
    """Catalogue, passages with their order in the stores, words and vectors."""
    left, right = opened(one), opened(other)
    assert left.manifest.passages == right.manifest.passages > 0
    assert _rows(left) == _rows(right)
    ids = [name for name, _ in left.catalogue.passage_languages()]
    assert np.abs(left.vectors.get(ids) - right.vectors.get(ids)).max() <= tolerance
    assert left.vectors.sample(10**6) == right.vectors.sample(10**6)  # in the order of their rows
    folders = [index.path / index.manifest.folder for index in (left, right)]
    names = [file.name for file in sorted(folders[0].glob("lexical*"))]
    assert names
    for name in names:
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes()


def _rows(index: Index) -> list[str]:
    with closing(sqlite3.connect(index.path / index.manifest.folder / "catalogue.sqlite")) as database:
        return list(database.iterdump())
