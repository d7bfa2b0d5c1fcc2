"""The page of the application that measures: question sets, runs, their figures, and what separates two of them."""

from __future__ import annotations

from rag.ui.visit import Room, Visit


def _draw(visit: Visit) -> None:
    from eval.page.page import draw  # what it needs takes half a second to import: not before somebody comes

    draw(visit)


EVALUATION = Room(
    path="evaluation",
    icon=":material/monitoring:",
    titles={"fr": "Évaluation", "en": "Evaluation"},
    draw=_draw,
    wide=True,
)
