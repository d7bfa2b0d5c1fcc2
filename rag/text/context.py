"""How a passage is shown to the two legs of retrieval: under its title and headings."""

from __future__ import annotations

from rag.text.words import terms
from rag.types import Passage


def embedding_text(title: str, passage: Passage) -> tuple[str, int]:
    """The title, the headings and the text on lines of their own, and where in that the passage's text begins."""
    before = "".join(f"{part}\n" for part in (title, passage.heading) if part)
    return before + passage.text, len(before)


def lexical_terms(title: str, passage: Passage) -> list[str]:
    """The stems and values of the content words of the same text, for the lexical leg."""
    return [t.stem for t in terms(embedding_text(title, passage)[0], passage.language)]
