"""Inputs out of seeds: bits flipped, pieces cut out, doubled and joined, words of the format put in."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

MOST_BYTES = 20_000
"""What is longer is cut: most mistakes need little, and little is quick."""

_STEPS = (1, 1, 1, 2, 2, 3, 5, 8)
"""How many changes an input gets; one of these at random."""

_ODD_TEXT = (
    "\u202e", "\u200f", "\u200b", "\ufeff", "\u00ad", "e\u0301", "\u0301", "\u1e9b\u0323",
    "\ufb03", "\u2028", "\u2029", "\x85",
    "\x00", "\x1c", "\x0b", "\x0c", "\r", "\r\n", "\ud7ff", "\ufffd", "\uffff",
    "\U0001f9d1\u200d\U0001f33e", "\U000e0041",
    "\u0130", "\u0131", "ß", "\u1e9e", "\u01c5", "\u0660\u0661", "\u00b2", "\u2160", "\uff11", "½",
    "\u3000", "\u00a0", "\u202f",
    "\u05d0\u05d1", "\u0627\u0644", "\u0e01\u0e33", "漢字。", "A" * 500, "\n" * 300, " " * 400,
    "9" * 400, "-1", "1e999", "NaN",
)  # fmt: skip
ODD: tuple[bytes, ...] = (
    *(text.encode() for text in _ODD_TEXT),
    b"\xed\xa0\x80", b"\xff\xfe", b"\xfe\xff", b"\xff", b"\x80", b"\xc0\xaf", b"\xf4\x90\x80\x80",
    b"\xff" * 4, b"\x7f" * 4, b"\x00" * 8,
)  # fmt: skip
"""What trips programs up: directions, widths, cases and digits of Unicode, and bytes that are no text."""


@dataclass(frozen=True, slots=True)
class Mutator:
    """Makes the input of a number. The same seeds, words and `run` give the same input for it, on any machine."""

    seeds: Sequence[bytes]
    words: Sequence[bytes]
    run: str

    def make(self, number: int) -> bytes:
        """The input; the first ones are the seeds as they are."""
        if number < len(self.seeds):
            return self.seeds[number]
        rng = random.Random(f"{self.run}:{number}")  # noqa: S311 - it is to be repeatable
        data = bytearray(rng.choice(self.seeds))
        for _ in range(rng.choice(_STEPS)):
            rng.choice(_CHANGES)(rng, data, self)
        return bytes(data[:MOST_BYTES])


Change = Callable[[random.Random, bytearray, Mutator], None]


def _span(rng: random.Random, data: bytearray, most: int = 200) -> tuple[int, int]:
    start = rng.randrange(len(data) + 1)
    return start, min(len(data), start + rng.randrange(1, most))


def _flip(rng: random.Random, data: bytearray, _: Mutator) -> None:
    if data:
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)


def _byte(rng: random.Random, data: bytearray, _: Mutator) -> None:
    if data:
        data[rng.randrange(len(data))] = rng.randrange(256)


def _cut(rng: random.Random, data: bytearray, _: Mutator) -> None:
    start, end = _span(rng, data)
    del data[start:end]


def _truncate(rng: random.Random, data: bytearray, _: Mutator) -> None:
    del data[rng.randrange(len(data) + 1) :]


def _repeat(rng: random.Random, data: bytearray, _: Mutator) -> None:
    start, end = _span(rng, data, 40)
    data[start:start] = data[start:end] * rng.choice((1, 2, 10, 100, 400))


def _move(rng: random.Random, data: bytearray, _: Mutator) -> None:
    start, end = _span(rng, data)
    piece = data[start:end]
    del data[start:end]
    place = rng.randrange(len(data) + 1)
    data[place:place] = piece


def _splice(rng: random.Random, data: bytearray, mutator: Mutator) -> None:
    other = rng.choice(mutator.seeds)
    start = rng.randrange(len(other) + 1)
    place, end = _span(rng, data)
    data[place:end] = other[start : start + rng.randrange(1, 2000)]


def _word(rng: random.Random, data: bytearray, mutator: Mutator) -> None:
    place, end = _span(rng, data, 12)
    data[place : rng.choice((place, end))] = rng.choice(mutator.words or ODD) * rng.choice((1, 1, 1, 2, 30))


def _odd(rng: random.Random, data: bytearray, _: Mutator) -> None:
    place = rng.randrange(len(data) + 1)
    data[place:place] = rng.choice(ODD)


_CHANGES: tuple[Change, ...] = (_flip, _byte, _cut, _truncate, _repeat, _move, _splice, _word, _word, _odd, _odd)
