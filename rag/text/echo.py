"""Tells what repeats a text word for word: a chat model that was made to say what it had been told."""

from __future__ import annotations

import re
from collections import defaultdict

RUN = 4
"""Words in a row that a sentence seldom has in common with another text by chance."""
LONG = 6
"""Words in a row that it never has."""

_WORD = re.compile(r"\w+")
_TAG = re.compile(r"</?\w+>")


class Echo:
    """Knows one text. Case, punctuation, line ends and tags do not count."""

    def __init__(self, text: str) -> None:
        words = _WORD.findall(_TAG.sub(" ", text).casefold())
        self._after: dict[tuple[str, ...], set[str]] = defaultdict(set)  # the words that follow one to LONG - 1 words
        for length in range(1, LONG):
            for start in range(len(words) - length):
                self._after[tuple(words[start : start + length])].add(words[start + length])

    def repeats(self, sentence: str) -> bool:
        """Whether `LONG` words in a row are the text's, or more than half of all runs of `RUN` words."""
        words = _WORD.findall(_TAG.sub(" ", sentence).casefold())
        runs = [self._holds(words[i : i + RUN]) for i in range(len(words) - RUN + 1)]
        long = any(self._holds(words[i : i + LONG]) for i in range(len(words) - LONG + 1))
        return long or sum(runs) * 2 > len(runs)

    def clear(self, text: str) -> int:
        """How many characters of a growing text can be shown before it is known whether it repeats.

        What is held back begins with `RUN` words in a row, or is the end of the text and may become that; a single word
        may be any text's.
        """
        found = list(_WORD.finditer(text))
        words = [match.group().casefold() for match in found]
        for i in range(len(words) - RUN + 1):
            if self._holds(words[i : i + RUN]):
                return found[i].start()
        for length in range(RUN, 1, -1):
            *known, last = words[-length:] if len(words) >= length else [""]
            if known and any(word.startswith(last) for word in self._after.get(tuple(known), ())):
                return found[-length].start()
        return len(text)

    def _holds(self, words: list[str]) -> bool:
        return words[-1] in self._after.get(tuple(words[:-1]), ())
