"""Articles that say the same: the same text twice, and texts that are nearly the same.

Two texts resemble each other by the share of their runs of five words that both have (Broder, "On the resemblance and
containment of documents", 1997). Candidates are found by MinHash signatures in bands (Leskovec, Rajaraman & Ullman,
"Mining of Massive Datasets", ch. 3), then measured exactly.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]

SHINGLE = 5
"""Words in a row."""
NEAR = 0.6
"""From this share on, two articles are said to resemble each other."""
BANDS, ROWS = 32, 4
"""A pair of the share s is missed with the probability (1 - s⁴)³²: 1.2 % at 0.6, one in ten million at 0.8."""
REACH = 8
"""Of many that are alike, each is compared with so many of the next, so that a thousand of them stay quick."""

_WORD = re.compile(r"\w+")
_CHUNK = 4096
_random = np.random.default_rng(20251126)
_FACTORS: Hashes = _random.integers(0, 2**64, (BANDS * ROWS, 1), dtype=np.uint64) | np.uint64(1)
_OFFSETS: Hashes = _random.integers(0, 2**64, (BANDS * ROWS, 1), dtype=np.uint64)
_PLACES: Hashes = _random.integers(0, 2**64, SHINGLE, dtype=np.uint64) | np.uint64(1)


@dataclass(frozen=True, slots=True)
class Resemblance:
    """Two articles by their ids. `share`, in [0, 1], of their runs of words; `same`: their words are the same."""

    one: str
    other: str
    share: float
    same: bool


def resemblances(texts: Iterable[tuple[str, str]], stop: Callable[[], bool] = lambda: False) -> list[Resemblance]:
    """The pairs among `texts`, (id, text), that resemble each other, the most alike first.

    Of texts that are the same the first stands for all others. Ends early, with nothing, where `stop` says so.
    """
    numbers: dict[str, int] = {}
    first: dict[bytes, str] = {}
    found: list[Resemblance] = []
    names: list[str] = []
    sets: list[Hashes] = []
    for name, text in texts:
        if stop():
            return []
        words = _WORD.findall(text.casefold())
        coded = np.array([numbers.setdefault(word, len(numbers)) for word in words], dtype=np.uint64)
        before = first.setdefault(coded.tobytes(), name)
        if before != name:
            found.append(Resemblance(before, name, 1.0, same=True))
        elif len(words):
            names.append(name)
            sets.append(shingles(coded))
    for one, other in _candidates(sets):
        if stop():
            return []
        share = jaccard(sets[one], sets[other])
        if share >= NEAR:
            found.append(Resemblance(names[one], names[other], share, same=False))
    return sorted(found, key=lambda pair: (-pair.same, -pair.share, pair.one, pair.other))


def shingles(words: Hashes) -> Hashes:
    """The runs of SHINGLE words as hashes, each once, sorted; of a shorter text all its words as one run."""
    length = min(SHINGLE, len(words))
    runs = np.lib.stride_tricks.sliding_window_view(_mixed(words), length)
    return np.unique(_mixed((runs * _PLACES[:length]).sum(axis=1, dtype=np.uint64)))


def jaccard(one: Hashes, other: Hashes) -> float:
    """The share of what either has that both have."""
    both = len(np.intersect1d(one, other, assume_unique=True))
    return both / (len(one) + len(other) - both)


def _candidates(sets: Sequence[Hashes]) -> Iterator[tuple[int, int]]:
    """Pairs of places that share a band of their signatures, each once."""
    buckets: dict[tuple[int, bytes], list[int]] = defaultdict(list)
    for place, one in enumerate(sets):
        signature = _signature(one).reshape(BANDS, ROWS)
        for band, rows in enumerate(signature):
            buckets[band, rows.tobytes()].append(place)
    seen: set[tuple[int, int]] = set()
    for alike in buckets.values():
        for position, one_place in enumerate(alike):
            for other_place in alike[position + 1 : position + 1 + REACH]:
                if (one_place, other_place) not in seen:
                    seen.add((one_place, other_place))
                    yield one_place, other_place


def _signature(hashes: Hashes) -> Hashes:
    """`(BANDS * ROWS,)`: the least value of the set under each of as many hash functions."""
    least = np.full(BANDS * ROWS, np.iinfo(np.uint64).max, dtype=np.uint64)
    for start in range(0, len(hashes), _CHUNK):
        values = _FACTORS * hashes[start : start + _CHUNK] + _OFFSETS
        np.minimum(least, values.min(axis=1), out=least)
    return least


def _mixed(values: Hashes) -> Hashes:
    """The finaliser of SplitMix64: near numbers become far ones."""
    mixed = values + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
