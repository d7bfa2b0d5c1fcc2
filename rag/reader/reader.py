"""Reads passages for a question: where the answer stands, and whether it stands there at all."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.embed.e5s import Container
from rag.embed.engine import Engine
from rag.embed.network import Network
from rag.embed.unigram import Encoded, Tokenization
from rag.reader.pairs import Pair, Pairing
from rag.reader.spans import Read, Window
from rag.reader.weights import ReaderWeights
from rag.types import Vectors

WEIGHTS = Path(__file__).parent / "reader.npz"
LIMIT = 512
"""Tokens of a row; what is longer is read in parts, each half of which the next one reads again."""


class Reader:
    """Over the bundled model's container and tokens, which the embedder has read already. Threads may share it.

    Loads its network when it is first needed, which raises EmbedderError when its file is not what it should be.
    """

    def __init__(self, container: Container, tokens: Tokenization, precision: str, weights: Path = WEIGHTS) -> None:
        self._container = container
        self._precision = precision
        self._path = weights
        self._pairing = Pairing(container.header, tokens)
        self._loading = threading.Lock()
        self._loaded: tuple[Engine, ReaderWeights] | None = None

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the file of its weights."""
        return self._ready()[1].fingerprint

    def read(self, question: str, passages: Sequence[str]) -> list[Read]:
        """What it says of each passage, in their order. A passage may be in another language than the question."""
        if not passages:
            return []
        (asked,) = self._pairing.questions([question])
        encoded = self._pairing.passages(passages)
        parts = [(i, pair) for i, one in enumerate(encoded) for pair in self._parts(asked, one)]
        engine, weights = self._ready()

        def window(number: int, outputs: tuple[Vectors, ...]) -> Window:
            spans, answers = outputs
            pair = parts[number][1]
            return Window(pair.spans, spans[pair.first : -1].copy(), float(answers[0]) / weights.temperature)

        windows: list[list[Window]] = [[] for _ in passages]
        for (i, _), made in zip(parts, engine.each([pair.ids for _, pair in parts], window), strict=True):
            windows[i].append(made)
        return [Read(text, tuple(own)) for text, own in zip(passages, windows, strict=True)]

    def _parts(self, asked: NDArray[np.int64], passage: Encoded) -> list[Pair]:
        size = len(passage.ids)
        room = self._pairing.room(asked, passage, LIMIT)
        if size <= room:
            return [self._pairing.pair(asked, passage, 0, size)]
        starts = [*range(0, size - room, room // 2), size - room]
        return [self._pairing.pair(asked, passage, start, start + room) for start in starts]

    def _ready(self) -> tuple[Engine, ReaderWeights]:
        with self._loading:
            if self._loaded is None:
                weights = ReaderWeights.load(self._path)
                tensors = {**self._container.tensors, **weights.tensors}  # the embeddings are the container's
                network = Network(self._container.header, tensors, reads=True)
                self._loaded = Engine(self._container, self._precision, network), weights
            return self._loaded
