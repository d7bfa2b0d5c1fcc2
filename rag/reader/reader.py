"""Reads passages for a question: where the answer stands, and whether it stands there at all."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.embed.e5s import Container
from rag.embed.engine import Engine, load_ahead, vendor_errors
from rag.embed.network import Network
from rag.embed.unigram import Encoded, Tokenization
from rag.errors import EmbedderError
from rag.reader.pairs import Pair, Pairing
from rag.reader.spans import Read, Window
from rag.reader.weights import ReaderWeights
from rag.types import Vectors

WEIGHTS = Path(__file__).parent / "reader.npz"
LIMIT = 512
"""Tokens of a row; what is longer is read in parts, each half of which the next one reads again."""


class Base(Protocol):
    """The bundled model, whose tokens and embeddings the reader shares (the embedder, which has read them already)."""

    @property
    def precision(self) -> str:
        """Either float32 or bfloat16."""

    def container(self) -> Container:
        """Its file."""

    def tokenization(self) -> Tokenization:
        """Its tokens."""


class Reader:
    """Loads its network when it is first needed. Threads may share it.

    What needs the network raises EmbedderError when its file is not what it should be.
    """

    def __init__(self, base: Base, weights: Path = WEIGHTS) -> None:
        self._base = base
        self._path = weights
        self._loading = threading.Lock()
        self._loaded: tuple[Engine, ReaderWeights] | None = None

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the file of its weights."""
        return weights_fingerprint(self._path)

    def prepare(self) -> None:
        """Begins to load, for who will need it soon and has other things to do first."""
        load_ahead(self._ready)

    def read(self, question: str, passages: Sequence[str]) -> list[Read]:
        """What it says of each passage, in their order. A passage may be in another language than the question."""
        if not passages:
            return []
        pairing = Pairing(self._base.container().header, self._base.tokenization())
        (asked,) = pairing.questions([question])
        parts = [(i, pair) for i, one in enumerate(pairing.passages(passages)) for pair in _parts(pairing, asked, one)]
        engine, weights = self._ready()

        def window(number: int, outputs: tuple[Vectors, ...]) -> Window:
            spans, answers = outputs
            pair = parts[number][1]
            return Window(pair.spans, spans[pair.first : -1].copy(), float(answers[0]) / weights.temperature)

        windows: list[list[Window]] = [[] for _ in passages]
        for (i, _), made in zip(parts, engine.each([pair.ids for _, pair in parts], window), strict=True):
            windows[i].append(made)
        return [Read(text, tuple(own)) for text, own in zip(passages, windows, strict=True)]

    def _ready(self) -> tuple[Engine, ReaderWeights]:
        with self._loading:
            if self._loaded is None:
                weights, container = ReaderWeights.load(self._path), self._base.container()
                tensors = {**container.tensors, **weights.tensors}  # the embeddings are the container's
                network = Network(container.header, tensors, reads=True)
                with vendor_errors():
                    self._loaded = Engine(container, self._base.precision, network), weights
            return self._loaded


def weights_fingerprint(path: Path = WEIGHTS) -> str:
    """SHA-256 of a reader's file. Raises EmbedderError when it cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise EmbedderError("reader_file", path=path, reason=error.strerror or error) from error


def _parts(pairing: Pairing, asked: NDArray[np.int64], passage: Encoded) -> list[Pair]:
    size = len(passage.ids)
    room = pairing.room(asked, passage, LIMIT)
    if size <= room:
        return [pairing.pair(asked, passage, 0, size)]
    starts = [*range(0, size - room, room // 2), size - room]
    return [pairing.pair(asked, passage, start, start + room) for start in starts]
