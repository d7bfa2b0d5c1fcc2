"""What is to be measured: a set, under which name, how much of it."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from pathlib import Path

import streamlit as st

from eval.command import RUNS
from eval.measure import Plan
from eval.page import state
from eval.page.job import Order
from eval.page.job_view import desk, mine
from eval.page.reading import KnownSet, known_sets
from eval.page.start import Taken, begin, can_vary, taken, varied
from eval.page.style import STYLE
from eval.page.texts import EVALUATION_TEXTS, questions_text
from eval.page.trying import tried
from eval.saved import run_names
from eval.sets import QuestionSet
from rag.errors import UsageError
from rag.messages import Language
from rag.ui import frame
from rag.ui.markup import Html, alert, element, join
from rag.ui.texts import TEXTS, number_text
from rag.ui.visit import Visit


def draw(visit: Visit) -> None:
    """The form, and what the chosen set holds."""
    language, texts = visit.language, EVALUATION_TEXTS[visit.language]
    known = {str(one.path): one for one in known_sets(visit.shared.settings)}
    frame.show(intro_html(language, empty=not known), "evaluation-intro", language)
    if not known or desk().running is not None:  # one at a time: the form comes back at its end
        return
    chosen = known[state.pick(state.SET, texts.set, list(known), lambda path: label(known[path], language))]
    try:
        questions = chosen.read()
    except UsageError as error:
        st.html(alert(error.localized(language)))
        return
    frame.show(holds_html(questions, language), "evaluation-holds", language)
    _form(questions, visit)


def _form(questions: QuestionSet, visit: Visit) -> None:
    language, texts, settings = visit.language, EVALUATION_TEXTS[visit.language], visit.shared.settings
    first, second, third = st.columns([3, 1, 1])
    name = first.text_input(
        texts.name, suggested(questions.path, dt.date.today()), key=state.field(f"name-{questions.path}"),
        help=texts.name_help, max_chars=100,
    )  # fmt: skip
    limit = second.number_input(
        texts.limit, 1, len(questions.cases), None, key=state.field("limit"), help=texts.limit_help,
        placeholder=texts.limit_all,
    )  # fmt: skip
    retrieval_only = st.checkbox(texts.retrieval_only, key=state.field("retrieval"), help=texts.retrieval_only_help)
    threshold = None
    if can_vary(settings) and not retrieval_only:
        value = str(settings.answer_threshold).replace(".", texts.decimal)
        threshold = third.number_input(
            texts.threshold, 0.0, 1.0, settings.answer_threshold, 0.05, key=state.field("threshold"),
            help=texts.threshold_help.format(value=value),
        )  # fmt: skip
    if threshold == settings.answer_threshold:
        threshold = None
    plan = Plan(questions, retrieval_only, limit)
    there = taken(plan, name, varied(settings, threshold))
    fresh = False
    if there is not None:
        told = taken_text(there, language)
        frame.show(join(element("p", told, class_="remark")), "evaluation-taken", language)
        fresh = st.checkbox(texts.fresh, key=state.field("fresh"), help=texts.fresh_help)
    # Not by on_click, whose arguments are those of the drawing before: somebody may type a name and click at once.
    fits = there is None or fresh or _fits(there)
    started = st.button(
        texts.start, type="primary", icon=":material/play_arrow:", key="evaluation-start", disabled=not fits
    )
    if started and fits:
        _start(Order(plan, RUNS, name, threshold, fresh, language), visit)


def _start(order: Order, visit: Visit) -> None:
    if tried(lambda: begin(desk(), order, visit.shared)):
        mine()
        state.new_round()
    st.rerun()


def _fits(there: Taken) -> bool:
    return not there.damaged and not there.differences


def taken_text(there: Taken, language: Language) -> str:
    """What a name that is taken stands for, and what can be done."""
    texts = EVALUATION_TEXTS[language]
    if there.damaged:
        return texts.taken_damaged
    if there.differences:
        return texts.taken_other.format(differences="; ".join(there.differences))
    return texts.taken_some.format(done=number_text(there.done, language))


def suggested(path: Path, day: dt.date) -> str:
    """A name for a run of that set that is not taken yet."""
    stem = re.sub(r"[^\w.+-]+", "-", path.stem).strip("-.+")[:60] or "set"
    names, first = set(run_names(RUNS)), f"{stem}-{day.isoformat()}"
    return next(name for n in range(1, len(names) + 2) if (name := first if n == 1 else f"{first}-{n}") not in names)


def label(known: KnownSet, language: Language) -> str:
    """A set in a list: its name, and where it is from."""
    texts = EVALUATION_TEXTS[language]
    return f"{known.path.name} · {texts.set_own if known.own else texts.set_shipped}"


def intro_html(language: Language, *, empty: bool) -> Html:
    """What the page is for; and, where there is no set, how to come by one."""
    texts = EVALUATION_TEXTS[language]
    return join(
        element(
            "section",
            element("h2", texts.intro),
            element("p", texts.intro_how),
            element("p", texts.no_sets, class_="remark") if empty else None,
            class_="intro",
        ),
        STYLE,
    )


def holds_html(questions: QuestionSet, language: Language) -> Html:
    """What a set holds: how many questions, in which languages, with and without an answer."""
    texts, cases = EVALUATION_TEXTS[language], questions.cases
    names = {"fr": TEXTS[language].french, "en": TEXTS[language].english}
    counts = Counter(case.language for case in cases).most_common()
    said = texts.set_holds.format(
        questions=questions_text(len(cases), language),
        languages=" · ".join(f"{names.get(code, code)} {number_text(count, language)}" for code, count in counts),
        unanswerable=number_text(sum(not case.answerable for case in cases), language),
        golds=number_text(sum(bool(case.gold) for case in cases), language),
    )
    digest = element("span", texts.set_digest.format(digest=questions.digest[:12]), title=questions.digest)
    return join(element("p", said, " · ", digest, class_="soft"), STYLE)
