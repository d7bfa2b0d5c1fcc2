"""Passages that say the same in the same words: the agency's text in two articles, the notice on every page."""

from __future__ import annotations

import re

SHINGLE = 5
"""Words in a row (after Broder, "On the resemblance and containment of documents", 1997)."""
CONTAINED = 0.8
"""The share of the shorter one's shingles that the other holds too."""

_WORD = re.compile(r"\w+")

Shingles = frozenset[tuple[str, ...]]


def shingles(text: str) -> Shingles:
    """The runs of SHINGLE words of a text, without case; of a shorter text, all its words as one."""
    words = _WORD.findall(text.casefold())
    return frozenset(tuple(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1)))


def near_duplicates(one: Shingles, other: Shingles) -> bool:
    """Whether the shorter text stands in the longer one, but for a word here and there.

    A text is no duplicate of one that is more than twice as long: that says more.
    """
    shorter, longer = sorted((one, other), key=len)
    return len(longer) <= 2 * len(shorter) and len(shorter & longer) >= CONTAINED * len(shorter)
