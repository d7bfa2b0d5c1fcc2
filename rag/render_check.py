"""The verdicts of a check as JSON and as plain text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from rag.answer.verify import one_line
from rag.messages import Language
from rag.render import place_text, quoted_in
from rag.render_json import statement_json
from rag.types import Citation, Statement, Verdict

_TEXTS: dict[Language, dict[str, str]] = {
    "fr": {
        "supported": "appuyée", "weak": "appui faible", "unsupported": "non appuyée",
        "nowhere": "aucun passage n’en parle",
        "missing": "absent de la source : {}", "contradicts": "la source dit autre chose", "and": " ; ",
        "quote": "« {} »",
        "sum": "Phrases appuyées : {supported}, faiblement : {weak}, non appuyées : {unsupported}{against}.",
        "against": " (dont {count} que la source contredit)",
    },
    "en": {
        "supported": "supported", "weak": "weak support", "unsupported": "unsupported",
        "nowhere": "no passage speaks of it",
        "missing": "not in the source: {}", "contradicts": "the source says otherwise", "and": "; ",
        "quote": "“{}”",
        "sum": "Sentences supported: {supported}, weakly: {weak}, unsupported: {unsupported}{against}.",
        "against": " ({count} of them contradicted by the source)",
    },
}  # fmt: skip
_MARKS: dict[Verdict, str] = {"supported": "✓", "weak": "~", "unsupported": "✗"}


def statements_json(statements: Sequence[Statement]) -> dict[str, Any]:
    """The JSON of `sourcier check`."""
    return {"statements": [statement_json(s) for s in statements]}


def statements_text(statements: Sequence[Statement], language: Language) -> str:
    """For a terminal: each statement with its verdict, and below it the quotations that it was judged by."""
    texts = _TEXTS[language]
    lines = []
    for statement in statements:
        label = texts[statement.verdict] if statement.citations else f"{texts[statement.verdict]}, {texts['nowhere']}"
        lines.append(f"{_MARKS[statement.verdict]} {statement.text} ({label})")
        for citation in statement.citations:
            lines.append(f"    [{citation.marker}] {texts['quote'].format(one_line(citation.quote))}")
            lines.append(f"        {place_text(citation)}")
            if notes := _notes(citation, language):
                lines.append(f"        {notes}")
        lines.append("")
    return "\n".join([*lines, sum_text(statements, language)])


def sum_text(statements: Sequence[Statement], language: Language) -> str:
    """How many statements have each verdict, and how many of the unsupported ones the source contradicts."""
    texts, found = _TEXTS[language], Counter(s.verdict for s in statements)
    unsupported = [s for s in statements if s.verdict == "unsupported"]
    count = sum(any(citation.contradicts for citation in s.citations) for s in unsupported)
    against = texts["against"].format(count=count) if count else ""
    return texts["sum"].format(**{verdict: found[verdict] for verdict in _MARKS}, against=against)


def _notes(citation: Citation, language: Language) -> str:
    """What is to be said of a quotation beside where it stands."""
    texts = _TEXTS[language]
    notes = [
        quoted_in(citation.language, language),
        texts["contradicts"] if citation.contradicts else "",
        texts["missing"].format(", ".join(citation.missing)) if citation.missing else "",
    ]
    return texts["and"].join(note for note in notes if note)
