"""What a reader is to know of how an answer came about, as a sentence in either language."""

from __future__ import annotations

from rag.errors import SourcierError
from rag.messages import Language
from rag.messages.notes import LANGUAGES_NAMED, NOTES
from rag.types import Note


def note_text(note: Note, language: Language, *, begins_again: bool = False) -> str:
    """One sentence or two. `begins_again`: it is why a text that was being written is void."""
    reason = note.reason.localized(language) if isinstance(note.reason, SourcierError) else str(note.reason or "")
    name = LANGUAGES_NAMED[language].get(note.language, note.language)
    key: str = note.kind
    if key == "strict":
        key += "_one" if note.count == 1 else "_many"
    elif key == "language" and begins_again:
        key = "language_retry"
    return NOTES[key][language].format(reason=reason, name=name, count=note.count).rstrip()
