"""Answers and hits as JSON and as plain text: the product's contract with other programs and with a terminal."""

from __future__ import annotations

from typing import Any

from rag.answer.refusal import NEAREST, REFUSAL
from rag.messages import Language
from rag.types import Answer, Citation, DocumentInfo, Hit, Verdict


def answer_json(answer: Answer) -> dict[str, Any]:
    """The JSON of `sourcier ask`."""
    return {
        "question": answer.question,
        "language": answer.language,
        "abstained": answer.abstained,
        "answer": answer.text,
        "statements": [
            {"text": s.text, "citations": [citation_json(c) for c in s.citations]} for s in answer.statements
        ],
        "nearest": [citation_json(c) for c in answer.nearest],
        "hits": hits_json(answer.hits),
        "confidence": round(answer.confidence, 4),
        "answerer": answer.answerer,
        "timings_ms": dict(answer.timings_ms),
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
    }


def hits_json(hits: tuple[Hit, ...] | list[Hit]) -> list[dict[str, Any]]:
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
        }
        for hit in hits
    ]


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


_QUOTED_IN: dict[Language, dict[str, str]] = {
    "fr": {"fr": "cité en français", "en": "cité en anglais"},
    "en": {"fr": "quoted in French", "en": "quoted in English"},
}


def quoted_in(citation_language: str, language: Language) -> str:
    """The label of a quotation in another language than `language`; "" where it needs none."""
    if citation_language in {language, "und"}:
        return ""
    other = {"fr": f"cité en « {citation_language} »", "en": f"quoted in “{citation_language}”"}
    return _QUOTED_IN[language].get(citation_language, other[language])


_VERDICTS: dict[Language, dict[Verdict, str]] = {
    "fr": {"weak": "appui faible", "unsupported": "non appuyé par la source"},
    "en": {"weak": "weak support", "unsupported": "not supported by the source"},
}


def answer_text(answer: Answer) -> str:
    """For a terminal: the statements with their markers, then the sources that the markers stand for."""
    language: Language = "fr" if answer.language == "fr" else "en"
    if answer.abstained:
        lines = [REFUSAL[language]]
        if answer.nearest:
            lines += ["", NEAREST[language], *(_nearest(c) for c in answer.nearest)]
        return "\n".join(lines)
    lines = []
    for statement in answer.statements:
        markers = "".join(f"[{c.marker}]" for c in statement.citations)
        labels = dict.fromkeys(quoted_in(c.language, language) for c in statement.citations)
        found = {c.verdict for c in statement.citations}
        verdicts = [text for verdict, text in _VERDICTS[language].items() if verdict in found]
        notes = ", ".join(note for note in (*labels, *verdicts) if note)
        lines.append(f"{statement.text} {markers}" + (f" ({notes})" if notes else ""))
    lines.append("")
    return "\n".join(lines + [f"[{c.marker}] {_place(c)}" for c in answer.citations])


def _place(citation: Citation) -> str:
    parts = [citation.title, citation.source, citation.date.isoformat() if citation.date else ""]
    return ", ".join(p for p in parts if p) + f" — {citation.document_id}:{citation.start}-{citation.end}"


def _nearest(citation: Citation) -> str:
    return f"  – {' '.join(citation.quote.split())}\n    {_place(citation)}"
