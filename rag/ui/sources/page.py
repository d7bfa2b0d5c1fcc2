"""The page of the articles. What it needs is imported when it is drawn: the first page of the application waits for
nothing that it does not show.
"""

from __future__ import annotations

from rag.ui.visit import Room, Visit


def draw(visit: Visit) -> None:
    """The list of the articles, the one that is open, and what is being done to them."""
    from rag.ui.sources.drawing import draw as drawn

    drawn(visit)


SOURCES = Room(
    path="sources",
    icon=":material/library_books:",
    titles={"fr": "Sources", "en": "Sources"},
    draw=draw,
    wide=True,
)
