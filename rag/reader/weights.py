"""The reader's weights: an archive of arrays, the matrices as int8 with one scale a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.errors import EmbedderError

SCALE = ".scale"
META = "temperature"


@dataclass(frozen=True, slots=True)
class Plain:
    """Weights as they are, `(count,)`."""

    raw: NDArray[np.float32]

    def floats(self) -> NDArray[np.float32]:
        """All of them, `(count,)`."""
        return self.raw.reshape(-1)


@dataclass(frozen=True, slots=True)
class Quantised:
    """A matrix (out, in) int8, and `(out,)` float32: what one step of its rows is worth."""

    raw: NDArray[np.int8]
    scale: NDArray[np.float32]

    def floats(self) -> NDArray[np.float32]:
        """All of them row by row, `(count,)`."""
        unpacked: NDArray[np.float32] = self.raw * self.scale[:, None]
        return unpacked.reshape(-1)


def quantised(matrix: NDArray[np.float32]) -> Quantised:
    """The nearest int8 for each weight of (out, in), 127 standing for the largest of its row."""
    scale = (np.abs(matrix).max(axis=1) / 127).astype(np.float32)
    steps = np.round(matrix / np.where(scale > 0, scale, 1)[:, None])
    return Quantised(steps.astype(np.int8), scale)


@dataclass(frozen=True, slots=True)
class ReaderWeights:
    """By the names of `rag.embed.network.Network`; `temperature` divides the logit of an answer being there."""

    tensors: Mapping[str, Plain | Quantised]
    temperature: float

    @classmethod
    def load(cls, path: Path) -> ReaderWeights:
        """Reads what `save` wrote. Raises EmbedderError when it is not that."""
        try:
            with np.load(path, allow_pickle=False) as held:
                arrays = {name: held[name] for name in held.files}
            temperature = float(arrays.pop(META))
            tensors = {name: _tensor(arrays, name) for name in arrays if not name.endswith(SCALE)}
        except Exception as error:  # a damaged archive is reported in a dozen ways
            raise EmbedderError("reader_file", path=path, reason=error) from error
        return cls(tensors, temperature)


def save(path: Path, tensors: Mapping[str, Plain | Quantised], temperature: float) -> None:
    """Writes one file, the same bytes for the same weights. Raises OSError when the disk does not take it."""
    arrays: dict[str, NDArray[np.generic]] = {META: np.array(temperature, dtype=np.float32)}
    for name, tensor in tensors.items():
        arrays[name] = tensor.raw
        if isinstance(tensor, Quantised):
            arrays[name + SCALE] = tensor.scale
    np.savez(path, **arrays)  # type: ignore[arg-type]


def _tensor(arrays: Mapping[str, NDArray[np.generic]], name: str) -> Plain | Quantised:
    raw = arrays[name]
    if raw.dtype == np.int8:
        return Quantised(raw.astype(np.int8), arrays[name + SCALE].astype(np.float32))
    return Plain(raw.astype(np.float32))
