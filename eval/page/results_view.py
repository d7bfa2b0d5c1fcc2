"""The figures of a saved run, its plots, and its failed questions beside what was retrieved."""

from __future__ import annotations

import json
import math

import streamlit as st

from eval.command import RUNS
from eval.measure import index_state
from eval.page import state
from eval.page.failed_html import Spot, failed_html
from eval.page.figures_html import figures_html, tags_html
from eval.page.job import Order
from eval.page.job_view import desk
from eval.page.reading import Result, drawn_plots, result
from eval.page.result_html import facts_html, made_html, plots_html, warnings_html
from eval.page.runs import choose_run, draw_damaged
from eval.page.start import Taken, begin, order_of
from eval.page.style import STYLE
from eval.page.texts import EVALUATION_TEXTS
from eval.page.trying import tried
from eval.report import Made, report_html
from eval.saved import RunInfo, run_info, run_names
from eval.summary import Summary, summary_json
from rag.errors import IndexFault, UsageError
from rag.messages import Language
from rag.store.manifest import read_manifest
from rag.ui import frame
from rag.ui.markup import element, join
from rag.ui.texts import number_text
from rag.ui.visit import Visit

A_PAGE = 10
"""Failed questions that are drawn at a time: each comes with ten passages."""


def draw(visit: Visit) -> None:
    """The run that was chosen."""
    language, texts = visit.language, EVALUATION_TEXTS[visit.language]
    if not run_names(RUNS):
        frame.show(join(element("p", texts.no_runs, class_="hint"), STYLE), "evaluation-none", language)
        return
    name = choose_run(state.RUN, texts.run, language)
    try:
        with st.spinner(texts.summing):
            info, found = run_info(RUNS, name), result(RUNS, name)
    except UsageError:
        draw_damaged(name, language)
        return
    with st.container(key="evaluation-run-head"):
        frame.show(join(facts_html(info, _index(visit), language), STYLE), "evaluation-facts", language)
        if not info.finished:
            _unfinished(info, visit)
    if found.summary is None:
        frame.show(element("p", texts.nothing_done, class_="hint"), "evaluation-none-done", language)
        return
    _downloads(found, found.summary, language)
    _figures(found, found.summary, language)
    _failed(found, found.summary, language)
    frame.show(join(made_html(info.identity, language), STYLE), "evaluation-made", language)


def _index(visit: Visit) -> str:
    """The state of the index as it is; "" where it cannot be read, which whoever asks it is told."""
    try:
        return index_state(read_manifest(visit.shared.settings.index))
    except IndexFault:
        return ""


def _unfinished(info: RunInfo, visit: Visit) -> None:
    """That it is unfinished, and the button that goes on with it, or why there is none."""
    running, texts = desk().running, EVALUATION_TEXTS[visit.language]
    if running is not None and running.order.name == info.name:
        return
    order = order_of(info, visit.shared.settings)
    told = texts.unfinished_so_far
    if order is None:
        told = f"{told} {texts.set_gone}"
    elif isinstance(order, Taken):
        told = f"{told} {texts.cannot_go_on.format(differences='; '.join(order.differences))}"
    frame.show(element("p", told, class_="remark"), "evaluation-unfinished", visit.language)
    if order is None or isinstance(order, Taken):
        return
    left = number_text(len(order.plan.cases) - info.questions, visit.language)
    st.button(
        texts.go_on_rest.format(count=left), key="evaluation-resume", icon=":material/resume:",
        disabled=running is not None, on_click=_resume, args=(order, visit),
    )  # fmt: skip


def _resume(order: Order, visit: Visit) -> None:
    tried(lambda: begin(desk(), order, visit.shared))


def _downloads(found: Result, summary: Summary, language: Language) -> None:
    """The report and the JSON, made when they are asked for."""
    texts, run = EVALUATION_TEXTS[language], found.run

    def report() -> str:
        return report_html(summary, Made(run.identity, run.name), language)

    def figures() -> str:
        return json.dumps(summary_json(summary, language), ensure_ascii=False, indent=1, allow_nan=False) + "\n"

    with st.container(horizontal=True, key="evaluation-downloads"):
        st.download_button(
            texts.report, report, f"{run.name}.html", "text/html", key="evaluation-report", on_click="ignore",
            icon=":material/download:",
        )  # fmt: skip
        st.download_button(
            texts.json, figures, f"{run.name}.json", "application/json", key="evaluation-json", on_click="ignore",
            icon=":material/download:",
        )  # fmt: skip


def _figures(found: Result, summary: Summary, language: Language) -> None:
    with st.spinner(EVALUATION_TEXTS[language].drawing):
        drawn = drawn_plots(found, language)
    html = join(
        warnings_html(summary, language),
        figures_html(summary, language),
        plots_html(drawn, language),
        tags_html(summary, language),
        STYLE,
    )
    frame.show(html, "evaluation-figures", language)


def _failed(found: Result, summary: Summary, language: Language) -> None:
    texts, failed = EVALUATION_TEXTS[language], summary.failed
    count = number_text(len(failed), language)
    head = element("h2", texts.failed.format(count=count))
    if not failed:
        html = element("section", head, element("p", texts.none_failed, class_="soft"), class_="measure")
        frame.show(join(html, STYLE), "evaluation-failed", language)
        return
    pages = math.ceil(len(failed) / A_PAGE)
    key = f"evaluation-failed-page-{found.run.name}"
    page = min(st.session_state.get(key, 1), pages)
    first = (page - 1) * A_PAGE
    shown = failed[first : first + A_PAGE]
    some = texts.failed_range.format(first=first + 1, last=first + len(shown), all=count) if pages > 1 else None
    html = element(
        "section", head, element("p", some, class_="soft") if some else None, failed_html(shown, first, language),
        class_="measure",
    )  # fmt: skip

    def opened(value: str) -> None:
        spot = Spot.parse(value)
        if spot is not None and (passage := spot.of(failed)) is not None:
            state.open_passage(passage)

    frame.show(join(html, STYLE), f"evaluation-failed-{found.run.name}-{page}", language, opened=opened)
    if pages > 1:
        st.pagination(pages, key=key, persist_state="session")
