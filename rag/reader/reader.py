"""Reads passages for a question, where the answer stands and whether it does, and for a statement, whether it holds."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Protocol, TypeVar

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
from rag.types import Stance, Vectors

WEIGHTS = Path(__file__).parent / "reader.npz"
STATEMENTS = WEIGHTS.with_name("statements.npz")
"""Weights for questions, and for statements: what is asked of a passage differs too much for one network so small."""
LIMIT = 512
"""Tokens of a row; what is longer is read in parts, each half of which the next one reads again."""

T = TypeVar("T")


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
    """Loads each of its two networks when it is first needed. Threads may share it.

    What needs one raises EmbedderError when its file is not what it should be.
    """

    def __init__(self, base: Base, weights: Path = WEIGHTS, statements: Path = STATEMENTS) -> None:
        self._base = base
        self._paths = weights, statements
        self._questions = _Half(base, weights, ("span", "answers"))
        self._statements = _Half(base, statements, ("supports",))

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the files of its weights, one after the other."""
        return weights_fingerprint(*self._paths)

    def prepare(self) -> None:
        """Begins to load what reads questions, for who will need it soon and has other things to do first."""
        load_ahead(self._questions.ready)

    def prepare_statements(self) -> None:
        """The same of what reads statements."""
        load_ahead(self._statements.ready)

    def read(self, question: str, passages: Sequence[str]) -> list[Read]:
        """What it says of each passage, in their order. A passage may be in another language than the question."""

        def window(pair: Pair, outputs: tuple[Vectors, ...], temperature: float) -> Window:
            spans, told = outputs
            return Window(pair.spans, spans[pair.first : -1].copy(), float(told[0]) / temperature)

        made = self._each(self._questions, question, passages, window)
        return [Read(text, tuple(own)) for text, own in zip(passages, made, strict=True)]

    def stances(self, statement: str, passages: Sequence[str]) -> list[Stance]:
        """What each passage says of a statement, whatever their languages: that of the parts which say it clearest."""

        def told(_: Pair, outputs: tuple[Vectors, ...], __: float) -> Stance:
            return Stance(float(outputs[0][0]), float(outputs[0][1]))

        made = self._each(self._statements, statement, passages, told)
        return [Stance(*map(max, zip(*own, strict=True))) for own in made]

    @cached_property
    def _pairing(self) -> Pairing:
        return Pairing(self._base.container().header, self._base.tokenization())

    def _each(
        self,
        half: _Half,
        asked: str,
        passages: Sequence[str],
        use: Callable[[Pair, tuple[Vectors, ...], float], T],
    ) -> list[list[T]]:
        """What `use` makes of each part of each passage, and of the temperature."""
        if not passages:
            return []
        encode = self._pairing.statements if half is self._statements else self._pairing.questions
        (ids,) = encode([asked])
        encoded = self._pairing.passages(passages)
        parts = [(i, pair) for i, one in enumerate(encoded) for pair in _parts(self._pairing, ids, one)]
        engine, weights = half.ready()
        made = engine.each([pair.ids for _, pair in parts], lambda n, out: use(parts[n][1], out, weights.temperature))
        found: list[list[T]] = [[] for _ in passages]
        for (i, _), one in zip(parts, made, strict=True):
            found[i].append(one)
        return found


class _Half:
    """A network with some of the heads, loaded once."""

    def __init__(self, base: Base, path: Path, heads: Sequence[str]) -> None:
        self._base = base
        self._path = path
        self._heads = heads
        self._loading = threading.Lock()
        self._loaded: tuple[Engine, ReaderWeights] | None = None

    def ready(self) -> tuple[Engine, ReaderWeights]:
        """Raises EmbedderError when its file is not what it should be."""
        with self._loading:
            if self._loaded is None:
                weights, container = ReaderWeights.load(self._path), self._base.container()
                tensors = {**container.tensors, **weights.tensors}  # the embeddings are the container's
                network = Network(container.header, tensors, self._heads)
                with vendor_errors():
                    self._loaded = Engine(container, self._base.precision, network), weights
            return self._loaded


def weights_fingerprint(*paths: Path) -> str:
    """SHA-256 of a reader's files one after the other, of the product's own where none is named. Raises EmbedderError
    when one cannot be read.
    """
    made = hashlib.sha256()
    for path in paths or (WEIGHTS, STATEMENTS):
        try:
            made.update(path.read_bytes())
        except OSError as error:
            raise EmbedderError("reader_file", path=path, reason=error.strerror or error) from error
    return made.hexdigest()


def _parts(pairing: Pairing, asked: NDArray[np.int64], passage: Encoded) -> list[Pair]:
    size = len(passage.ids)
    room = pairing.room(asked, passage, LIMIT)
    if size <= room:
        return [pairing.pair(asked, passage, 0, size)]
    starts = [*range(0, size - room, room // 2), size - room]
    return [pairing.pair(asked, passage, start, start + room) for start in starts]
