"""The lines of a PDF to paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rag.ingest.read.base import Block
from rag.ingest.read.pdf_headings import Line
from rag.ingest.read.pdf_words import Words

FULL_SHARE = 0.75
"""A line this much as long as the long lines of its page goes on in the next one."""

FULL_SENTENCE_SHARE = 0.88
"""So does one that ends a sentence, where it is this long: the paragraph may go on."""

SMALL_SHARE = 0.5
"""So does one of at least this length before a small letter, where it ends no sentence."""

NARROW = 25
"""In characters: on a page whose long lines are shorter, such as a list of words, no line is full."""

_BULLET = re.compile(r"^(?:[•‣▪◦●○■□➢✓∗*\uf0b7]|[–—-](?=[ \u00a0]))[ \u00a0]*(?=\S)")
_NUMBER = re.compile(r"^(?:\(?\d{1,2}[.)]|[a-z]\))[ \u00a0]+\S")
_TERMINAL = re.compile(r"[.!?…:;][»”\")\]\u00a0 ]*$")


@dataclass(slots=True)
class _Run:
    """Lines joined to one so far. `tail` is the length of the last of them, `width` that of its page's long lines."""

    text: str
    page: int
    tail: int
    width: int

    @property
    def ended(self) -> bool:
        return bool(_TERMINAL.search(self.text))


def pdf_blocks(lines: list[Line]) -> list[Block]:
    """Paragraphs, lists and headings. Words that were divided at line ends are whole again."""
    words = Words(line.text for line in lines)
    widths = _widths(lines)
    blocks: list[Block] = []
    current: list[_Run] = []
    for line in lines:
        if line.level:
            blocks += [*_finish(current, words), Block(words.mend(line.text), level=line.level)]
            current = []
            continue
        last = current[-1] if current else None
        run = _Run(line.text, line.page, len(line.text), widths[line.page])
        if last and _goes_on(last, line):
            run.text = words.join_lines(last.text, line.text)
            current[-1] = run
        elif last and not _starts_block(last, line):
            current.append(run)
        else:
            blocks += _finish(current, words)
            current = [run]
    return blocks + _finish(current, words)


def _widths(lines: Iterable[Line]) -> dict[int, int]:
    """For each page the length of its long lines: the ninth of ten, in order of length."""
    lengths: dict[int, list[int]] = {}
    for line in lines:
        lengths.setdefault(line.page, []).append(len(line.text))
    return {page: sorted(found)[int(0.9 * (len(found) - 1))] for page, found in lengths.items()}


def _goes_on(run: _Run, line: Line) -> bool:
    """Whether a line belongs to the same paragraph as what stands before it."""
    if _is_item(line.text):
        return False
    small = line.text[:1].islower()
    if small and (
        run.text.endswith(("-", "\x02", "\u2010")) or (not run.ended and run.tail >= SMALL_SHARE * run.width)
    ):
        return True
    if line.page != run.page or run.width < NARROW:
        return False
    return run.tail >= (FULL_SENTENCE_SHARE if run.ended else FULL_SHARE) * run.width


def _is_item(text: str) -> bool:
    return bool(_BULLET.match(text) or _NUMBER.match(text))


def _starts_block(run: _Run, line: Line) -> bool:
    """Whether a line that does not go on is a new paragraph; else it is a new line, as in code, lists, addresses."""
    if _is_item(line.text):
        return not _is_item(run.text)
    return run.ended or line.page != run.page or _is_item(run.text)


def _finish(runs: list[_Run], words: Words) -> list[Block]:
    if not runs:
        return []
    return [Block("\n".join(_BULLET.sub("• ", words.mend(run.text)) for run in runs))]
