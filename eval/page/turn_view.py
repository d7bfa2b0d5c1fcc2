"""The form in which a rated answer becomes a question of a set."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import streamlit as st

from eval.page import state
from eval.page.reading import KnownSet, known_sets, set_folder
from eval.page.style import STYLE
from eval.page.texts import EVALUATION_TEXTS, EvaluationTexts, questions_text, time_text
from eval.page.trying import note
from eval.page.turn import Draft, case_of, draft_of
from eval.sets.folder import LINES, file_name
from rag.errors import UsageError
from rag.history.values import RatedExchange
from rag.messages import Language
from rag.ui import frame
from rag.ui.markup import Html, alert, element, join
from rag.ui.visit import Visit

_NEW = ""
"""Stands for a set that is yet to be made."""


def draw(visit: Visit) -> None:
    """The reader's own rated answers, the newest first, and the form for the one that was chosen."""
    texts, language = EVALUATION_TEXTS[visit.language], visit.language
    with st.expander(texts.turn, icon=":material/thumbs_up_down:", key="evaluation-turn-part"):
        rated = [one for one in visit.shared.history.rated(visit.person.id) if one.exchange.answer is not None]
        if not rated:
            frame.show(join(element("p", texts.turn_none, class_="hint"), STYLE), "evaluation-no-turn", language)
            return
        known = {f"{one.conversation}.{one.position}": one for one in rated}
        key = state.pick("evaluation-turn", texts.turn_which, list(known), lambda name: _label(known[name], language))
        chosen = known[key]
        try:
            before = visit.shared.history.exchanges(visit.person.id, chosen.conversation)[: chosen.position]
        except KeyError:
            st.rerun()  # the conversation was deleted just now, and the list is without it
        draft = draft_of(chosen, before)
        assert draft is not None
        frame.show(about_html(chosen, language), "evaluation-turn-about", language)
        _form(draft, visit)


def _form(draft: Draft, visit: Visit) -> None:
    texts, language = EVALUATION_TEXTS[visit.language], visit.language
    sets = {one.path.name: one for one in known_sets(visit.shared.settings) if one.own and one.path.suffix in LINES}
    into = state.pick(state.INTO, texts.turn_into, [*sets, _NEW], lambda name: name or texts.turn_new)
    name = into
    if into == _NEW:
        name = st.text_input(texts.turn_new_name, "conversations", key=state.field("new-set"), max_chars=80) + LINES[0]
    if into in sets and _holds(sets[into], draft.id):
        frame.show(element("p", texts.turn_there, class_="remark"), "evaluation-turn-there", language)
        return
    with st.form(state.field(f"form-{draft.id}"), border=False):
        filled = _fields(draft, texts)
        if st.form_submit_button(texts.turn_add, type="primary", icon=":material/add:"):
            _add(name, filled, visit)


def _fields(draft: Draft, texts: EvaluationTexts) -> Draft:
    """The fields, filled with what is known, and what stands in them."""

    def key(name: str) -> str:
        return state.field(f"{name}-{draft.id}")

    languages = {"fr": texts.language_fr, "en": texts.language_en}
    question = st.text_area(texts.turn_question, draft.question, key=key("question"), height=68)
    language = st.selectbox(
        texts.turn_language, list(languages), list(languages).index(draft.language), key=key("language"),
        format_func=languages.__getitem__, filter_mode=None,
    )  # fmt: skip
    answerable = st.checkbox(texts.turn_answerable, draft.answerable, key=key("answerable"))
    answers = st.text_area(texts.turn_answers, draft.answers, key=key("answers"), height=68)
    gold = st.text_area(texts.turn_gold, draft.gold, key=key("gold"), help=texts.turn_gold_help)
    history = st.text_area(texts.turn_history, draft.history, key=key("history")) if draft.history else ""
    return replace(
        draft, question=question, language=language, answerable=answerable, answers=answers, gold=gold, history=history
    )


def _add(name: str, draft: Draft, visit: Visit) -> None:
    try:
        path = Path(file_name(name))
        found = set_folder(visit.shared.settings).append(path.name, case_of(draft, path))
    except UsageError as error:
        st.html(alert(error.localized(visit.language)))
        return
    count = questions_text(len(found.cases), visit.language)
    note(EVALUATION_TEXTS[visit.language].turn_added.format(name=found.path.name, count=count))
    state.choose_set(str(found.path))
    state.new_round()
    st.rerun()


def _holds(known: KnownSet, case_id: str) -> bool:
    """Whether the set has that question. One that cannot be read is told of where it is shown or added to."""
    try:
        return any(case.id == case_id for case in known.read().cases)
    except UsageError:
        return False


def about_html(rated: RatedExchange, language: Language) -> Html:
    """What was answered and what its reader said of it."""
    texts, exchange = EVALUATION_TEXTS[language], rated.exchange
    comment = texts.turn_comment.format(text=exchange.comment) if exchange.comment else None
    return join(
        element("p", exchange.answer.text, class_="soft text-of") if exchange.answer else None,
        element("p", comment, class_="soft") if comment else None,
        element("p", texts.turn_filter, class_="remark") if exchange.where else None,
        STYLE,
    )


def _label(rated: RatedExchange, language: Language) -> str:
    """A rated answer in a list: its question, how it was found, and when."""
    texts, exchange = EVALUATION_TEXTS[language], rated.exchange
    found = texts.turn_up if exchange.rating == "up" else texts.turn_down
    question = " ".join(exchange.question.split())
    shown = question if len(question) <= 90 else question[:90].rstrip() + " …"
    return f"{shown} · {found} · {time_text(exchange.asked.astimezone(), language)}"
