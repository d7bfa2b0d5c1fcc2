"""Runs the bundled model, or one of its shape, over token ids, several batches at a time. Threads may share it."""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from rag.embed.bundled import HUB_NAME
from rag.embed.e5s import Container
from rag.embed.loading import reason_of
from rag.embed.network import Network, compiled
from rag.errors import EmbedderError
from rag.types import Vectors

if TYPE_CHECKING:
    from openvino import InferRequest

BATCH_SIZE = 16
"""Texts of about equal length that are computed together, at most."""
MOST_STREAMS = 4
"""Batches that are computed at a time, each on its share of the cores; more cost memory and time to load."""
_STEP = 16
"""Rows are padded to a multiple of it: a length that the network has not had lately costs it more than the padding."""
_QUESTION = 64
"""Tokens that few questions exceed."""
_MASKED = np.float32(-1e9)

T = TypeVar("T")


@contextmanager
def vendor_errors() -> Iterator[None]:
    """Raises EmbedderError for what goes wrong in the vendor's code."""
    try:
        yield
    except (ImportError, RuntimeError) as error:  # it raises both, and no kind of its own
        raise EmbedderError("model_engine", reason=reason_of(error), hub=HUB_NAME) from error


def load_ahead(load: Callable[[], object]) -> None:
    """Begins to load something in a thread of its own. Who needs it loads it again where that fails, and is told."""

    def tried() -> None:
        with suppress(EmbedderError):
            load()

    # No daemon: a process that ends while the vendor compiles must wait for it.
    threading.Thread(target=tried, name="load", daemon=False).start()


class Engine:
    """A network, compiled: the container's own unless another is given, over the container's embeddings.

    `cores`: how many it may use where others are for other processes; None for all.

    Those of words are unpacked row by row when they are needed, not the 384 MB of them.
    """

    def __init__(
        self, container: Container, precision: str, network: Network | None = None, cores: int | None = None
    ) -> None:
        self._streams = streams = min(cores or _cores(), MOST_STREAMS)
        self._network = network or Network(container.header, container.tensors)
        model = compiled(self._network, precision, streams, cores)
        self.precision = precision
        self._container = container
        self._places = container.matrix("emb.pos") + container.matrix("emb.type")[0]
        self._free: queue.SimpleQueue[InferRequest] = queue.SimpleQueue()
        for _ in range(streams):
            self._free.put(model.create_infer_request())
        self._alone: queue.SimpleQueue[InferRequest] = queue.SimpleQueue()
        self._pool = ThreadPoolExecutor(streams, thread_name_prefix="embed")

    def settle(self) -> None:
        """Compiles the network once more (0.6 s), for one text on all cores: a question then takes two thirds as long.

        Not to be called twice.
        """
        self._alone.put(compiled(self._network, self.precision, 1).create_infer_request())
        for length in range(_STEP, _QUESTION + 1, _STEP):  # what a length costs when it is first met
            self._infer([np.full(length, self._container.header.unk, dtype=np.int64)])

    def whole(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """A text's tokens with those that begin and end it, cut where the model's positions end."""
        h = self._container.header
        return np.concatenate([[h.bos], ids[: h.positions - 2], [h.eos]])

    def each(self, rows: Sequence[NDArray[np.int64]], use: Callable[[int, tuple[Vectors, ...]], T]) -> list[T]:
        """What `use` makes of each row of token ids: its number and what the network gives for it, float32.

        What it gives for each token is cut to the row's. `use` is called from several threads.
        """
        order = sorted(range(len(rows)), key=lambda i: len(rows[i]), reverse=True)  # the longest take the longest
        size = self._batch_size(len(order))
        batches = [order[at : at + size] for at in range(0, len(order), size)]

        def done(batch: list[int]) -> list[T]:
            outputs = self._infer([rows[i] for i in batch])
            return [
                use(i, tuple(out[place, : len(rows[i])] if out.ndim == 3 else out[place] for out in outputs))
                for place, i in enumerate(batch)
            ]

        found = [done(b) for b in batches] if len(batches) < 2 else list(self._pool.map(done, batches))
        made = {
            i: value
            for batch, values in zip(batches, found, strict=True)
            for i, value in zip(batch, values, strict=True)
        }
        return [made[i] for i in range(len(rows))]

    def _batch_size(self, rows: int) -> int:
        """A power of two, so that few shapes are met; of few rows so small that each stream gets two batches."""
        each = max(1, rows // (2 * self._streams))
        return min(BATCH_SIZE, 1 << (each.bit_length() - 1))

    def _infer(self, texts: list[NDArray[np.int64]]) -> list[Vectors]:
        """Each output of the network, over the rows padded to the longest."""
        h = self._container.header
        longest = min(h.positions, -(-max(len(ids) for ids in texts) // _STEP) * _STEP)
        ids = np.full((len(texts), longest), h.pad, dtype=np.int64)
        mask = np.full((len(texts), 1, 1, longest), _MASKED, dtype=np.float32)
        for row, text in enumerate(texts):
            ids[row, : len(text)] = text
            mask[row, 0, 0, : len(text)] = 0
        distinct, inverse = np.unique(ids, return_inverse=True)
        words = self._container.tensors["emb.word"].rows(h.hidden, distinct)
        free, request = self._request(alone=len(texts) == 1)
        try:
            found = request.infer([words[inverse.reshape(ids.shape)] + self._places[:longest], mask])
            outputs: list[Vectors] = [found[i] for i in range(len(found))]
        finally:
            free.put(request)
        return outputs

    def _request(self, *, alone: bool) -> tuple[queue.SimpleQueue[InferRequest], InferRequest]:
        """A request to be used and put back; that for one text where it is free."""
        if alone:
            with suppress(queue.Empty):
                return self._alone, self._alone.get_nowait()
        return self._free, self._free.get()


def _cores() -> int:
    """Those that this process may use, where the system tells; none of them is used twice over."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1
