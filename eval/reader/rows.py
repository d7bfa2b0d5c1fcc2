"""Examples as rows of tokens."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from eval.reader.batches import Row
from eval.reader.examples import Example
from rag.embed.unigram import Encoded
from rag.reader.pairs import Pairing
from rag.types import Span

LIMIT = 288
"""Tokens of a row: of the paragraphs that questions were written on nearly all fit, with their title."""
UNTITLED = 0.2
"""Of the passages are read without their title, as those of a file that has none."""


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
        asked = self._asked(examples)
        passages = self._pairing.passages(texts)
        made = []
        for example, title, text, question, passage in zip(examples, titles, texts, asked, passages, strict=True):
            before = len(title) + 1 if title else 0
            span = None if example.span is None else Span(example.span.start + before, example.span.end + before)
            start, end = self._window(question, passage, span, rng)
            pair = self._pairing.pair(question, passage, start, end)
            tokens = None if span is None else pair.tokens_of(span)
            if span is None or tokens is not None:
                way = f"{example.language}->{example.paragraph.language}"
                wanted = tuple(example.wanted)
                told = example.states, example.right, example.against, example.kind
                made.append(Row(text, pair, tokens, *told, way, wanted, example.twin))
        return made

    def _asked(self, examples: Sequence[Example]) -> list[NDArray[np.int64]]:
        """The tokens of the questions, and of the statements, which begin with another word."""
        found: dict[int, NDArray[np.int64]] = {}
        for states, encode in ((False, self._pairing.questions), (True, self._pairing.statements)):
            own = [i for i, e in enumerate(examples) if e.states == states]
            found |= zip(own, encode([examples[i].question for i in own]), strict=True)
        return [found[i] for i in range(len(examples))]

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
