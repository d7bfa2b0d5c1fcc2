"""What every system of `make bench-scale` is given: the same passages, vectors and questions, and the exact answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.lib.format import open_memmap
from numpy.typing import NDArray

from eval.bench.sheet import ROOT
from eval.bench.synthetic import Corpus, languages, vectors_around
from eval.bench.writing import real_vectors
from rag.ports import Embedder
from rag.types import Vectors

EMBEDDED = 2000
"""Passages whose vectors are real, unless there are fewer."""
NEAREST = 10
_BLOCK = 50_000


@dataclass(frozen=True, slots=True)
class Given:
    """In `folder`: `vectors.npy` `(passages, dim)`, row i of the corpus' passage i, and `ids.npy`."""

    folder: Path

    @property
    def vectors(self) -> Vectors:
        """Mapped into memory."""
        held: Vectors = np.load(self.folder / "vectors.npy", mmap_mode="r")
        return held

    @property
    def ids(self) -> NDArray[np.bytes_]:
        """The id of each passage."""
        held: NDArray[np.bytes_] = np.load(self.folder / "ids.npy")
        return held

    def batches(self, size: int) -> Iterator[tuple[list[str], list[str], Vectors]]:
        """Ids, texts and vectors, `size` at a time."""
        vectors, passages = self.vectors, (p for _, own in corpus().documents(len(self.vectors)) for p in own)
        for start in range(0, len(vectors), size):
            part = list(islice(passages, size))
            yield [p.id for p in part], [p.text for p in part], np.array(vectors[start : start + size])


def corpus() -> Corpus:
    """Over the shipped articles."""
    return Corpus(ROOT / "corpus")


def prepare(folder: Path, embedder: Embedder, passages: int) -> Given:
    """Makes what is given, unless it is there from an earlier run."""
    given = Given(folder)
    if (folder / "ids.npy").exists():
        return given
    folder.mkdir(parents=True, exist_ok=True)
    real, _ = real_vectors(corpus(), embedder, min(EMBEDDED, passages))
    into = open_memmap(folder / "vectors.npy", mode="w+", dtype=np.float32, shape=(passages, real.shape[1]))
    vectors_around(real, passages, into=into)
    into.flush()
    ids = np.array([p.id.encode() for _, own in corpus().documents(passages) for p in own])
    np.save(folder / "ids.npy", ids)
    return given


def nearest(given: Given, questions: Vectors, held: int) -> dict[str, list[list[str]]]:
    """The ids of the exactly nearest to each question, among the first `held` passages, and in each language of them.

    By plain products, a block of passages after the other.
    """
    spoken = np.array(languages(held))
    pools = {"all": np.ones(held, dtype=bool), **{name: spoken == name for name in np.unique(spoken).tolist()}}
    ids = given.ids
    found = {}
    for name, pool in pools.items():
        rows = _nearest(given.vectors, questions, pool)
        found[name] = [[ids[row].decode() for row in some] for some in rows.tolist()]
    return found


def _nearest(vectors: Vectors, questions: Vectors, pool: NDArray[np.bool_]) -> NDArray[np.int64]:
    most = min(NEAREST, np.count_nonzero(pool))
    best = np.empty((len(questions), 0), dtype=np.float32)
    rows = np.empty((len(questions), 0), dtype=np.int64)
    for start in range(0, len(pool), _BLOCK):
        inside = np.flatnonzero(pool[start : start + _BLOCK]) + start
        scores = np.concatenate([best, questions @ vectors[inside].T], axis=1)
        places = np.concatenate([rows, np.broadcast_to(inside, (len(questions), len(inside)))], axis=1)
        order = np.argpartition(-scores, min(most, scores.shape[1]) - 1, axis=1)[:, :most]
        best, rows = np.take_along_axis(scores, order, 1), np.take_along_axis(places, order, 1)
    return rows


def recall(found: Sequence[Sequence[str]], wanted: Sequence[Sequence[str]]) -> float:
    """The mean share of what was wanted that was found."""
    return float(np.mean([len(set(f) & set(w)) / len(w) for f, w in zip(found, wanted, strict=True)]))
