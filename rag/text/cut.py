"""Cuts text that has no sentence end, at the place that hurts least."""

from __future__ import annotations

import re
import unicodedata

from rag.types import Span

_SPACE = re.compile(r"\s")
_INK = re.compile(r"\S")
# Best first; each ends where the cut falls.
_PLACES = (re.compile(r"[;；]\s"), re.compile(r"[\n\r\u2028\u2029]"), re.compile(r"[:,،，、]\s|\s[–—-]\s"), _SPACE)
_JOINERS = "\u200c\u200d\ufe0e\ufe0f"
_LOOK_BACK = 40  # how far a cut in the middle of a word moves to keep a combining sequence whole


def trim(text: str, start: int, end: int) -> Span:
    """The span without the white space at both of its ends; empty at `end` where there is nothing else."""
    first = skip_space(text, start, end)
    return Span(first, first + len(text[first:end].rstrip()))


def skip_space(text: str, start: int, end: int) -> int:
    """Where the first character that is no white space stands, or `end`."""
    found = _INK.search(text, start, end)
    return found.start() if found else end


def cut_span(text: str, span: Span, limit: int) -> list[Span]:
    """Pieces of at most `limit` characters, about equally long, trimmed, none empty."""
    pieces: list[Span] = []
    start, end = span
    while end - start > limit:
        place = _place(text, start, end, limit)
        pieces.append(trim(text, start, place))
        start = skip_space(text, place, end)
    pieces.append(trim(text, start, end))
    return [piece for piece in pieces if piece.start < piece.end]


def _place(text: str, start: int, end: int, limit: int) -> int:
    """Where to end the first piece of a span that is longer than the limit."""
    count = -(-(end - start) // limit)
    ideal = (end - start) // count
    last = start + max(1, min(limit, ideal * 5 // 4))
    window = text[start + ideal // 2 : last]
    for pattern in _PLACES:
        found = [match.end() for match in pattern.finditer(window)]
        if found:
            return start + ideal // 2 + min(found, key=lambda at: abs(at - (ideal - ideal // 2)))
    return _whole_character(text, start, start - (start - end) // count)  # the ideal, rounded up


def _whole_character(text: str, start: int, place: int) -> int:
    """The nearest place at or before `place` that parts no surrogate pair and no combining sequence."""
    for at in range(place, max(start, place - _LOOK_BACK), -1):
        if at >= len(text) or not _joined(text[at - 1], text[at]):
            return at
    # Longer sequences are cut, pairs never where there is room to keep one.
    pair = place - start > 1 and place < len(text) and _pair(text[place - 1], text[place])
    return place - 1 if pair else place


def _pair(before: str, after: str) -> bool:
    return "\ud800" <= before <= "\udbff" and "\udc00" <= after <= "\udfff"


def _joined(before: str, after: str) -> bool:
    """Whether the two characters are shown as one."""
    return (
        unicodedata.category(after)[0] == "M"
        or after in _JOINERS
        or before == "\u200d"
        or "\U0001f3fb" <= after <= "\U0001f3ff"
        or _pair(before, after)
        or (before == "\r" and after == "\n")
    )
