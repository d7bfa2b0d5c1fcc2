"""The page: its four views, the evaluation that goes on, and the article that is open."""

from __future__ import annotations

import streamlit as st

from eval.outcome import Cited
from eval.page import compare_view, job_view, results_view, run_view, sets_view, state
from eval.page.style import OVER_CSS
from eval.page.texts import EVALUATION_TEXTS
from eval.page.trying import draw_told
from rag.types import Citation
from rag.ui import frame
from rag.ui.source_view import article_html, missing_html
from rag.ui.visit import Draw, Visit


def draw(visit: Visit) -> None:
    """The view that was chosen."""
    texts = EVALUATION_TEXTS[visit.language]
    names: dict[state.View, str] = {
        "run": texts.view_run, "results": texts.view_results, "compare": texts.view_compare, "sets": texts.view_sets,
    }  # fmt: skip
    views: dict[state.View, Draw] = {
        "run": run_view.draw, "results": results_view.draw, "compare": compare_view.draw, "sets": sets_view.draw,
    }  # fmt: skip
    job_view.settle()
    state.arrive()
    st.session_state.setdefault(state.VIEW, "run")
    view = st.segmented_control(
        texts.views, state.VIEWS, key=state.VIEW, required=True, label_visibility="collapsed",
        format_func=lambda name: names[name], persist_state="session",
    )  # fmt: skip
    assert view is not None  # one is required
    draw_told(visit.language)
    job_view.draw(visit, here=view == "run")
    views[view](visit)
    _article(visit)


def _article(visit: Visit) -> None:
    """The article of the passage that is open. Where it is not as it was when the run was made, that is said."""
    found = state.opened()
    if found is None:
        return
    st.html(OVER_CSS)
    with st.container(key="source"):
        try:
            document = visit.open().document(found.document_id)
        except KeyError:
            html = missing_html(visit.language)
        else:
            text = document.text[found.start : found.end]
            kept = found.quote if isinstance(found, Cited) else found.text
            # A run keeps the beginning of a long passage; what follows it is read in the article.
            quote = text if kept.endswith("…") and text.startswith(kept[:-1]) else kept
            citation = Citation(
                1, found.document_id, found.title, document.source, found.start, found.end, quote, "supported",
                document.language, document.date,
            )  # fmt: skip
            html = article_html(document, citation, visit.language)
        frame.show(html, "evaluation-article", visit.language, closed=lambda _: state.open_passage(None))
