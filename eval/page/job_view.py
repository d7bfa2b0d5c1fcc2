"""The evaluation that goes on, watched by whoever is there, and how the last one ended."""

from __future__ import annotations

import streamlit as st

from eval.command import RUNS
from eval.page import state
from eval.page.job import Desk, Job, Progress
from eval.page.start import go_on
from eval.page.style import STYLE
from eval.page.texts import EVALUATION_TEXTS, EvaluationTexts, left_text, share_text
from eval.page.trying import tried
from eval.saved import run_names
from rag.messages import Language
from rag.ui import frame
from rag.ui.markup import Html, alert, element, join
from rag.ui.texts import number_text
from rag.ui.visit import Visit
from rag.ui.watching import watch

_EVERY = 1.0
"""Seconds between two looks at what goes on."""


_MINE = "evaluation-mine"
"""The job that this session has begun: when it ends, its figures are shown, unless its reader is elsewhere by then."""


@st.cache_resource(show_spinner=False)
def desk() -> Desk:
    """The one of this server."""
    return Desk()


def mine() -> None:
    """Notes that what goes on was begun here."""
    st.session_state[_MINE] = desk().job


def settle() -> None:
    """Shows the figures of what was begun here, once it has ended. Called before any widget of the page is drawn."""
    job: Job | None = st.session_state.get(_MINE)
    if job is not None and job.is_over:
        del st.session_state[_MINE]
        if job.progress().stage == "finished" and st.session_state.get(state.VIEW) == "run":
            state.go("results", job.order.name)


def draw(visit: Visit, *, here: bool) -> None:
    """What goes on, above every view; how the last one ended, where evaluations are run (`here`)."""
    job = desk().job
    if job is None:
        return
    if not job.is_over:
        watch(lambda: _over(job, visit.language), _EVERY)
    elif here:
        _ended(job, visit)


def _over(job: Job, language: Language) -> bool:
    """Shows how far it is, and says whether it has ended."""
    texts = EVALUATION_TEXTS[language]
    over = job.is_over
    frame.show(running_html(job, job.progress(), language), "evaluation-job", language)
    st.button(
        texts.stop, key="evaluation-stop", icon=":material/stop_circle:", on_click=job.stop, disabled=job.is_stopping
    )
    return over


def running_html(job: Job, progress: Progress, language: Language) -> Html:
    """How far a job is, with what is right so far and the time that is left."""
    texts = EVALUATION_TEXTS[language]
    name = element("span", job.order.name, class_="name")
    about = element("span", job.order.plan.questions.path.name, class_="name")
    bar = element(
        "progress", value=str(progress.done), max=str(max(1, progress.all)), aria_label=texts.running
    )  # fmt: skip
    return join(
        element(
            "section",
            element("p", element("b", f"{texts.running} · "), name, " · ", about),
            bar,
            element("p", _far(job, progress, language, texts), class_="soft", aria_live="off"),
            class_="job", aria_label=texts.running,
        ),
        STYLE,
    )  # fmt: skip


def _far(job: Job, progress: Progress, language: Language, texts: EvaluationTexts) -> str:
    if progress.stage == "opening":
        return texts.opening
    if progress.stage == "summing":
        return texts.summing
    done, total = (number_text(count, language) for count in (progress.done, progress.all))
    parts = [texts.asking.format(done=done, all=total), share_text(progress.right, progress.judged, language)]
    if job.is_stopping:
        parts.append(texts.stopping)
    elif progress.seconds is not None:
        parts.append(left_text(progress.seconds, language))
    return " · ".join(part for part in parts if part)


def _ended(job: Job, visit: Visit) -> None:
    """How the last one ended, and what can be done with it."""
    texts, name, progress = EVALUATION_TEXTS[visit.language], job.order.name, job.progress()
    if name not in run_names(RUNS) and progress.stage != "failed":
        return  # its folder was removed
    if progress.stage == "failed":
        st.html(alert(f"{texts.ended_failed.format(name=name)} {_why(job, visit.language)}"))
    else:
        key = texts.ended_finished if progress.stage == "finished" else texts.ended_stopped
        said = key.format(name=name, done=progress.done, all=progress.all)
        html = join(element("p", said, class_="job", role="status"), STYLE)
        frame.show(html, "evaluation-ended", visit.language)
    with st.container(horizontal=True):
        if progress.stage == "stopped":
            left = number_text(progress.all - progress.done, visit.language)
            st.button(
                texts.go_on_rest.format(count=left), key="evaluation-go-on", type="primary", icon=":material/resume:",
                on_click=_go_on, args=(job, visit),
            )  # fmt: skip
        if progress.done:
            st.button(
                texts.see, key="evaluation-see", icon=":material/monitoring:", on_click=state.go, args=("results", name)
            )


def _go_on(job: Job, visit: Visit) -> None:
    if tried(lambda: go_on(desk(), job.order, visit.shared)):
        mine()


def _why(job: Job, language: Language) -> str:
    """Why it failed. What the command would have one do by an option, the page has its own way for."""
    error, texts = job.error, EVALUATION_TEXTS[language]
    if error is None:
        return texts.ended_unexpected
    if error.key == "run_differs":
        return texts.taken_other.format(differences=error.values["differences"])
    return texts.taken_damaged if error.key == "run_damaged" else error.localized(language)
