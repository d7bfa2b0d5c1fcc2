"""Two saved runs: what separates them, how far each figure moved, which questions turned."""

from __future__ import annotations

import streamlit as st

from eval.command import RUNS
from eval.page.compare_html import separates_html, turned_html
from eval.page.figures_html import differences_html
from eval.page.reading import comparison
from eval.page.runs import choose_run
from eval.page.style import STYLE
from eval.page.texts import EVALUATION_TEXTS
from eval.saved import run_names
from rag.errors import UsageError
from rag.ui import frame
from rag.ui.markup import alert, element, join
from rag.ui.visit import Visit

SECOND, FIRST = "evaluation-second", "evaluation-first"


def draw(visit: Visit) -> None:
    """The runs to choose, and their comparison."""
    language, texts = visit.language, EVALUATION_TEXTS[visit.language]
    if len(run_names(RUNS)) < 2:
        frame.show(element("p", texts.compare_few, class_="hint"), "evaluation-few", language)
        return
    left, right = st.columns(2)
    with right:
        second = choose_run(SECOND, texts.second, language)
    with left:
        first = choose_run(FIRST, texts.first, language, without=second)
    try:
        with st.spinner(texts.summing):
            found = comparison(RUNS, first, second)
    except UsageError as error:
        st.html(alert(error.localized(language)))
        return
    html = join(separates_html(found, language), differences_html(found, language), turned_html(found, language), STYLE)
    frame.show(html, "evaluation-comparison", language)
