"""Letters as they are compared: without case and accents."""

from __future__ import annotations

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """Lower case without accents: « Été » and "ete" are one word; ligatures and widths are opened up."""
    opened = unicodedata.normalize("NFKD", word)  # before the case: a mathematical 𝐌 has none until it is an M
    plain = unicodedata.normalize("NFKD", opened.casefold().replace("œ", "oe").replace("æ", "ae"))
    return "".join(c for c in plain if not unicodedata.combining(c))
