"""Characters and spaces: what is left of a text when only what a reader sees is kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from rag.ingest.read.base import Block
from rag.types import Heading, Span

_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNCLEAN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]"
)
"""Any of these: most texts have none, and are looked at once."""
_SPACES = re.compile(r"[ \t]+")
_SPACED_LINE_END = re.compile(r"[ \t]*\n[ \t]*")
_AT_ONCE = 1000
"""Characters that are looked at for one that is seen."""
_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")


def clean_characters(text: str) -> str:
    """NFC text with a line feed at each line end, without control characters, soft hyphens and other invisible marks.

    Non-breaking spaces stay: French typography sets them before `:`, `;`, `!`, `?` and inside « ».
    """
    if _UNCLEAN.search(text):
        text = _SURROGATE.sub("\ufffd", _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text)))
    return unicodedata.normalize("NFC", text)


def one_line(text: str) -> str:
    """The text on one line, with single spaces."""
    return _SPACES.sub(" ", clean_characters(text).replace("\n", " ")).strip()


def visible(text: str) -> bool:
    """Whether anything is left of the text on one line. Looks no further than it must."""
    return any(one_line(text[start : start + _AT_ONCE]) for start in range(0, len(text), _AT_ONCE))


def squeeze(text: str) -> str:
    """The text with single spaces and its line ends kept, without blank lines."""
    text = _SPACED_LINE_END.sub("\n", _SPACES.sub(" ", clean_characters(text)))
    return _BLANK_LINES.sub("\n", text).strip()


def keep_layout(text: str) -> str:
    """Code and the like: spaces stay, spaces at line ends go, and so do all but one of several blank lines."""
    text = "\n".join(line.rstrip(" ") for line in clean_characters(text).expandtabs(4).split("\n"))
    lines = _BLANK_LINES.sub("\n\n", text).strip("\n").rstrip()
    return lines if lines.strip() else ""


def assemble(blocks: Iterable[Block]) -> tuple[str, tuple[Heading, ...]]:
    """The text of the blocks, one blank line between them, and where in it the headings are."""
    parts: list[str] = []
    headings: list[Heading] = []
    position = 0
    for block in blocks:
        if block.level:
            text = one_line(block.text)
        else:
            text = keep_layout(block.text) if block.verbatim else squeeze(block.text)
        if not text:
            continue
        if block.level:
            headings.append(Heading(Span(position, position + len(text)), min(block.level, 6)))
        parts.append(text)
        position += len(text) + 2
    return "\n\n".join(parts), tuple(headings)
