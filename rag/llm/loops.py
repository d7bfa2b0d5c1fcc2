"""Tells when a text goes round in circles, as small models do at temperature 0."""

from __future__ import annotations

import re
from collections import Counter

_TAIL = 4000
"""Characters of the text's end that are looked at."""

_EVERY = 40
"""New characters after which they are looked at again."""

_LEAST_WORDS = 24
_LEAST_ROUNDS = 4
_LONGEST_ROUND = 80
"""Words: a repetition is at least four rounds of at most eighty, and twenty-four in all."""

_LONGEST_SIGN = 8
_LEAST_SIGNS = 240
"""Characters: a repetition that need not hold words, as of dashes or line ends, is of at most eight, and 240 in all."""

_SAME_LINES = 8
"""Lines that follow each other and say the same, but for the numbers that they begin with."""

_SAME_SENTENCES = 6
_SENTENCE_WORDS = 6
"""A sentence of six words or more that is said six times, though others stand between."""

_WORD = re.compile(r"\w+(?=\W)")
"""Without the last, which may yet go on. Signs are no words: the line under the head of a table repeats itself."""

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+")
_NUMBERED = re.compile(r"^\W*\d*\W*")


class Loops:
    """Takes a text in pieces and says when its last words, signs, lines or sentences are said again and again."""

    def __init__(self) -> None:
        self._tail = ""
        self._new = 0
        self._sentence = ""
        self._said: Counter[str] = Counter()
        self._line = ""
        self._last_line = ""
        self._same_lines = 0

    def feed(self, piece: str) -> bool:
        """Whether the text so far goes round in circles."""
        self._tail = (self._tail + piece)[-_TAIL:]
        self._new += len(piece)
        if self._sentences(piece) or self._lines(piece):
            return True
        if self._new < _EVERY:
            return False
        self._new = 0
        return _rounds(_WORD.findall(self._tail.casefold())) or _same_signs(self._tail)

    def _sentences(self, piece: str) -> bool:
        *finished, unfinished = _SENTENCE_END.split(self._sentence + piece)
        self._sentence = unfinished[-_TAIL:]
        for sentence in finished:
            words = sentence.casefold().split()
            if len(words) >= _SENTENCE_WORDS:
                self._said[" ".join(words)] += 1
        return bool(finished) and any(count >= _SAME_SENTENCES for count in self._said.values())

    def _lines(self, piece: str) -> bool:
        *finished, unfinished = (self._line + piece).split("\n")
        self._line = unfinished[-_TAIL:]
        for line in finished:
            said = _NUMBERED.sub("", line.casefold()).strip()
            if said:
                self._same_lines = self._same_lines + 1 if said == self._last_line else 1
                self._last_line = said
            if self._same_lines >= _SAME_LINES:
                return True
        return False


def _rounds(words: list[str]) -> bool:
    """Whether the last words are rounds of the same ones."""
    for length in range(1, min(_LONGEST_ROUND, len(words) // _LEAST_ROUNDS) + 1):
        needed = max(_LEAST_ROUNDS * length, _LEAST_WORDS)
        if needed > len(words):
            continue
        last = words[-needed:]
        if last[length:] == last[:-length]:
            return True
    return False


def _same_signs(text: str) -> bool:
    """Whether the last characters are rounds of the same few, which need not be words."""
    if len(text) < _LEAST_SIGNS:
        return False
    last = text[-_LEAST_SIGNS:]
    return any(last[length:] == last[:-length] for length in range(1, _LONGEST_SIGN + 1))
