"""Answers, hits and articles as JSON: the product's contract with other programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rag.messages import Language
from rag.notes import note_text
from rag.types import Answer, Citation, DocumentInfo, Hit, ShortAnswer, Statement


def answer_json(answer: Answer) -> dict[str, Any]:
    """The JSON of `sourcier ask`."""
    language: Language = "fr" if answer.language == "fr" else "en"
    return {
        "question": answer.question,
        "searched": answer.searched,
        "language": answer.language,
        "abstained": answer.abstained,
        "answer": answer.text,
        "short_answer": answer.short.text if answer.short else None,
        "short_answer_place": _place_json(answer.short) if answer.short else None,
        "statements": [{**statement_json(s), "unknown_markers": list(s.unknown)} for s in answer.statements],
        "nearest": [citation_json(c) for c in answer.nearest],
        "hits": hits_json(answer.hits),
        "confidence": round(answer.confidence, 4),
        "answerer": answer.answerer,
        "model": answer.model or None,
        "notes": [{"kind": note.kind, "text": note_text(note, language)} for note in answer.notes],
        "timings_ms": dict(answer.timings_ms),
    }


def statement_json(statement: Statement) -> dict[str, Any]:
    """A statement with its verdict and its citations."""
    return {
        "text": statement.text,
        "verdict": statement.verdict,
        "citations": [citation_json(c) for c in statement.citations],
    }


def _place_json(short: ShortAnswer) -> dict[str, Any]:
    return {
        "document_id": short.document_id,
        "start": short.start,
        "end": short.end,
        "language": short.language,
    }


def citation_json(citation: Citation) -> dict[str, Any]:
    """A citation with its exact span."""
    return {
        "marker": citation.marker,
        "document_id": citation.document_id,
        "title": citation.title,
        "source": citation.source,
        "date": citation.date.isoformat() if citation.date else None,
        "url": citation.url,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        "language": citation.language,
        "verdict": citation.verdict,
        "missing": list(citation.missing),
        "contradicts": citation.contradicts,
    }


def hits_json(hits: Sequence[Hit]) -> list[dict[str, Any]]:
    """The JSON of `sourcier search`, best first."""
    return [
        {
            "document_id": hit.document.id,
            "passage_id": hit.passage.id,
            "title": hit.document.title,
            "start": hit.passage.start,
            "end": hit.passage.end,
            "text": hit.passage.text,
            "language": hit.passage.language,
            "score": round(hit.score, 4),
            "duplicates": [_duplicate_json(other) for other in hit.duplicates],
        }
        for hit in hits
    ]


def _duplicate_json(hit: Hit) -> dict[str, Any]:
    return {
        "document_id": hit.document.id,
        "passage_id": hit.passage.id,
        "start": hit.passage.start,
        "end": hit.passage.end,
        "title": hit.document.title,
    }


def document_json(info: DocumentInfo) -> dict[str, Any]:
    """The JSON of an article in `sourcier list`."""
    return {
        "document_id": info.id,
        "title": info.title,
        "language": info.language,
        "date": info.date.isoformat() if info.date else None,
        "source": info.source,
        "url": info.url,
        "origin": info.origin,
        "characters": info.characters,
        "passages": info.passages,
    }
