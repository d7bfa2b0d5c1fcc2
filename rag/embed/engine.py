"""Runs the network of the bundled model over token ids, several batches at a time. Threads may share it."""

from __future__ import annotations

import os
import queue
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from rag.embed.e5s import Container
from rag.embed.network import compiled
from rag.types import Vectors

if TYPE_CHECKING:
    from openvino import InferRequest

BATCH_SIZE = 16
"""Texts of about equal length that are computed together."""
MOST_STREAMS = 4
"""Batches that are computed at a time, each on its share of the cores; more cost memory and time to load."""
_MASKED = np.float32(-1e9)

T = TypeVar("T")


class Engine:
    """The network, compiled. Word embeddings are unpacked row by row when they are needed, not the 384 MB of them."""

    def __init__(self, container: Container, precision: str) -> None:
        streams = min(_cores(), MOST_STREAMS)
        model = compiled(container, precision, streams)
        self.precision = precision
        self._container = container
        self._places = container.matrix("emb.pos") + container.matrix("emb.type")[0]
        self._free: queue.SimpleQueue[InferRequest] = queue.SimpleQueue()
        for _ in range(streams):
            self._free.put(model.create_infer_request())
        self._pool = ThreadPoolExecutor(streams, thread_name_prefix="embed")

    def each(self, texts: Sequence[NDArray[np.int64]], use: Callable[[int, Vectors], T]) -> list[T]:
        """What `use` makes of each text: its number and its last layer, `(tokens, hidden)` float32, special ones too.

        A text is its token ids without the special ones, and is cut where the model's positions end. `use` is called
        from several threads.
        """
        h = self._container.header
        whole = [np.concatenate([[h.bos], ids[: h.positions - 2], [h.eos]]) for ids in texts]
        order = sorted(range(len(whole)), key=lambda i: len(whole[i]), reverse=True)  # the longest take the longest
        batches = [order[at : at + BATCH_SIZE] for at in range(0, len(order), BATCH_SIZE)]

        def done(batch: list[int]) -> list[T]:
            states = self._infer([whole[i] for i in batch])
            return [use(i, state[: len(whole[i])]) for i, state in zip(batch, states, strict=True)]

        found = [done(b) for b in batches] if len(batches) < 2 else list(self._pool.map(done, batches))
        made = {
            i: value
            for batch, values in zip(batches, found, strict=True)
            for i, value in zip(batch, values, strict=True)
        }
        return [made[i] for i in range(len(texts))]

    def _infer(self, texts: list[NDArray[np.int64]]) -> Vectors:
        """`(texts, tokens, hidden)`, padded to the longest."""
        h = self._container.header
        longest = max(len(ids) for ids in texts)
        ids = np.full((len(texts), longest), h.pad, dtype=np.int64)
        mask = np.full((len(texts), 1, 1, longest), _MASKED, dtype=np.float32)
        for row, text in enumerate(texts):
            ids[row, : len(text)] = text
            mask[row, 0, 0, : len(text)] = 0
        distinct, inverse = np.unique(ids, return_inverse=True)
        words = self._container.tensors["emb.word"].rows(h.hidden, distinct)
        request = self._free.get()
        try:
            states: Vectors = request.infer([words[inverse.reshape(ids.shape)] + self._places[:longest], mask])[0]
        finally:
            self._free.put(request)
        return states


def _cores() -> int:
    """Those that this process may use, where the system tells; none of them is used twice over."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1
