"""How a passage is shown to an embedder: under its title and headings."""

from __future__ import annotations

from rag.types import Passage


def embedding_text(title: str, passage: Passage) -> tuple[str, int]:
    """The title, the headings and the text on lines of their own, and where in that the passage's text begins."""
    before = "".join(f"{part}\n" for part in (title, passage.heading) if part)
    return before + passage.text, len(before)
