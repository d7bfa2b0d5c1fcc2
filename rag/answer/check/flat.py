"""A text made plain for patterns, character by character, so that every place in it is the same place."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "‑": "-", "‐": "-", "–": "-", "—": "-", "−": "-", "“": '"', "”": '"', "«": '"',
     "»": '"'}
)  # fmt: skip


@lru_cache(maxsize=4096)
def flat(text: str) -> str:
    """In lower case without accents, each white space a space, each dash a hyphen; exactly as long as the text."""
    return "".join(map(_flat, text)).translate(_PLAIN)


@lru_cache(maxsize=4096)
def _flat(character: str) -> str:
    if character.isspace():
        return " "
    plain = "".join(c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c)).lower()
    return plain if len(plain) == 1 else character
