"""What the tools say to models that read only text: the quotations in full, each with its exact place."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.verify import one_line
from rag.messages import Language
from rag.render import answer_text, numbered, percent
from rag.types import Answer, Document, DocumentInfo, Filter, Hit

_QUOTE: dict[Language, str] = {"fr": "«\u00a0{}\u00a0»", "en": "“{}”"}


def asked_text(answer: Answer, where: Filter | None) -> str:
    """As the terminal has it, and below it the quotations that are not sentences of the answer themselves."""
    text = answer_text(answer, where)
    said = {one_line(statement.text) for statement in answer.statements}
    quote = _QUOTE["fr" if answer.language == "fr" else "en"]
    quoted = [(c.marker, one_line(c.quote)) for c in numbered(answer.citations)]
    lines = [f"[{marker}] {quote.format(words)}" for marker, words in quoted if words not in said]
    return "\n".join([text, "", *lines]) if lines else text


def hits_text(hits: Sequence[Hit]) -> str:
    """The passages in full, best first."""
    if not hits:
        return "No passage found."
    return "\n\n".join(
        f"{rank}. {hit.document.title} — {hit.document.id}:{hit.passage.start}-{hit.passage.end} "
        f"({percent(hit.score, 'en')})\n{hit.passage.text}"
        for rank, hit in enumerate(hits, 1)
    )


def list_text(found: Sequence[DocumentInfo], total: int, offset: int) -> str:
    """A line for each article, and before them which of how many they are."""
    if not found:
        return f"{total} articles match; none from offset {offset} on."
    head = f"{total} articles match. These are {offset + 1} to {offset + len(found)}:"
    more = [f"Go on with offset={offset + len(found)}."] if offset + len(found) < total else []
    return "\n".join([head, *(info_text(info) for info in found), *more])


def info_text(info: DocumentInfo) -> str:
    """An article on one line: its id first, as tools take it."""
    known = [info.title, info.source, info.date.isoformat() if info.date else "", info.language]
    return f"{info.id} — {', '.join(part for part in known if part)}, {info.characters} characters"


def head_text(document: Document) -> str:
    """What is known of an article, before its text."""
    known = [document.source, document.date.isoformat() if document.date else "", document.language, document.url]
    return f"{document.title}\n{', '.join(part for part in known if part)}"


def read_text(document: Document, start: int, end: int) -> str:
    """A stretch of an article with its place, and where to read on."""
    place = f"{document.id}:{start}-{end} of {len(document.text)} characters"
    parts = [f"{head_text(document)}\n{place}", document.text[start:end]]
    if end < len(document.text):
        parts.append(f"Read on with start={end}.")
    return "\n\n".join(parts)
