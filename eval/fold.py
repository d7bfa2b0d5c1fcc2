"""Texts as they are compared: case, kinds of spaces, apostrophes, quotation marks and dashes do not matter."""

from __future__ import annotations

import unicodedata

_SPACED = '"“”„‟«»‹›'
"""Quotation marks count as spaces: French puts spaces inside them, English does not."""

_TABLE: dict[int, str] = (
    {ord(c): " " for c in _SPACED}
    | {ord(c): "'" for c in "’‘‛ʼ′`´"}
    | {ord(c): "-" for c in "‐‑‒–—−"}
    | {ord("…"): "..."}
    | dict.fromkeys((0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF), "")
)


def fold(text: str) -> str:
    """The text in the form in which it is compared; "" for one of spaces and quotation marks alone."""
    return _folded(unicodedata.normalize("NFC", text))


def fold_with_places(text: str) -> tuple[str, list[int]]:
    """The folded form of a text that is NFC already, as documents are, and where each of its characters came from.

    `places` has one entry more than the folded text has characters: the end of the last one.
    """
    folded: list[str] = []
    places: list[int] = []
    space = False
    end = 0
    for place, character in enumerate(text):
        plain = character.translate(_TABLE).casefold()
        if plain.isspace():
            space = bool(folded)
        elif plain:
            if space:
                folded.append(" ")
                places.append(place)
                space = False
            folded += plain
            places += [place] * len(plain)
            end = place + 1
    return "".join(folded), [*places, end]


def _folded(text: str) -> str:
    return " ".join(text.translate(_TABLE).casefold().split())
