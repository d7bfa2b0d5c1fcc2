"""Words looked for in titles, sources and texts, whatever their case and accents, as parts of words too."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_MARKS = re.compile(r"[\u0300-\u036f]+")
_ALIKE = str.maketrans({"œ": "oe", "æ": "ae", "’": "'", "\u00a0": " ", "\u202f": " "})


class FoldedTexts:
    """All texts of an index, folded, in memory: about a byte a character. It does not change; threads may share it."""

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        """`texts` are (document id, what is looked at)."""
        self._texts = [(name, _folded(text)) for name, text in texts]

    def matching(self, query: str) -> set[str]:
        """The documents that hold every word of the query: « ete » finds « Été », “lib” finds “library”."""
        words = _folded(query).split()
        return {name for name, text in self._texts if all(word in text for word in words)}


def _folded(text: str) -> bytes:
    opened = unicodedata.normalize("NFKD", text.translate(_ALIKE)).casefold()
    return _MARKS.sub("", opened.translate(_ALIKE)).encode("utf-8", "replace")
