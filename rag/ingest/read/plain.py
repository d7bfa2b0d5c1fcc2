"""Plain text: paragraphs, and the lines of those that a machine wrapped joined again."""

from __future__ import annotations

import re
import textwrap
from itertools import pairwise

from rag.ingest.read.base import Block, Draft
from rag.ingest.read.clean import clean_characters

WRAP_MIN, WRAP_MAX = 50, 120
"""A text whose longest line is shorter or longer than this, in characters, was not wrapped at a fixed width."""

WRAPPED_SHARE = 0.6
"""At least this share of the line ends inside paragraphs must be where a fixed width puts them."""

_PARAGRAPH_END = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_MARKER = re.compile(r"(?:[-*•–—‣▪◦+]|\(?\d{1,3}[.)]|[a-z]\))\s")


def read_text(text: str) -> Draft:
    """The paragraphs of a plain text. No headings are guessed."""
    return Draft(blocks=paragraphs(text), first_line_titles=True)


def paragraphs(text: str) -> list[Block]:
    """The blocks between blank lines. Lines are joined only where the text is clearly hard-wrapped."""
    parts = [part for part in _PARAGRAPH_END.split(clean_characters(text).expandtabs(4)) if part.strip()]
    groups = [[line.rstrip() for line in part.split("\n") if line.strip()] for part in parts]
    width = _wrap_width(groups)
    return [_block(lines, width) for lines in groups]


def _wrap_width(groups: list[list[str]]) -> int:
    """The width that the text was wrapped at, or 0 where it was not."""
    width = max((len(line) for lines in groups for line in lines), default=0)
    if not WRAP_MIN <= width <= WRAP_MAX:
        return 0
    pairs = [(a, b) for lines in groups for a, b in pairwise(lines) if not _MARKER.match(b.lstrip())]
    ends = [_is_wrapped(a, b, width) for a, b in pairs]
    return width if len(ends) > 1 and sum(ends) >= WRAPPED_SHARE * len(ends) else 0


def _is_wrapped(line: str, following: str, width: int) -> bool:
    """Whether the first word of the following line would not have fitted on this one."""
    words = following.split(None, 1)
    # Two characters of tolerance: the longest line is not always one that was filled to the brim.
    return not _MARKER.match(following.lstrip()) and len(line) + 1 + len(words[0]) > width - 2


def _block(lines: list[str], width: int) -> Block:
    if not width:
        return Block(textwrap.dedent("\n".join(lines)), verbatim=True)
    joined = lines[0].strip()
    for before, line in pairwise(lines):
        joined += (" " if _is_wrapped(before, line, width) else "\n") + line.strip()
    return Block(joined)
