"""The pages of a PDF without what is printed around the text: headers, footers, page numbers, contents."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import partial

EDGE_LINES = 2
"""How many lines at the top and at the bottom of a page may be running headers or footers."""

REPEATED_SHARE = 0.3
MIN_PAGES = 3
"""A line at the edge of at least this share of the pages, and of this many, is not part of the text."""

CONTENTS_SHARE = 0.4
"""A page with dot leaders in this share of its lines is a page of contents."""

_NUMBER = r"(?:\d{1,4}|[ivxlc]{1,7})"
_PAGE_MARK = re.compile(
    rf"^(?:page\s+|p\.\s*|[-–—]\s*)?{_NUMBER}(?:\s*(?:/|of|sur|de)\s*\d{{1,4}})?(?:\s*[-–—])?$", re.I
)
_ENDS = re.compile(
    rf"^(?:page\s+)?{_NUMBER}(?:\s*/\s*\d+)?\s+|\s+(?:page\s+)?{_NUMBER}(?:\s*(?:/|of|sur)\s*\d+)?$", re.I
)
_ENDING_NUMBER = re.compile(r"(?:^|\s)(\d{1,4})(?:\s*(?:/|of|sur|de)\s*\d{1,4})?$")
_STARTING_NUMBER = re.compile(r"^(\d{1,4})(?:\s*(?:/|of|sur|de)\s*\d{1,4})?(?=\s|$)")
_LEADER = re.compile(r"(?:\.[ \u00a0]?){5,}|…{2,}|(?:_{2,}[ ]?){4,}")
_CONTENTS_LINE = re.compile(r"(?:(?:\.[ \u00a0]?){5,}|…{2,})\s*(?:\d{1,4}|[ivxlc]{1,7})?\s*$", re.I)
_CONTENTS_TITLE = re.compile(r"^(?:table des matières|sommaire|(?:table of )?contents)$", re.I)

PART = re.compile(r"^(?:chapter|chapitre|part|partie|appendix|annexe)\b[ \u00a0]*[\w.]{0,10}$", re.IGNORECASE)
"""What announces a chapter on a line of its own."""

Page = list[str]


def page_lines(content: str) -> Page:
    """The lines of a page that have text, each with single spaces; U+0002 marks a hyphen at a line end."""
    lines = re.split(r"\r\n?|\n|\x0b|\x0c", content)
    return [text for line in lines if (text := re.sub(r"[ \t]+", " ", line).strip())]


def _signature(line: str) -> str:
    """The line without a page number at either end."""
    return "" if _PAGE_MARK.match(line) else _ENDS.sub("", line).casefold().strip()


def without_furniture(pages: list[Page]) -> list[Page]:
    """The pages without running headers, footers and page numbers."""
    repeated = _repeated(pages)
    offset = _page_offset(pages)
    return [_peel(page, partial(_is_furniture, index, repeated, offset)) for index, page in enumerate(pages)]


def _peel(page: Page, is_furniture: Callable[[str], bool]) -> Page:
    """The page without such lines at its top and bottom, from the outside in."""
    start, end = 0, len(page)
    while start < min(EDGE_LINES, end) and is_furniture(page[start]):
        start += 1
    while end > max(start, len(page) - EDGE_LINES) and is_furniture(page[end - 1]):
        end -= 1
    return page[start:end]


def _edge_indices(page: Page) -> list[int]:
    count = len(page)
    return sorted({*range(min(EDGE_LINES, count)), *range(max(0, count - EDGE_LINES), count)})


def _repeated(pages: list[Page]) -> set[str]:
    counts = Counter(s for page in pages for s in {_signature(page[i]) for i in _edge_indices(page)} if s)
    least = max(MIN_PAGES, REPEATED_SHARE * len(pages))
    return {signature for signature, count in counts.items() if count >= least}


def _page_offset(pages: list[Page]) -> int | None:
    """What to take from a page's place in the file to get the number printed on it; None where none is printed."""
    counts: Counter[int] = Counter()
    for index, page in enumerate(pages):
        counts.update({index - n for i in _edge_indices(page) for n in _numbers(page[i])})
    offset, count = counts.most_common(1)[0] if counts else (0, 0)
    return offset if count >= max(MIN_PAGES, 0.5 * len(pages)) else None


def _numbers(line: str) -> set[int]:
    matches = (_ENDING_NUMBER.search(line), _STARTING_NUMBER.match(line))
    return {int(match[1]) for match in matches if match}


def _is_furniture(index: int, repeated: set[str], offset: int | None, line: str) -> bool:
    if _signature(line) in repeated:
        return True
    if offset is not None:
        # The pages before the first numbered one have Roman numbers or none.
        front = index <= offset + 1 and not any(map(str.isdigit, line)) and bool(_PAGE_MARK.match(line))
        return front or ((index - offset) in _numbers(line) and not PART.match(line))
    return False


def without_contents(pages: list[Page]) -> tuple[list[Page], list[str]]:
    """The pages without the entries of tables of contents, which dot leaders tell; and the titles in the entries."""
    titles: list[str] = []
    return [_without_contents(page, titles) for page in pages], titles


def _without_contents(page: Page, titles: list[str]) -> Page:
    entries = [i for i, line in enumerate(page) if _CONTENTS_LINE.search(line)]
    titles += [_CONTENTS_LINE.sub("", page[i]).strip() for i in entries]
    if len(entries) < 3 or len(entries) < CONTENTS_SHARE * len(page):
        return [_LEADER.sub(" … ", line) for line in page if not _is_entry(line)]
    first, last = entries[0], entries[-1]
    # Chapters often stand among the entries without leaders: "2 Premiers pas 6".
    while first and (_ENDING_NUMBER.search(page[first - 1]) or _CONTENTS_TITLE.match(page[first - 1])):
        first -= 1
    while last + 1 < len(page) and _ENDING_NUMBER.search(page[last + 1]):
        last += 1
    return page[:first] + page[last + 1 :]


def _is_entry(line: str) -> bool:
    match = _CONTENTS_LINE.search(line)
    return bool(match and any(map(str.isdigit, match[0])))
