"""Whether a citation is what it says: the quotation stands at its span, and the statement says no more than it."""

from __future__ import annotations

from collections.abc import Iterable

from rag.ports import Texts
from rag.types import Citation, Verdict


class SpanVerifier:
    """For statements that are quotations. What does not stand word for word at its place is unsupported."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def verify(self, statement: str, citation: Citation) -> Verdict:
        """`supported` when the source holds the quotation at the span and the quotation holds the statement."""
        try:
            text = self._texts.document(citation.document_id).text
        except KeyError:
            return "unsupported"
        inside = 0 <= citation.start < citation.end <= len(text)
        exact = inside and text[citation.start : citation.end] == citation.quote
        return "supported" if exact and one_line(statement) in one_line(citation.quote) else "unsupported"


def one_line(text: str) -> str:
    """Runs of white space, line ends among them, as one space. Non-breaking spaces count as spaces."""
    return " ".join(text.split())


def best_verdict(verdicts: Iterable[Verdict]) -> Verdict:
    """That of a statement by those of its citations: it stands on the best of them. With none it is unsupported."""
    found = set(verdicts)
    return "supported" if "supported" in found else "weak" if "weak" in found else "unsupported"
