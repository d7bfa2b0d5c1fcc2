"""A document in the smallest pieces that a passage is made of: headings and sentences, each with its tokens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from rag.text.cut import cut_span, trim
from rag.text.sentences import split_sentences
from rag.types import Document, Heading, Span

TokenCounter = Callable[[Sequence[str]], list[int]]

Seam = Literal["heading", "paragraph", "line", "sentence", "clause"]
"""What lies between a piece and the one before it."""

_ENDS = frozenset(".!?…»”\")]’'。")


@dataclass(frozen=True, slots=True)
class Atom:
    """A piece that is not cut further: its span, its tokens (at least 1) and those of the white space after it.

    `heading` is the level of the heading that the piece is or begins with, 0 for body text; `bare` says that it is
    nothing but headings.
    """

    span: Span
    seam: Seam
    heading: int = 0
    bare: bool = False
    tokens: int = 0
    gap: int = 0


def atoms_of(document: Document, count: TokenCounter, limit: int) -> list[Atom]:
    """The pieces of the document in order, covering all of its ink, none of more than `limit` tokens.

    Only a single character that is more than that by itself stays so.
    """
    text = document.text
    atoms: list[Atom] = []
    for heading, span in _stretches(text, proper_headings(document)):
        if heading:
            atoms.append(Atom(span, "heading", heading.level, bare=True))
            continue
        for sentence in split_sentences(text[span.start : span.end]):
            moved = Span(sentence.start + span.start, sentence.end + span.start)
            atoms.append(Atom(moved, _seam(text, atoms[-1].span.end if atoms else 0, moved.start)))
    return _with_gaps(text, _within(text, atoms, count, limit), count)


def proper_headings(document: Document) -> list[Heading]:
    """The headings in order, without white space around them, those left out that are empty or overlap another."""
    proper: list[Heading] = []
    for heading in sorted(document.headings, key=lambda h: h.span):
        span = trim(document.text, max(0, heading.span.start), min(heading.span.end, len(document.text)))
        if span.start < span.end and (not proper or span.start >= proper[-1].span.end):
            proper.append(Heading(span, heading.level))
    return proper


def _stretches(text: str, headings: Sequence[Heading]) -> list[tuple[Heading | None, Span]]:
    """The headings and the body text between them."""
    stretches: list[tuple[Heading | None, Span]] = []
    at = 0
    for heading in headings:
        stretches += [(None, Span(at, heading.span.start)), (heading, heading.span)]
        at = heading.span.end
    return [*stretches, (None, Span(at, len(text)))]


def _seam(text: str, end: int, start: int) -> Seam:
    gap = text[end:start]
    lines = gap.count("\n") + gap.count("\r") - gap.count("\r\n")
    if lines:
        return "paragraph" if lines > 1 else "line"
    return "sentence" if text[end - 1 : end] in _ENDS else "clause"


def _within(text: str, atoms: list[Atom], count: TokenCounter, limit: int) -> list[Atom]:
    """The same pieces with their tokens, those of more than `limit` cut at clauses, else at words, else anywhere.

    A piece that follows a heading is cut shorter, so that both fit into one passage.
    """
    tokens = count([text[atom.span.start : atom.span.end] for atom in atoms]) if atoms else []
    ready = [replace(atom, tokens=max(1, number)) for atom, number in zip(atoms, tokens, strict=True)]
    while True:
        rooms = _rooms(ready, limit)
        fits = [a.tokens <= room or a.span.end - a.span.start == 1 for a, room in zip(ready, rooms, strict=True)]
        if all(fits):
            return ready
        pieces: list[Atom] = []
        for atom, room, fit in zip(ready, rooms, fits, strict=True):
            pieces += [atom] if fit else _pieces(text, atom, room)
        numbers = iter(count([text[a.span.start : a.span.end] for a in pieces if a.tokens < 0]))
        ready = [replace(a, tokens=max(1, next(numbers))) if a.tokens < 0 else a for a in pieces]


def _rooms(atoms: Sequence[Atom], limit: int) -> list[int]:
    """How many tokens each piece may have: the limit, less the headings right above it where they are short."""
    rooms, above = [], 0
    for atom in atoms:
        rooms.append(limit - above if above <= limit // 2 else limit)
        above = above + atom.tokens + 2 if atom.bare else 0
    return rooms


def _pieces(text: str, atom: Atom, room: int) -> list[Atom]:
    """The parts of one that is too long, their tokens not yet counted (-1)."""
    characters = atom.span.end - atom.span.start
    parts = -(-atom.tokens * 21 // (room * 20))  # a little more than needed: tokens are not spread evenly
    spans = cut_span(text, atom.span, max(1, -(-characters // max(2, parts))))
    first = replace(atom, span=spans[0], tokens=-1)
    return [first, *(Atom(span, "clause", 0, atom.bare, -1) for span in spans[1:])]


def _with_gaps(text: str, atoms: list[Atom], count: TokenCounter) -> list[Atom]:
    """The pieces with what the white space after each of them costs when the next is in the same passage."""
    gaps = [text[a.span.end : b.span.start] for a, b in pairwise(atoms)]
    kinds = sorted(set(gaps))
    if not kinds:
        return atoms
    # Between two letters, since a tokenizer may join a space to the word after it.
    numbers = count(["a", *(f"a{kind}a" for kind in kinds)])
    cost = {kind: max(0, number - 2 * numbers[0]) for kind, number in zip(kinds, numbers[1:], strict=True)}
    return [*(replace(a, gap=cost[gap]) for a, gap in zip(atoms, gaps, strict=False)), atoms[-1]]
