"""All that training needs, in one file: rows of tokens, and the encoder with the words that occur in them.

So that it can be made where the product is installed and trained from where there are a GPU, torch and nothing else.
"""

from __future__ import annotations

import io
import json
import lzma
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.reader.batches import Row
from rag.embed.e5s import Container, Header, Pieces, Tensor
from rag.reader.pairs import Pair

_WORDS = "emb.word"
_EASY = 4  # the rows repeat each other so much that more effort gains little


@dataclass(frozen=True, slots=True)
class Pack:
    """`encoder` has only the words that occur, and no tokenizer; `rounds` are what is learnt from, one after the other,
    `test` rows of articles kept out. `pad` is the token that fills a batch.
    """

    encoder: Container
    rounds: Sequence[Sequence[Row]]
    test: Sequence[Row]
    pad: int


def write_pack(path: Path, container: Container, rounds: Sequence[Sequence[Row]], test: Sequence[Row]) -> None:
    """Writes what `read_pack` reads. Raises OSError when the disk does not take it."""
    h = container.header
    kept = np.unique(np.concatenate([row.pair.ids for rows in (*rounds, test) for row in rows] + [np.array([h.pad])]))
    arrays: dict[str, NDArray[Any]] = {"kept": kept}
    for name, tensor in container.tensors.items():
        raw = tensor.raw.reshape(h.vocabulary, -1)[kept].reshape(-1) if name == _WORDS else tensor.raw
        count = len(kept) * h.hidden if name == _WORDS else tensor.count
        arrays[f"tensor {name}"], arrays[f"count {name}"] = raw, np.array(count)
    for number, rows in enumerate(rounds):
        arrays |= {f"round {number} {name}": array for name, array in _arrays(rows, kept, told=False).items()}
    arrays |= {f"test {name}": array for name, array in _arrays(test, kept, told=True).items()}
    arrays["header"] = _text(json.dumps(asdict(h)))
    arrays["rounds"] = np.array(len(rounds))
    held = io.BytesIO()
    np.savez(held, allow_pickle=False, **arrays)
    with lzma.open(path, "wb", preset=_EASY) as file:
        file.write(held.getbuffer())


def read_pack(path: Path) -> Pack:
    """Raises OSError, ValueError or KeyError for a file that is none."""
    with lzma.open(path) as file, np.load(io.BytesIO(file.read()), allow_pickle=False) as held:
        arrays = {name: held[name] for name in held.files}
    header = Header(**{**json.loads(arrays["header"].tobytes()), "vocabulary": len(arrays["kept"])})
    names = [name.removeprefix("tensor ") for name in arrays if name.startswith("tensor ")]
    tensors = {name: Tensor(int(arrays[f"count {name}"]), arrays[f"tensor {name}"]) for name in names}
    no_pieces = Pieces(b"", np.zeros(1, np.uint32), np.zeros(0, np.float32))
    rounds = [_rows(arrays, f"round {number} ") for number in range(int(arrays["rounds"]))]
    pad = int(np.searchsorted(arrays["kept"], header.pad))
    return Pack(Container(header, no_pieces, tensors), rounds, _rows(arrays, "test "), pad)


def _arrays(rows: Sequence[Row], kept: NDArray[np.int64], *, told: bool) -> dict[str, NDArray[Any]]:
    """Rows as arrays; with where their tokens stand in their texts only where that is to be `told`."""
    ids = np.concatenate([row.pair.ids for row in rows])
    meta = [(row.kind, row.way, row.text if told else "", row.wanted if told else (), row.twin) for row in rows]
    found: dict[str, NDArray[Any]] = {
        "ids": np.searchsorted(kept, ids).astype(np.uint16 if len(kept) < 1 << 16 else np.uint32),
        "sizes": np.array([(len(row.pair.ids), row.pair.first) for row in rows], dtype=np.int16),
        "spans": np.array([row.span or (-1, -1) for row in rows], dtype=np.int16),
        "flags": np.array([(row.states, row.right, _flag(row.against)) for row in rows], np.int8),
        "meta": _text(json.dumps(meta)),
    }
    if told:
        found["places"] = np.concatenate([row.pair.spans for row in rows])
    return found


def _rows(arrays: dict[str, NDArray[Any]], prefix: str) -> list[Row]:
    ids, sizes, spans, flags = (arrays[prefix + name] for name in ("ids", "sizes", "spans", "flags"))
    places = arrays.get(prefix + "places")
    rows, at, seen = [], 0, 0
    for (size, first), span, (states, right, against), (kind, way, text, wanted, twin) in zip(
        sizes.tolist(), spans.tolist(), flags.tolist(), json.loads(arrays[prefix + "meta"].tobytes()), strict=True
    ):
        own = size - first - 1
        stand = np.zeros((0, 2), np.int32) if places is None else places[seen : seen + own]
        pair = Pair(ids[at : at + size].astype(np.int64), first, stand)
        told = bool(states), bool(right), None if against < 0 else bool(against), kind, way, tuple(wanted), twin
        rows.append(Row(text, pair, None if span[0] < 0 else tuple(span), *told))
        at, seen = at + size, seen + own
    return rows


def _flag(known: bool | None) -> int:
    return -1 if known is None else int(known)


def _text(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode("utf-8"), dtype=np.uint8)
