"""In which passages a term stands and how often: the arrays under the lexical leg.

A term is kept as 64 bits of its BLAKE2 hash, which makes the vocabulary a sorted array to be searched where it lies.
That any two of a million different terms share a key has a probability of 3 in 10⁸.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.store.arrays import save_array

TYPES: dict[str, type[np.generic]] = {
    "keys": np.uint64,
    "starts": np.int64,
    "rows": np.int32,
    "counts": np.uint8,
    "lengths": np.int32,
}
FILES = {name: f"lexical-{name}.npy" for name in TYPES}


@lru_cache(maxsize=65536)
def _key(term: str, language: str) -> int:
    raw = f"{language}\0{term}".encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(raw, digest_size=8).digest(), "little")


Row = tuple[NDArray[np.uint64], NDArray[np.uint8], int]
"""The keys of a passage's terms, how often each stands there, and its length."""


def counted(terms: Sequence[str], language: str) -> Row:
    """A passage of a language by its terms."""
    found = Counter(terms)
    keys = np.fromiter((_key(term, language) for term in found), np.uint64, len(found))
    counts = np.minimum(np.fromiter(found.values(), np.int64, len(found)), 255).astype(np.uint8)
    return keys, counts, len(terms)


@dataclass(frozen=True, slots=True)
class Postings:
    """Term i, of key `keys[i]`, stands `counts[j]` times in row `rows[j]` for j from `starts[i]` to `starts[i + 1]`.

    `keys` `(terms,)` uint64, sorted; `starts` `(terms + 1,)` int64; `rows` int32 and `counts` uint8 `(postings,)`, the
    rows of a term in order; `lengths` `(passages,)` int32, in terms.
    """

    keys: NDArray[np.uint64]
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    counts: NDArray[np.uint8]
    lengths: NDArray[np.int32]

    @classmethod
    def empty(cls) -> Postings:
        """Of no passage."""
        return cls.of_rows([])

    @classmethod
    def of_rows(cls, passages: Sequence[Row]) -> Postings:
        """Of passages, the first of which is row 0."""
        keys = np.concatenate([np.empty(0, np.uint64), *(keys for keys, _, _ in passages)])
        counts = np.concatenate([np.empty(0, np.uint8), *(counts for _, counts, _ in passages)])
        rows = np.repeat(np.arange(len(passages), dtype=np.int32), [len(keys) for keys, _, _ in passages])
        order = np.argsort(keys, kind="stable")  # so that the rows of a term stay in order
        terms, starts = np.unique(keys[order], return_index=True)
        lengths = np.array([length for _, _, length in passages], dtype=np.int32)
        return cls(terms, np.append(starts, len(keys)).astype(np.int64), rows[order], counts[order], lengths)

    @classmethod
    def load(cls, folder: Path) -> Postings:
        """Opens what `save` wrote, memory-mapped. Raises OSError or ValueError when it is not that."""
        held = cls(**{name: _opened(folder / file, TYPES[name]) for name, file in FILES.items()})
        if len(held.starts) != len(held.keys) + 1 or not int(held.starts[-1]) == len(held.rows) == len(held.counts):
            raise ValueError("the lexical files do not belong together")
        return held

    def save(self, folder: Path) -> list[str]:
        """Writes its files and returns their names. Raises OSError when the disk does not take them."""
        for name, file in FILES.items():
            save_array(folder / file, getattr(self, name))
        return list(FILES.values())

    def of(self, term: str, language: str) -> slice:
        """Where in `rows` and `counts` a term of a language is."""
        key = _key(term, language)
        place = int(np.searchsorted(self.keys, np.uint64(key)))
        if place == len(self.keys) or int(self.keys[place]) != key:
            return slice(0, 0)
        return slice(int(self.starts[place]), int(self.starts[place + 1]))


def _opened(path: Path, kind: type[np.generic]) -> Any:
    try:
        array = np.load(path, mmap_mode="r", allow_pickle=False)
    except OSError:
        raise
    except Exception as error:  # a damaged header is reported in a dozen ways
        raise ValueError(f"{path.name} cannot be read") from error
    if not isinstance(array, np.ndarray) or array.ndim != 1 or array.dtype != kind:
        raise ValueError(f"{path.name} holds something else")
    return array.view(np.ndarray)  # still mapped, without what a memmap adds to each slice
