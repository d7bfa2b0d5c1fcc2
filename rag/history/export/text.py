"""An answer as plain text that is pasted elsewhere, with its references below it."""

from __future__ import annotations

from rag.history.export.outline import outline, reference
from rag.history.export.texts import EXPORT
from rag.history.values import KeptExchange, on_one_line
from rag.messages import Language
from rag.types import Citation


def exchange_text(kept: KeptExchange, language: Language) -> str:
    """The statements, or the refusal, with their markers, then a line for each reference."""
    told = outline(kept, language)
    said = [on_one_line(one.text) for one in told.said] or [told.refusal]
    citations = {one.number: one for one in told.references}
    known = kept.answer.nearest if kept.answer is not None and kept.answer.abstained else kept.citations
    lines = {c.marker: reference_text(c, language) for c in reversed(known) if c.marker in citations}
    below = [told.heading, *(lines[number] for number in citations)] if citations else []
    return "\n".join([*said, *(["", *below] if below else [])])


def reference_text(citation: Citation, language: Language) -> str:
    """Number, title, source, date, address and quotation on one line."""
    one = reference(citation, language)
    where = ". ".join(on_one_line(part) for part in (f"{one.title}, {one.origin}", one.url) if part)
    return f"[{one.number}] {where}. {EXPORT[language].quoted.format(quote=on_one_line(one.quote))}"
