"""Answers and hits as JSON and as plain text: the product's contract with other programs and with a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rag.answer.refusal import NEAREST, REFUSAL
from rag.answer.verify import one_line
from rag.messages import Language
from rag.types import Answer, Citation, DocumentInfo, Filter, Hit, ShortAnswer, Verdict


def answer_json(answer: Answer) -> dict[str, Any]:
    """The JSON of `sourcier ask`."""
    return {
        "question": answer.question,
        "searched": answer.searched,
        "language": answer.language,
        "abstained": answer.abstained,
        "answer": answer.text,
        "short_answer": answer.short.text if answer.short else None,
        "short_answer_place": _place_json(answer.short) if answer.short else None,
        "statements": [
            {"text": s.text, "citations": [citation_json(c) for c in s.citations]} for s in answer.statements
        ],
        "nearest": [citation_json(c) for c in answer.nearest],
        "hits": hits_json(answer.hits),
        "confidence": round(answer.confidence, 4),
        "answerer": answer.answerer,
        "timings_ms": dict(answer.timings_ms),
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


SEARCHED: dict[Language, str] = {"fr": "Recherché\u00a0:", "en": "Searched for:"}
"""Before what was searched for, where that is not the question as it was asked."""

IN_SHORT: dict[Language, str] = {"fr": "En bref\u00a0:", "en": "In short:"}
_MOST_OF_A_STATEMENT = 0.8
"""Of its characters: a short answer that has more of them is not worth a line of its own."""

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


def answer_text(answer: Answer, where: Filter | None = None) -> str:
    """For a terminal: the statements with their markers, then the sources that the markers stand for.

    An abstention under a filter, `where`, says that there was one.
    """
    language: Language = "fr" if answer.language == "fr" else "en"
    told = [f"{SEARCHED[language]} {one_line(answer.searched)}", ""] if answer.searched != answer.question else []
    if answer.abstained:
        lines = [*told, REFUSAL[language]]
        if where:
            lines.append(filter_text(where, language))
        if answer.nearest:
            lines += ["", NEAREST[language], *(_nearest(c) for c in answer.nearest)]
        return "\n".join(lines)
    lines = [*told, f"{IN_SHORT[language]} {short}", ""] if (short := short_text(answer)) else told
    for statement in answer.statements:
        markers = "".join(f"[{c.marker}]" for c in statement.citations)
        labels = dict.fromkeys(quoted_in(c.language, language) for c in statement.citations)
        found = {c.verdict for c in statement.citations}
        verdicts = [text for verdict, text in _VERDICTS[language].items() if verdict in found]
        notes = ", ".join(note for note in (*labels, *verdicts) if note)
        lines.append(f"{statement.text} {markers}" + (f" ({notes})" if notes else ""))
    lines.append("")
    return "\n".join(lines + [f"[{c.marker}] {place_text(c)}" for c in answer.citations])


_FILTER: dict[Language, dict[str, str]] = {
    "fr": {
        "set": "Un filtre était actif ; seul ce qu’il laisse passer a été examiné : {parts}.", "between": " ; ",
        "languages": "langue {}", "documents": "article {}", "sources": "source {}",
        "date_from": "à partir du {}", "date_to": "jusqu’au {}", "or": " ou ",
    },
    "en": {
        "set": "A filter was set; only what it lets through was searched: {parts}.", "between": "; ",
        "languages": "language {}", "documents": "article {}", "sources": "source {}",
        "date_from": "from {} on", "date_to": "until {}", "or": " or ",
    },
}  # fmt: skip


def filter_text(where: Filter, language: Language) -> str:
    """A sentence that says that a filter was set, and which."""
    words = _FILTER[language]
    many = {"languages": where.languages, "sources": where.sources, "documents": where.documents}
    parts = [words[name].format(words["or"].join(values)) for name, values in many.items() if values]
    dates = {"date_from": where.date_from, "date_to": where.date_to}
    parts += [words[name].format(date) for name, date in dates.items() if date]
    return words["set"].format(parts=words["between"].join(parts))


def short_text(answer: Answer) -> str:
    """The words that answer, on one line; "" where there are none, or where the first statement says no more."""
    if answer.short is None:
        return ""
    short, first = (one_line(text) for text in (answer.short.text, answer.statements[0].text))
    return "" if len(short) > _MOST_OF_A_STATEMENT * len(first) else short


_SHOWN_OF_PASSAGE = 300
_LANGUAGES: dict[Language, dict[str, str]] = {
    "fr": {"fr": "français", "en": "anglais"},
    "en": {"fr": "French", "en": "English"},
}
_ALSO_IN: dict[Language, str] = {"fr": "aussi dans : ", "en": "also in: "}


def hits_text(hits: Sequence[Hit], language: Language) -> str:
    """For a terminal: the passages by rank, each with its score as a percentage and what else says the same."""
    lines = []
    for rank, hit in enumerate(hits, 1):
        spoken = _LANGUAGES[language].get(hit.passage.language, hit.passage.language)
        text = " ".join(hit.passage.text.split())
        shown = text[:_SHOWN_OF_PASSAGE] + ("…" if len(text) > _SHOWN_OF_PASSAGE else "")
        lines.append(f"{rank}. {_spot(hit)}")
        lines.append(f"   {percent(hit.score, language)} · {spoken} · {shown}")
        if hit.duplicates:
            lines.append(f"   {_ALSO_IN[language]}{'; '.join(_spot(other) for other in hit.duplicates)}")
    return "\n".join(lines)


def percent(share: float, language: Language) -> str:
    """A share in [0, 1] as a whole percentage, with the space before the sign that French sets."""
    return f"{100 * share:.0f}\u00a0%" if language == "fr" else f"{100 * share:.0f}%"


def _spot(hit: Hit) -> str:
    return f"{hit.document.title} — {hit.document.id}:{hit.passage.start}-{hit.passage.end}"


def place_text(citation: Citation) -> str:
    """Where a quotation stands: title, source and date, then the article's id and the span."""
    parts = [citation.title, citation.source, citation.date.isoformat() if citation.date else ""]
    return ", ".join(p for p in parts if p) + f" — {citation.document_id}:{citation.start}-{citation.end}"


def _nearest(citation: Citation) -> str:
    return f"  – {' '.join(citation.quote.split())}\n    {place_text(citation)}"
