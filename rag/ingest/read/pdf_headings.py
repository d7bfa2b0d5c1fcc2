"""Which lines of a PDF are headings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rag.ingest.read.pdf_pages import PART, Page

MAX_HEADING_CHARACTERS = 160
MAX_HEADING_LINES = 4

_NUMBERED = re.compile(r"^(?:\d{1,2}|[A-Z])((?:\.\d{1,2})*)\.?[ \u00a0]+\S")
_FOLD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page, or a heading of one line or more joined. `level` is 0 for text."""

    text: str
    page: int
    level: int = 0


def mark_headings(pages: list[Page], nodes: Sequence[Mapping[str, Any]], contents: list[str]) -> list[Line]:
    """All lines in order; headings joined and given levels.

    Headings are what the layout analysis says (`nodes`) and what the table of contents lists (`contents`). The
    analysis rewrites characters (ligatures, apostrophes), so it only tells where headings are; the words are those
    of the page.
    """
    found = _headings_by_page(nodes)
    # Without its number an entry such as "Notes" might be any line.
    listed = {_fold(title): 1 for title in contents if _NUMBERED.match(title) and _is_likely(title)}
    lines: list[Line] = []
    for index, page in enumerate(pages):
        lines += _mark_page(page, index, found.get(index + 1, {}), listed)
    return _join_parts(lines)


def _headings_by_page(nodes: Sequence[Mapping[str, Any]]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    for node in nodes:
        content, page = node["content"], node.get("page")
        if content["node_type"] in ("heading", "title") and page and _is_likely(content["text"]):
            found.setdefault(page, {})[_fold(content["text"])] = max(1, int(content.get("level", 1)))
    return found


def _fold(text: str) -> str:
    return _FOLD.sub("", text).casefold()


def _is_likely(text: str) -> bool:
    letters = sum(map(str.isalpha, text))
    return len(text) <= MAX_HEADING_CHARACTERS and letters > 1 and not text.rstrip().endswith((",", ";", ":", "."))


def _mark_page(page: Page, index: int, found: dict[str, int], listed: dict[str, int]) -> list[Line]:
    lines: list[Line] = []
    position = 0
    while position < len(page):
        count, level = _match(page, position, found, listed)
        text = " ".join(page[position : position + max(count, 1)])
        lines.append(Line(text, index, _level(text, level) if count else 0))
        position += max(count, 1)
    return lines


def _match(page: Page, position: int, found: dict[str, int], listed: dict[str, int]) -> tuple[int, int]:
    """How many lines from here are a heading and its level; (0, 0) for none. The longest heading counts."""
    text, best = "", (0, 0)
    for count, line in enumerate(page[position : position + MAX_HEADING_LINES], 1):
        text += _fold(line)
        level = found.get(text) or listed.get(text)
        if text and level:
            best = (count, level)
    return best


def _level(text: str, level: int) -> int:
    """The depth of its number, "4.4.1" being 3, is surer than the size of its letters."""
    match = _NUMBERED.match(text)
    return match[1].count(".") + 1 if match else level


def _join_parts(lines: list[Line]) -> list[Line]:
    """One heading for what is set on lines of its own: "CHAPTER", "ONE" and the title."""
    joined: list[Line] = []
    for line in lines:
        last = joined[-1] if joined else None
        if last and last.level and line.level and last.page == line.page and PART.match(last.text):
            joined[-1] = Line(f"{last.text} {line.text}", last.page, 1)
        else:
            joined.append(line)
    return joined
