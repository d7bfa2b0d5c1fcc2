"""The bundled model on OpenVINO, straight from its container: nothing to unpack, no torch to import.

A process that asks one question spends 1.2 s of one core on importing OpenVINO, reading the model and compiling it,
where importing sentence-transformers alone takes 8 to 11 s. It is the faster one on batches too, so it does
everything that the bundled model does; torch is for other models. `make bench` shows the figures of a machine.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.embed.bundled import BUNDLED_NAME, container_path, fingerprint
from rag.embed.e5s import Container, read_container
from rag.embed.engine import Engine, load_ahead, vendor_errors
from rag.embed.precision import Subject, fastest_precision
from rag.embed.unigram import Encoded, Tokenization
from rag.embed.vectors import checked, clean, unit
from rag.types import Tokens, Vectors

DIMENSION = 384
POSITIONS = 512


def can_run() -> bool:
    """Whether OpenVINO is installed on this platform."""
    return find_spec("openvino") is not None


@dataclass(frozen=True, slots=True)
class LightChoice:
    """How to run the model: `precision` float32, bfloat16 or auto, which is measured once and kept in `cache`.

    `notify` is told "measuring" when that takes longer. `cores`: how many it may use; None for all.
    """

    cache: Path
    precision: str = "auto"
    query_prefix: str | None = None
    passage_prefix: str | None = None
    notify: Callable[[str], None] = lambda _: None
    cores: int | None = None


class LightEmbedder:
    """A TokenEmbedder. Loads the model when it is first needed; may be shared by threads, which run side by side.

    What needs the model raises EmbedderError when it cannot be loaded.
    """

    def __init__(self, choice: LightChoice) -> None:
        self._choice = choice
        self._query_prefix = "query: " if choice.query_prefix is None else choice.query_prefix
        self._passage_prefix = "passage: " if choice.passage_prefix is None else choice.passage_prefix
        self._loading = threading.Lock()
        self._choosing = threading.Lock()
        self._reading = threading.RLock()
        self._container: Container | None = None
        self._tokenization: Tokenization | None = None
        self._engine: Engine | None = None
        self._precision = None if choice.precision == "auto" else choice.precision
        self._settled = False

    @property
    def name(self) -> str:
        """The bundled model's."""
        return BUNDLED_NAME

    @property
    def fingerprint(self) -> str:
        """Of the weights."""
        return fingerprint()

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return DIMENSION

    @property
    def max_tokens(self) -> int:
        """The model's limit less the tokens that begin and end a text and room for the prefix."""
        return POSITIONS - 8

    @property
    def precision(self) -> str:
        """Either float32 or bfloat16, measured the first time where the choice is auto."""
        with vendor_errors():
            return self._chosen_precision(self.container())

    def prepare(self) -> None:
        """Begins to load the model, for who will need it soon and has other things to do first."""
        load_ahead(self._ready)

    def settle(self) -> None:
        """Takes the time (about a second) for what makes every later question 10 ms faster, for a long-lived process.

        Raises EmbedderError when the model cannot be loaded.
        """
        engine = self._ready()
        with self._loading:
            if not self._settled:
                engine.settle()
                self._settled = True
        self.tokenization().settle()

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The number of the model's own tokens in each text, special tokens not counted."""
        return [len(encoded.ids) for encoded in self._encode("", texts, settle=True)]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """`(n, dimension)` float32, L2-normalised."""
        return self._embed(self._encode(self._passage_prefix, texts, settle=True))

    def embed_query(self, text: str) -> Vectors:
        """`(dimension,)` float32, L2-normalised."""
        vector: Vectors = self._embed(self._encode(self._query_prefix, [text]))[0]
        return vector

    def embed_query_tokens(self, text: str) -> Tokens:
        """The tokens of a question; spans are in `text`."""
        return self._show(self._query_prefix, [text])[0]

    def embed_passage_tokens(self, texts: Sequence[str]) -> list[Tokens]:
        """The tokens of each passage, as many as the model takes; spans are in the text."""
        return self._show(self._passage_prefix, texts)

    def _encode(self, prefix: str, texts: Sequence[str], *, settle: bool = False) -> list[Encoded]:
        if not texts:
            return []
        return self.tokenization().encode([prefix + clean(text) for text in texts], settle=settle)

    def _embed(self, texts: list[Encoded]) -> Vectors:
        if not texts:
            return np.empty((0, DIMENSION), dtype=np.float32)
        return checked(_means(self._ready(), texts), self.name)

    def _show(self, prefix: str, texts: Sequence[str]) -> list[Tokens]:
        encoded = self._encode(prefix, texts)

        engine = self._ready() if encoded else None

        def shown(i: int, outputs: tuple[Vectors, ...]) -> Tokens:
            (states,) = outputs
            # Without the tokens that begin and end a text and those of the prefix; the first token of a text may
            # begin with the space that ends the prefix.
            spans = encoded[i].spans[: len(states) - 2]
            inside = (spans[:, 1] > spans[:, 0]) & (spans[:, 1] > len(prefix))
            counted: NDArray[np.int32] = np.maximum(spans[inside] - len(prefix), 0).astype(np.int32)
            whole = checked(states.mean(axis=0)[None], self.name)[0]
            return Tokens(unit(states[1:-1][inside]), counted, whole)

        return engine.each([engine.whole(text.ids) for text in encoded], shown) if engine else []

    def tokenization(self) -> Tokenization:
        """The model's own tokens, read when they are first needed."""
        with self._reading:
            if self._tokenization is None:
                self._tokenization = Tokenization(self.container())
            return self._tokenization

    def _ready(self) -> Engine:
        with self._loading:
            if self._engine is None:
                with vendor_errors():
                    container = self.container()
                    self._engine = Engine(container, self._chosen_precision(container), cores=self._choice.cores)
            return self._engine

    def _chosen_precision(self, container: Container) -> str:
        with self._choosing:  # a lock of its own, so that a reader need not wait until the embedder is loaded
            if self._precision is None:
                engine = f"openvino {version('openvino')}"
                subject = Subject(fingerprint(), engine, lambda precision: self._trial(Engine(container, precision)))
                self._precision = fastest_precision(subject, self._choice.cache, self._choice.notify)
            return self._precision

    def _trial(self, engine: Engine) -> Callable[[list[str]], Vectors]:
        def embed(texts: list[str]) -> Vectors:
            return _means(engine, self._encode("", texts))

        return embed

    def container(self) -> Container:
        """The model's file, read when it is first needed."""
        with self._reading:
            if self._container is None:
                self._container = read_container(container_path())
            return self._container


def _means(engine: Engine, texts: Sequence[Encoded]) -> Vectors:
    """`(n, dimension)`: of each text's last layer, over its tokens."""
    rows = [engine.whole(text.ids) for text in texts]
    return np.stack(engine.each(rows, lambda _, outputs: np.asarray(outputs[0].mean(axis=0), dtype=np.float32)))
