"""Answers and hits as plain text, for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.refusal import NEAREST, REFUSAL
from rag.answer.verify import one_line
from rag.messages import Language
from rag.notes import note_text
from rag.types import Answer, Citation, Filter, Hit, Statement, Verdict

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
    other = {"fr": f"cité en « {citation_language} »", "en": f"quoted in “{citation_language}”"}
    return _QUOTED_IN[language].get(citation_language, other[language])


_VERDICTS: dict[Language, dict[Verdict, str]] = {
    "fr": {"weak": "appui faible", "unsupported": "non appuyé par la source"},
    "en": {"weak": "weak support", "unsupported": "not supported by the source"},
}


CONTRADICTED: dict[Language, str] = {"fr": "contredit par la source", "en": "contradicted by the source"}
MISSING: dict[Language, str] = {"fr": "absent de la source\u00a0: {}", "en": "not in the source: {}"}
NOT_BY: dict[Language, str] = {"fr": "pas par {}", "en": "not by {}"}
UNKNOWN_MARKERS: dict[Language, str] = {"fr": "renvoi inconnu\u00a0: {}", "en": "unknown marker: {}"}


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
        lines += _notes(answer, language)
        return "\n".join(lines)
    lines = [*told, f"{IN_SHORT[language]} {short}", ""] if (short := short_text(answer)) else told
    lines += [statement_text(statement, language) for statement in answer.statements]
    lines += sources_text(answer, language)
    return "\n".join(lines)


def statement_text(statement: Statement, language: Language) -> str:
    """A statement with its markers, and what is to be said of them: the language quoted, what is not supported."""
    markers = "".join(f"[{c.marker}]" for c in statement.citations)
    notes = [quoted_in(c.language, language) for c in statement.citations]
    if statement.verdict != "supported":
        against = any(c.contradicts for c in statement.citations)
        notes.append(CONTRADICTED[language] if against else _VERDICTS[language][statement.verdict])
    missing = [one for c in statement.citations[:1] for one in c.missing if statement.verdict != "supported"]
    notes += [MISSING[language].format(", ".join(missing))] if missing else []
    notes += [UNKNOWN_MARKERS[language].format(", ".join(statement.unknown))] if statement.unknown else []
    bad = [c.marker for c in statement.citations if c.verdict == "unsupported"]
    if bad and statement.verdict != "unsupported":
        notes.append(NOT_BY[language].format("".join(f"[{marker}]" for marker in bad)))
    told = ", ".join(dict.fromkeys(note for note in notes if note))
    return f"{statement.text} {markers}".rstrip() + (f" ({told})" if told else "")


def sources_text(answer: Answer, language: Language) -> list[str]:
    """What the markers stand for, a line each, and the notes of the answer, with an empty line before each of the two.

    Empty where there is neither.
    """
    sources = [f"[{c.marker}] {place_text(c)}" for c in numbered(answer.citations)]
    return [*(["", *sources] if sources else []), *_notes(answer, language)]


def numbered(citations: Sequence[Citation]) -> list[Citation]:
    """One for each marker: two statements may stand on one quotation, each with a verdict of its own."""
    return list({c.marker: c for c in reversed(citations)}.values())[::-1]


def _notes(answer: Answer, language: Language) -> list[str]:
    notes = [note_text(note, language) for note in answer.notes]
    return ["", *notes] if notes else []


_FILTER: dict[Language, dict[str, str]] = {
    "fr": {
        "set": "Un filtre était actif ; seul ce qu’il laisse passer a été examiné : {parts}.", "between": " ; ",
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
_ALSO_IN: dict[Language, str] = {"fr": "aussi dans : ", "en": "also in: "}


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
