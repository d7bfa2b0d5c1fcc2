"""A conversation as JSON, for other programs.

::

    {"format": "sourcier-conversation", "version": 1, "id": "…", "name": "…",
     "begun": "2026-11-26T14:30:00+00:00", "exported": "…",
     "exchanges": [
       {"kind": "question",                      or "text", one that was checked
        "question": "…", "asked": "…",           the question or the text, and when (UTC, as all times)
        "filter": {"languages": [], "documents": [], "sources": [], "date_from": null, "date_to": null},
        "searched": "…", "language": "fr",       what was searched for; null for a text, as all that is an answer's
        "abstained": false, "answer": "…", "short_answer": null,
        "statements": [{"text": "…", "verdict": "supported", "unknown_markers": [], "citations": [
          {"marker": 1, "document_id": "…", "title": "…", "source": "…", "date": "2025-04-30", "url": "…",
           "start": 120, "end": 188, "quote": "…", "language": "fr", "verdict": "supported", "missing": [],
           "contradicts": false}]}],
        "nearest": [],                           citations that an abstention offers
        "notes": [{"kind": "stopped", "text": "…"}], "stopped": false,
        "answerer": "extractive", "model": null, "confidence": 0.93,
        "rating": "up", "comment": "…"}]}        rating: "up", "down" or null

A field may be added within a version; none is taken away or changes its meaning.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from rag.history.export.outline import Exported
from rag.history.values import KeptExchange
from rag.messages import Language
from rag.notes import note_text
from rag.render import short_text
from rag.render_json import citation_json, statement_json
from rag.types import Filter

FORMAT = "sourcier-conversation"
VERSION = 1


def json_text(exported: Exported, language: Language, now: dt.datetime) -> str:
    """The whole conversation. `language` is that of the texts of its notes; `now`: when it is exported."""
    plain = {
        "format": FORMAT,
        "version": VERSION,
        "id": exported.summary.id,
        "name": exported.summary.name,
        "begun": exported.summary.begun.isoformat(),
        "exported": now.isoformat(),
        "exchanges": [_exchange(kept, language) for kept in exported.exchanges],
    }
    # Halves of characters, which UTF-8 cannot write, are written as escapes are: all of it, or none.
    text = json.dumps(plain, ensure_ascii=False, indent=2)
    return (text if text.isascii() or _whole(text) else json.dumps(plain, indent=2)) + "\n"


def _exchange(kept: KeptExchange, language: Language) -> dict[str, Any]:
    answer = kept.answer
    return {
        "kind": "question" if kept.checked is None else "text",
        "question": kept.question,
        "asked": kept.asked.isoformat(),
        "filter": _filter(kept.where),
        "searched": answer and answer.searched,
        "language": answer and answer.language,
        "abstained": answer and answer.abstained,
        "answer": answer and answer.text,
        "short_answer": (answer and short_text(answer)) or None,
        "statements": [{**statement_json(s), "unknown_markers": list(s.unknown)} for s in kept.statements],
        "nearest": [citation_json(c) for c in answer.nearest] if answer else [],
        "notes": [{"kind": n.kind, "text": note_text(n, language)} for n in answer.notes] if answer else [],
        "stopped": kept.stopped,
        "answerer": answer and answer.answerer,
        "model": (answer and answer.model) or None,
        "confidence": answer and round(answer.confidence, 4),
        "rating": kept.rating,
        "comment": kept.comment,
    }


def _filter(where: Filter) -> dict[str, Any]:
    return {
        "languages": list(where.languages),
        "documents": list(where.documents),
        "sources": list(where.sources),
        "date_from": where.date_from.isoformat() if where.date_from else None,
        "date_to": where.date_to.isoformat() if where.date_to else None,
    }


def _whole(text: str) -> bool:
    return not any("\ud800" <= c <= "\udfff" for c in text)
