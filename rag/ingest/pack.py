"""Which neighbouring pieces make one passage: the cheapest way to cut the whole row, found by dynamic programming.

A passage costs the square of how far it is from the target, in targets. A cut costs by the seam it falls on, and so
does a seam of high headings that lies within a passage. The prices say in numbers what the rules of `rag.ingest.chunk`
say in words; they are weighed against each other, which is what evens out the pieces of a long paragraph.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.ingest.atoms import Atom, Seam
from rag.types import Span

TINY_SECTION = 40
"""A section of fewer tokens may share a passage with another."""

_CUT: dict[Seam, float] = {"heading": 0.0, "paragraph": 0.02, "line": 0.6, "sentence": 1.0, "clause": 2.0}
_CUT_IN_LONG_PARAGRAPH: dict[Seam, float] = {"line": 0.05, "sentence": 0.1, "clause": 0.4}
_CUT_UNDER_HEADING = 50.0
_TAIL = 1.0  # for a passage of less than a quarter of the target
_MIX = 10.0  # for two sections of level 1 or 2 in one passage
_MIX_SMALL = 0.1  # for any other heading within a passage


def joined_small(atoms: Sequence[Atom], size: int) -> list[Atom]:
    """The pieces with runs of small ones in one section made into one of at most `size` tokens.

    It keeps the search short for texts of thousands of one-word lines.
    """
    joined: list[Atom] = []
    for atom in atoms:
        last = joined[-1] if joined else None
        tokens = last.tokens + last.gap + atom.tokens if last else 0
        if last and not atom.heading and not last.bare and tokens <= size:
            span = Span(last.span.start, atom.span.end)
            joined[-1] = replace(last, span=span, tokens=tokens, gap=atom.gap)
        else:
            joined.append(atom)
    return joined


def pack(atoms: Sequence[Atom], target: int, limit: int) -> list[Sequence[Atom]]:
    """The pieces in groups, one for each passage, of at most `limit` tokens unless one alone has more."""
    cuts, mixes = _cut_prices(atoms, limit), _mix_prices(atoms)
    best = [0.0] + [float("inf")] * len(atoms)
    begin = [0] * (len(atoms) + 1)
    for end in range(1, len(atoms) + 1):
        tokens, mixed = atoms[end - 1].tokens, 0.0
        for start in range(end - 1, -1, -1):
            if start < end - 1:
                tokens += atoms[start].tokens + atoms[start].gap
                mixed += mixes[start + 1]
                if tokens > limit:
                    break
            price = best[start] + cuts[start] + mixed + _size_price(tokens, target)
            if price < best[end]:
                best[end], begin[end] = price, start
    groups: list[Sequence[Atom]] = []
    end = len(atoms)
    while end:
        groups.append(atoms[begin[end] : end])
        end = begin[end]
    return groups[::-1]


def halves(atoms: Sequence[Atom]) -> list[Sequence[Atom]]:
    """A group in two, at its best seam and near its middle; for one that proved longer than the sum of its pieces."""
    cuts = _cut_prices(atoms, limit=0)
    middle = len(atoms) / 2
    place = min(range(1, len(atoms)), key=lambda at: (cuts[at] + 2 * abs(at - middle) / len(atoms), at))
    return [atoms[:place], atoms[place:]]


def _size_price(tokens: int, target: int) -> float:
    distance = (tokens - target) / target
    return distance * distance + (_TAIL if 4 * tokens < target else 0.0)


def _cut_prices(atoms: Sequence[Atom], limit: int) -> list[float]:
    """What a cut before each piece costs."""
    prices: list[float] = []
    for index, (atom, long) in enumerate(zip(atoms, _in_long_paragraph(atoms, limit), strict=True)):
        if index and atoms[index - 1].bare:
            price = _CUT_UNDER_HEADING
        elif long and atom.seam in _CUT_IN_LONG_PARAGRAPH:
            price = _CUT_IN_LONG_PARAGRAPH[atom.seam]
        else:
            price = _CUT[atom.seam]
        prices.append(price if index else 0.0)
    last = len(atoms)
    while last and atoms[last - 1].bare:
        last -= 1
    if 0 < last < len(atoms):
        prices[last] = _CUT_UNDER_HEADING  # headings with nothing after them stay with what is before
    return prices


def _in_long_paragraph(atoms: Sequence[Atom], limit: int) -> list[bool]:
    """Whether each piece lies in a paragraph that has to be cut."""
    sizes: list[int] = []
    paragraph = -1
    members: list[int] = []
    for atom in atoms:
        if atom.seam in {"heading", "paragraph"} or paragraph < 0:
            sizes.append(0)
            paragraph += 1
        sizes[paragraph] += atom.tokens + atom.gap
        members.append(paragraph)
    return [sizes[paragraph] > limit for paragraph in members]


def _mix_prices(atoms: Sequence[Atom]) -> list[float]:
    """What it costs to have each piece in one passage with the one before it."""
    owner, sizes = -1, []
    owners: list[int] = []
    for index, atom in enumerate(atoms):
        begins = 0 < atom.heading <= 2 and not (index and atoms[index - 1].bare)
        if begins or owner < 0:
            owner += 1
            sizes.append(0)
        sizes[owner] += atom.tokens
        owners.append(owner)
    prices: list[float] = []
    for index, atom in enumerate(atoms):
        if not index or not atom.heading or atoms[index - 1].bare:
            prices.append(0.0)
        elif owners[index] != owners[index - 1] and min(sizes[owners[index]], sizes[owners[index - 1]]) >= TINY_SECTION:
            prices.append(_MIX)
        else:
            prices.append(_MIX_SMALL)
    return prices
