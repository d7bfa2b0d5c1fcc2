"""Rows of tokens that the reader learns from, and batches of them: all that training needs of the data."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.reader.pairs import Pair

UNASKED = -1.0
"""In the place of a label for what a row does not say."""
_SORTED = 64
"""Batches that are put together of rows sorted by length, so that little is computed on padding."""


@dataclass(frozen=True, slots=True)
class Row:
    """A question, or where `states` a statement, with a passage. `right`: the passage answers it, or supports it.

    `against`: the passage says the contrary; None for a question, and where the two cannot be told apart.

    `span` is the answer's first and last token, as places in `pair.ids`; None where there is none. `text` is the
    passage as it is read, with its title; `wanted` are all answers that were given; `kind` says how the row was made,
    and `way` in which languages it is: "fr->en" of French words over an English passage. `twin` is the same for a
    statement that is supported and the one, made of it, that is not.
    """

    text: str
    pair: Pair
    span: tuple[int, int] | None
    states: bool
    right: bool
    against: bool | None
    kind: str
    way: str
    wanted: tuple[str, ...] = ()
    twin: str | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """`ids` and `mask` `(rows, tokens)` int64; `inside` marks the passage's own tokens.

    `starts` and `ends` `(rows,)` int64, -1 where there is no answer; `answers`, `supports` and `contradicts` `(rows,)`
    float32, 0 or 1, `UNASKED` in the rows that do not say. `twins` `(pairs, 2)` int64: the rows of a statement that is
    supported and of its twin.
    """

    ids: NDArray[np.int64]
    mask: NDArray[np.int64]
    inside: NDArray[np.bool_]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    answers: NDArray[np.float32]
    supports: NDArray[np.float32]
    contradicts: NDArray[np.float32]
    twins: NDArray[np.int64]


def batched(rows: Sequence[Row], size: int, rng: random.Random) -> Iterator[list[Row]]:
    """All rows in batches of about equal length, the batches in an order drawn by chance.

    Twins that come one after the other stay so: few of them are parted by the end of a batch.
    """
    lengths: dict[str | None, int] = {row.twin: len(row.pair.ids) for row in rows if row.twin is not None}
    for at in range(0, len(rows), size * _SORTED):
        own = rows[at : at + size * _SORTED]
        part = sorted(own, key=lambda row: (lengths.get(row.twin, len(row.pair.ids)), row.twin or ""))
        batches = [part[i : i + size] for i in range(0, len(part), size)]
        rng.shuffle(batches)
        yield from batches


def padded(rows: Sequence[Row], pad: int) -> Batch:
    """To the longest of them."""
    longest = max(len(row.pair.ids) for row in rows)
    ids = np.full((len(rows), longest), pad, dtype=np.int64)
    mask = np.zeros((len(rows), longest), dtype=np.int64)
    inside = np.zeros((len(rows), longest), dtype=np.bool_)
    for number, row in enumerate(rows):
        length = len(row.pair.ids)
        ids[number, :length] = row.pair.ids
        mask[number, :length] = 1
        inside[number, row.pair.first : length - 1] = True
    spans = np.array([row.span or (-1, -1) for row in rows], dtype=np.int64)
    states = np.array([row.states for row in rows])
    right = np.array([row.right for row in rows], dtype=np.float32)
    answers, supports = (np.where(of, right, np.float32(UNASKED)) for of in (~states, states))
    contradicts = np.array([UNASKED if row.against is None else row.against for row in rows], dtype=np.float32)
    return Batch(ids, mask, inside, spans[:, 0], spans[:, 1], answers, supports, contradicts, _twins(rows))


def _twins(rows: Sequence[Row]) -> NDArray[np.int64]:
    supported = {row.twin: number for number, row in enumerate(rows) if row.right}
    pairs = [
        (supported[row.twin], number)
        for number, row in enumerate(rows)
        if row.twin is not None and not row.right and row.twin in supported
    ]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)
