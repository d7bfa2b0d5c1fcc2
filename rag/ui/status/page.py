"""The page that says what the application stands on. What it needs is imported when it is drawn."""

from __future__ import annotations

from rag.ui.visit import Room, Visit


def draw(visit: Visit) -> None:
    """What the index holds, what runs, the settings in force, and the commands that do the same."""
    from rag.ui.status.drawing import draw as drawn

    drawn(visit)


STATUS = Room(
    path="status", icon=":material/tune:", titles={"fr": "État et réglages", "en": "Status"}, draw=draw, wide=True
)
