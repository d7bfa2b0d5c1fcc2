"""Examples as padded rows of tokens."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.reader.examples import Example
from rag.embed.unigram import Encoded
from rag.reader.pairs import Pair, Pairing
from rag.types import Span

LIMIT = 288
"""Tokens of a row: of the paragraphs that questions were written on nearly all fit, with their title."""
UNTITLED = 0.2
"""Of the passages are read without their title, as those of a file that has none."""
_SORTED = 64
"""Batches that are put together of rows sorted by length, so that little is computed on padding."""


@dataclass(frozen=True, slots=True)
class Row:
    """`span` is the answer's first and last token, as places in `pair.ids`; None where the passage does not answer.

    `text` is the passage as it is read, with its title.
    """

    text: str
    pair: Pair
    span: tuple[int, int] | None
    example: Example


@dataclass(frozen=True, slots=True)
class Batch:
    """`ids` and `mask` `(rows, tokens)` int64; `inside` marks the passage's own tokens.

    `starts` and `ends` `(rows,)` int64, -1 where there is no answer; `answers` `(rows,)` float32, 0 or 1.
    """

    ids: NDArray[np.int64]
    mask: NDArray[np.int64]
    inside: NDArray[np.bool_]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    answers: NDArray[np.float32]


class Rows:
    """Makes rows of examples. A passage too long is cut to a window: around the answer, or anywhere."""

    def __init__(self, pairing: Pairing) -> None:
        self._pairing = pairing

    def make(self, examples: Sequence[Example], rng: random.Random) -> list[Row]:
        """One for each example whose answer is whole tokens that fit."""
        titles = [e.paragraph.title if rng.random() >= UNTITLED else "" for e in examples]
        texts = [
            f"{title}\n{e.paragraph.text}" if title else e.paragraph.text
            for title, e in zip(titles, examples, strict=True)
        ]
        questions = self._pairing.questions([e.question for e in examples])
        passages = self._pairing.passages(texts)
        made = []
        for example, title, text, question, passage in zip(examples, titles, texts, questions, passages, strict=True):
            before = len(title) + 1 if title else 0
            span = None if example.span is None else Span(example.span.start + before, example.span.end + before)
            start, end = self._window(question, passage, span, rng)
            pair = self._pairing.pair(question, passage, start, end)
            tokens = None if span is None else pair.tokens_of(span)
            if span is None or tokens is not None:
                made.append(Row(text, pair, tokens, example))
        return made

    def _window(
        self, question: NDArray[np.int64], passage: Encoded, span: Span | None, rng: random.Random
    ) -> tuple[int, int]:
        size = len(passage.ids)
        room = self._pairing.room(question, passage, LIMIT)
        if size <= room:
            return 0, size
        if span is None:
            start = rng.randint(0, size - room)
        else:
            first, last = np.flatnonzero((passage.spans[:, 1] > span.start) & (passage.spans[:, 0] < span.end))[[0, -1]]
            low, high = max(0, int(last) + 1 - room), min(int(first), size - room)
            start = rng.randint(low, high) if low <= high else int(first)
        return start, start + room


def batched(rows: Sequence[Row], size: int, rng: random.Random) -> Iterator[list[Row]]:
    """All rows in batches of about equal length, the batches in an order drawn by chance."""
    for at in range(0, len(rows), size * _SORTED):
        part = sorted(rows[at : at + size * _SORTED], key=lambda row: len(row.pair.ids))
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
    answers = np.array([row.span is not None for row in rows], dtype=np.float32)
    return Batch(ids, mask, inside, spans[:, 0], spans[:, 1], answers)
