"""The dialog in which a kept conversation is renamed, exported and deleted, and the line that undoes a deletion."""

from __future__ import annotations

import streamlit as st

from rag.errors import HistoryError
from rag.history.export import FORMATS, Exported, Format
from rag.history.values import MOST_OF_A_NAME, Summary, now
from rag.messages import Language
from rag.ui.chat import keeping
from rag.ui.chat.history_texts import HISTORY
from rag.ui.markup import Html, alert, element
from rag.ui.visit import Visit

_MANAGED = "conversation-managed"
_DELETED = "conversation-deleted"


def manage(conversation: str) -> None:
    """Opens the dialog at the next drawing."""
    st.session_state[_MANAGED] = conversation


def draw(visit: Visit) -> None:
    """The dialog, if it is to be opened."""
    wanted = st.session_state.pop(_MANAGED, None)
    if wanted is not None:
        st.dialog(HISTORY[visit.language].manage)(_dialog)(visit, wanted)


def undo_html(language: Language) -> Html | None:
    """What was deleted last, with a button that takes it back; None where nothing was."""
    deleted: Summary | None = st.session_state.get(_DELETED)
    if deleted is None:
        return None
    texts = HISTORY[language]
    button = element("button", texts.undo, type="button", class_="clear", data_event="restored", data_value="")
    return element("p", texts.deleted.format(name=deleted.name), " ", button, class_="undo", role="status")


def forget() -> None:
    """Offers no longer to take back what was deleted last."""
    st.session_state.pop(_DELETED, None)


def undo(visit: Visit) -> None:
    """Restores what was deleted last, and opens it."""
    deleted: Summary | None = st.session_state.pop(_DELETED, None)
    if deleted is None:
        return
    try:
        visit.shared.history.restore(visit.person.id, deleted.id)
    except KeyError:  # restored or purged meanwhile
        return
    except HistoryError as error:
        keeping.here().trouble = error
        return
    keeping.resume(deleted.id)


def _dialog(visit: Visit, conversation: str) -> None:
    texts = HISTORY[visit.language]
    try:
        summary = visit.shared.history.summary(visit.person.id, conversation)
        with st.form(f"rename-{conversation}", border=False):
            name = st.text_input(texts.name, value=summary.name, max_chars=MOST_OF_A_NAME)
            if st.form_submit_button(texts.rename) and name.strip():
                visit.shared.history.rename(visit.person.id, conversation, name)
                st.rerun()
        st.caption(texts.export)
        exported = Exported(summary, visit.shared.history.exchanges(visit.person.id, summary.id))
        with st.container(horizontal=True):
            for kind in FORMATS:
                _download(exported, kind, visit.language)
        st.divider()
        if st.button(texts.delete, icon=":material/delete:", key=f"delete-{conversation}"):
            _delete(visit, summary)
            st.rerun()
    except KeyError:
        st.html(alert(texts.gone))
    except HistoryError as error:
        st.html(alert(error.localized(visit.language)))


def _download(exported: Exported, kind: Format, language: Language) -> None:
    # Made at once: a button whose file is made after the click loses the focus meanwhile, and with it the keyboard.
    summary = exported.summary
    st.download_button(
        kind.name, kind.write(exported, language, now()), file_name=kind.file_name(summary.name), mime=kind.mime,
        on_click="ignore", key=f"export-{summary.id}-{kind.suffix}", icon=":material/download:",
    )  # fmt: skip


def _delete(visit: Visit, summary: Summary) -> None:
    visit.shared.history.delete(visit.person.id, summary.id)
    st.session_state[_DELETED] = summary
    if keeping.here().id == summary.id:
        keeping.drop()
