"""What a window says against a statement by its wording: a negation on one side only, or an opposite."""

from __future__ import annotations

from typing import Literal

from rag.answer.check.align import Links
from rag.answer.check.analysed import Analysed
from rag.answer.check.flat import flat
from rag.answer.check.polarity import Side, denied_root
from rag.answer.check.window import Window
from rag.types import Span

_NEAR = 45
"""Characters within which a word belongs to another."""
_IN_SCOPE, _BEFORE = 12, 30


Contrary = Literal["", "doubtful", "contrary"]


def contradicted(window: Window) -> Contrary:
    """Whether one of the two denies what the other says, or says its opposite; doubtful where both deny something."""
    if opposed(window):
        return "contrary"
    if not denied(window):
        return ""
    both = window.statement.negations and any(part.negations for part in window.parts)
    return "doubtful" if both else "contrary"


def denied(window: Window) -> bool:
    """Whether one of the two denies what the other says."""
    return _only_stated(window) or any(_only_in_source(link, window) for link in window.links)


def _only_stated(window: Window) -> bool:
    """A negation of the statement that the window has nothing for."""
    for negation in window.statement.negations:
        for i in _words_in(window.statement, negation.scope):
            if aligned := _sayers(i, window):
                if not any(_denies(link.part, window.statement, i, j) for link, j in aligned):
                    return True
                break  # the first word that is spoken of is what is denied
    return False


def _only_in_source(link: Links, window: Window) -> bool:
    """A negation of a part, of what the statement says without one."""
    for negation in link.part.negations:
        for j in _words_in(link.part, negation.scope)[:2]:
            ours = [i for i in link.sources(j) if (link, j) in _sayers(i, window)]
            if ours:
                if not any(_denies(window.statement, link.part, j, i) for i in ours):
                    return True
                break
    return False


def _sayers(word: int, window: Window) -> list[tuple[Links, int]]:
    """The words of the window that say what a word of the statement says, where it says so best."""
    best = float(window.best[word]) - 0.02
    return [(link, j) for link in window.links for j in link.partners(word) if float(link.table[word, j]) >= best]


def _words_in(text: Analysed, scope: Span) -> list[int]:
    return [i for i, w in enumerate(text.words) if scope.start <= w.span.start < scope.end]


def _denies(text: Analysed, other: Analysed, theirs: int, ours: int) -> bool:
    """Whether a text denies its word `ours`: by a negation, by a word that implies one, or by the word itself."""
    span, their_span = text.words[ours].span, other.words[theirs].span
    if any(_close(span, n.scope, _IN_SCOPE) for n in text.negations):
        return True
    # « renoncer » denies what follows it, but not « renoncer » itself.
    same = any(_close(their_span, s, 0) for s in other.implied)
    if any(_implies(s, span) and not (same and _close(span, s, 0)) for s in text.implied):
        return True
    root = denied_root(flat(text.words[ours].raw))
    if root and root[:4] == flat(other.words[theirs].raw)[:4]:
        return True
    opposite = {(s.pair, 1 - s.side) for s in text.sides if _close(span, s.span, _NEAR)}
    return any((s.pair, s.side) in opposite for s in other.sides if _close(their_span, s.span, _NEAR))


def _implies(word: Span, span: Span) -> bool:
    """Whether a word stands so that it may deny what is at a span: before it, or right after."""
    return -1 <= span.start - word.end <= _BEFORE or -1 <= word.start - span.end <= _IN_SCOPE or _close(word, span, 0)


def _close(one: Span, other: Span, distance: int) -> bool:
    return one.start - other.end <= distance and other.start - one.end <= distance


def opposed(window: Window) -> bool:
    """Whether the window has the opposite of a word of the statement where the statement has that word."""
    present = {(s.pair, s.side) for part in window.parts for s in part.sides}
    stated = {(s.pair, s.side) for s in window.statement.sides}
    for side in window.statement.sides:
        opposite = (side.pair, 1 - side.side)
        if (side.pair, side.side) in present or opposite not in present or opposite in stated:
            continue
        for link in window.links:
            if any(_in_place(link, side, s) for s in link.part.sides if (s.pair, s.side) == opposite):
                return True
    return False


def _in_place(link: Links, side: Side, other: Side) -> bool:
    """Whether the words around the one stand around the other, and as many negations with them."""
    words = link.statement.words
    near = [i for i, w in enumerate(words) if _close(w.span, side.span, _NEAR) and w.span != side.span]
    near += [i for i in near if words[i].is_number]  # one number in both says more than one word
    there = [i for i in near if any(_close(link.part.words[j].span, other.span, _NEAR) for j in link.partners(i))]
    ours = any(_close(side.span, n.scope, 0) for n in link.statement.negations)
    theirs = any(_close(other.span, n.scope, 0) for n in link.part.negations)
    return bool(there) and 2 * len(there) >= len(near) and ours == theirs
