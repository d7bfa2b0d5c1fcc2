"""The question sets: what is in one, adding one from a file, deleting one."""

from __future__ import annotations

import streamlit as st

from eval.page import state
from eval.page.reading import KnownSet, known_sets, set_folder
from eval.page.run_view import holds_html, intro_html, label
from eval.page.style import STYLE
from eval.page.texts import EVALUATION_TEXTS
from eval.page.trying import note, tried
from eval.page.turn_view import draw as draw_turn
from eval.sets import QuestionSet
from eval.sets.read import READERS
from rag.errors import UsageError
from rag.ui import frame
from rag.ui.markup import alert, element, join
from rag.ui.visit import Visit


def draw(visit: Visit) -> None:
    """The set that was chosen, and what may be done to sets."""
    language, texts = visit.language, EVALUATION_TEXTS[visit.language]
    known = {str(one.path): one for one in known_sets(visit.shared.settings)}
    if known:
        chosen = known[state.pick(state.SET, texts.set, list(known), lambda path: label(known[path], language))]
        _chosen(chosen, visit)
    else:
        frame.show(intro_html(language, empty=True), "evaluation-intro", language)
    if not visit.person.may_edit:
        frame.show(element("p", texts.may_not, class_="hint"), "evaluation-may-not", language)
        return
    _upload(visit)
    draw_turn(visit)


def _chosen(chosen: KnownSet, visit: Visit) -> None:
    language, texts = visit.language, EVALUATION_TEXTS[visit.language]
    try:
        questions = chosen.read()
    except UsageError as error:
        st.html(alert(error.localized(language)))
    else:
        frame.show(holds_html(questions, language), "evaluation-holds", language)
        _table(questions, visit)
    with st.container(horizontal=True):
        if chosen.path.is_file():
            st.download_button(
                texts.download_set, chosen.path.read_bytes, chosen.path.name, "application/octet-stream",
                key="evaluation-download-set", on_click="ignore", icon=":material/download:",
            )  # fmt: skip
        if chosen.own and visit.person.may_edit:
            with st.popover(texts.delete, icon=":material/delete:"):
                st.text(texts.delete_how)
                st.button(texts.delete_yes, key="evaluation-delete", on_click=_delete, args=(chosen, visit))


def _table(questions: QuestionSet, visit: Visit) -> None:
    """The questions, in cells, which are plain text."""
    texts = EVALUATION_TEXTS[visit.language]
    rows = [
        {
            texts.column_question: case.question,
            texts.column_language: case.language,
            texts.column_answerable: case.answerable,
            texts.answers: " | ".join(case.answers),
            texts.gold: " | ".join(f" {texts.either} ".join(item) for item in case.gold),
            texts.column_id: case.id,
        }
        for case in questions.cases
    ]
    st.dataframe(rows, hide_index=True, height=320, alt=texts.table_of)


def _upload(visit: Visit) -> None:
    texts = EVALUATION_TEXTS[visit.language]
    with st.expander(texts.upload, icon=":material/upload:", key="evaluation-upload-part"):
        frame.show(join(element("p", texts.upload_how, class_="soft"), STYLE), "evaluation-how", visit.language)
        given = st.file_uploader(
            texts.upload, [ending.removeprefix(".") for ending in READERS], key=state.field("upload"),
            label_visibility="collapsed", max_upload_size=max(1, int(visit.shared.settings.max_file_mb)),
        )  # fmt: skip
        if given is not None:
            _keep(given.name, given.getvalue(), visit)


def _keep(name: str, data: bytes, visit: Visit) -> None:
    """Keeps the file and shows it, or says which line is wrong; the field stays as it is then."""
    try:
        found = set_folder(visit.shared.settings).add(name, data)
    except UsageError as error:
        st.html(alert(error.localized(visit.language)))
        return
    note(EVALUATION_TEXTS[visit.language].uploaded.format(name=found.path.name))
    state.choose_set(str(found.path))
    state.new_round()
    st.rerun()


def _delete(chosen: KnownSet, visit: Visit) -> None:
    tried(lambda: set_folder(visit.shared.settings).remove(chosen.path.name))
