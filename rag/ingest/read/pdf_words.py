"""Words divided at line ends, made whole."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from rag.ingest.read.base import words

_MARKS = "\x02\u00ad\u2010-"
_WORD = re.compile(r"\w+(?:-\w+)*")
_DIVIDED = re.compile(r"\S*[\x02\u00ad]\S*")
_FIRST_WORD = re.compile(r"^\S+")
_LAST_WORD = re.compile(r"\S+$")
_LEFT = re.compile(r"(\w+)$")
_RIGHT = re.compile(r"^(\w+)")
_INSIDE = re.compile(r"(\w*)[\x02\u00ad](\w*)")
_AFTER_HYPHEN = frozenset(
    words("""
    il ils elle elles on ce je tu nous vous moi toi lui leur y en là ci t même mêmes parole dire vous""")
)
_BEFORE_HYPHEN = frozenset(
    words("demi semi mi non ex vice quasi celui celle ceux celles lui elle eux moi quelques self")
)


class Words:
    """The words of a document that stand undivided in it, which say how the divided ones are spelt."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._counts: Counter[str] = Counter()
        divided = False
        for line in lines:
            text = _FIRST_WORD.sub("", line) if divided else line
            divided = line.endswith(tuple(_MARKS))
            text = _DIVIDED.sub("", _LAST_WORD.sub("", text) if divided else text)
            for word in _WORD.findall(text.casefold()):
                self._counts[word] += 1
                if "-" in word:
                    self._counts.update(word.split("-"))

    def join_lines(self, line: str, following: str) -> str:
        """Two lines of one paragraph as one; a hyphen between them stays only where it belongs to the word."""
        if not line.endswith(tuple(_MARKS)) or line.endswith((" -", "--")):
            return f"{line} {following}"
        head = line[:-1]
        if head.endswith("/"):  # an address, divided after a slash
            return head + following
        left, right = _LEFT.search(head), _RIGHT.match(following)
        if not left or not right:
            return f"{head}-{following}"
        return head + self._between(left[1], right[1]) + following

    def mend(self, line: str) -> str:
        """A line whose marked hyphens (U+0002, soft hyphens) inside words are resolved."""
        return _INSIDE.sub(lambda m: m[1] + (self._between(m[1], m[2]) if m[1] and m[2] else "-") + m[2], line)

    def _between(self, left: str, right: str) -> str:
        """The hyphen, or nothing: as the document spells the word elsewhere, else as its parts suggest."""
        left, right = left.casefold(), right.casefold()
        whole, parted = self._counts[left + right], self._counts[f"{left}-{right}"]
        if whole != parted:
            return "" if whole > parted else "-"
        if right in _AFTER_HYPHEN or left in _BEFORE_HYPHEN or not (left + right).isalpha():
            return "-"
        both_words = len(left) > 2 and len(right) > 2 and self._counts[left] and self._counts[right]
        return "-" if both_words else ""
