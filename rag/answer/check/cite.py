"""What a judge found, as the citations of a statement."""

from __future__ import annotations

from collections.abc import Sequence

from rag.types import Citation, Statement, Support

MOST = 3
"""Citations of a statement: what supports it best, and what speaks against it."""


def cited(support: Support, marker: int) -> Citation:
    """The place of a support as a citation."""
    info = support.hit.document
    return Citation(
        marker=marker, document_id=info.id, title=info.title, source=info.source, start=support.span.start,
        end=support.span.end, quote=support.quote, verdict=support.verdict, language=support.hit.passage.language,
        date=info.date, url=info.url, missing=support.missing, contradicts=support.contradicts,
    )  # fmt: skip


def telling(supports: Sequence[Support]) -> list[Support]:
    """Those worth showing: the first, what holds as much as it does, and what contradicts; at most `MOST`."""
    if not supports:
        return []
    first, *rest = supports
    others = [s for s in rest if s.contradicts or s.verdict == first.verdict != "unsupported"]
    return [first, *others][:MOST]


def stated(text: str, supports: Sequence[Support], markers: Markers) -> Statement:
    """The statement with its verdict and its citations. With no support at all it is unsupported."""
    citations = tuple(cited(s, markers.of(s)) for s in telling(supports))
    return Statement(text, citations, supports[0].verdict if supports else "unsupported")


class Markers:
    """Numbers for quotations, from 1 in the order of their first appearance; one place has one number."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int, int], int] = {}

    def of(self, support: Support) -> int:
        """The number of its place."""
        return self._known.setdefault((support.hit.document.id, *support.span), len(self._known) + 1)
