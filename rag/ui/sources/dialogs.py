"""The dialogs: add files or a text, replace an article, index a folder again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import streamlit as st

from rag.curating import folders
from rag.errors import DocumentError, SourcierError, UsageError
from rag.ingest.pasted import Pasted, file_name, markdown
from rag.ingest.read.base import MIB
from rag.ingest.shelf import safe_name
from rag.messages import Language
from rag.settings import Settings
from rag.ui.markup import Html, alert, element, join
from rag.ui.sources.deeds import Deeds, Given
from rag.ui.sources.holdings import Holdings, Row
from rag.ui.sources.texts import SOURCES_TEXTS, language_text
from rag.ui.texts import count_text

Upload = tuple[str, int, Callable[[], bytes]]
"""A file in the field: what it is called, its size in bytes, and how its content is had."""


def draw(deeds: Deeds, holdings: Holdings | None, language: Language) -> None:
    """The dialog that is open, if one is."""
    texts, session = SOURCES_TEXTS[language], deeds.browsing
    kind = session.dialog
    if kind is None:
        return

    def closed() -> None:
        session.show(None)

    if kind == "add":
        st.dialog(texts.add, width="medium", on_dismiss=closed)(_add)(deeds, language)
    elif kind == "reindex":
        st.dialog(texts.reindex_title, width="medium", on_dismiss=closed)(_reindex)(deeds, holdings, language)
    elif holdings is not None and session.replaced in holdings.known:
        row = holdings.known[session.replaced]
        st.dialog(texts.replace_title, width="medium", on_dismiss=closed)(_replace)(deeds, row, language)


def _done(deeds: Deeds, begun: bool) -> None:
    """Closes the dialog where something was begun; otherwise it stays, with the reason."""
    if begun:
        deeds.browsing.show(None)
    st.rerun()


def _failure(deeds: Deeds, language: Language) -> None:
    if deeds.browsing.error is not None:
        st.html(alert(deeds.browsing.error.localized(language)))


# files and texts


def _add(deeds: Deeds, language: Language) -> None:
    texts = SOURCES_TEXTS[language]
    files, paste = st.tabs([texts.add_files, texts.add_text])
    with files:
        _add_files(deeds, language)
    with paste:
        _add_text(deeds, language)
    _failure(deeds, language)


def _add_files(deeds: Deeds, language: Language) -> None:
    texts, settings = SOURCES_TEXTS[language], deeds.library.settings
    uploaded = st.file_uploader(
        texts.files_label, accept_multiple_files=True, key=f"sources-files-{deeds.browsing.round}",
        label_visibility="collapsed", max_upload_size=_taken_megabytes(settings),
    )  # fmt: skip
    kinds = texts.files_kinds.format(files=settings.upload_files, megabytes=f"{settings.max_file_mb:g}")
    st.caption(kinds)
    uploads = [(file.name, file.size, file.getvalue) for file in uploaded]
    good, refused = _looked_at(uploads, settings)
    too_many = len(uploads) > settings.upload_files
    if too_many:
        st.html(alert(UsageError("files_many", count=len(uploads), limit=settings.upload_files).localized(language)))
    if refused:
        label = count_text(texts.refused_one, texts.refused_many, len(refused), language)
        st.html(_reasons(label, [(name, error.localized(language)) for name, error in refused]))
    taken = [name for name, _, _ in good if deeds.library.shelf.has(name)]
    keep = bool(taken) and _asked(taken, deeds, language)
    label = count_text(texts.add_count_one, texts.add_count_many, len(good), language) if good else texts.add_none
    off = not good or too_many or deeds.library.jobs.running is not None
    if st.button(label, key="sources-files-add", type="primary", disabled=off):
        _done(deeds, deeds.add(_placed(good, deeds, keep=keep)))


def _asked(taken: Sequence[str], deeds: Deeds, language: Language) -> bool:
    """Whether files of names that are there already are to be kept beside those."""
    texts = SOURCES_TEXTS[language]
    label = count_text(texts.taken_one, texts.taken_many, len(taken), language)
    st.html(_reasons(label, [(name, "") for name in taken], role="status"))
    options = {"replace": texts.taken_replace, "keep": texts.taken_keep}
    chosen = st.radio(
        texts.taken_what, list(options), format_func=lambda one: options[one],
        key=f"sources-taken-{deeds.browsing.round}",
    )  # fmt: skip
    return chosen == "keep"


def _looked_at(uploads: Sequence[Upload], settings: Settings) -> tuple[list[Upload], list[tuple[str, SourcierError]]]:
    """The files that can be taken, each under its safe name, and the others, each with why not."""
    good: dict[str, Upload] = {}
    refused: list[tuple[str, SourcierError]] = []
    for given, size, content in uploads:
        try:
            name = safe_name(given)
            if size > settings.max_file_mb * MIB:
                raise DocumentError("file_large", megabytes=round(size / MIB, 1), limit=f"{settings.max_file_mb:g}")
            if size == 0:
                raise DocumentError("file_empty")
            if name in good:
                raise UsageError("file_name_taken", name=name)
        except SourcierError as error:
            refused.append((given, error))
        else:
            good[name] = (name, size, content)
    return list(good.values()), refused


def _placed(good: Sequence[Upload], deeds: Deeds, *, keep: bool) -> list[Given]:
    shelf = deeds.library.shelf
    return [Given(name, content(), shelf.free_name(name) if keep else name) for name, _, content in good]


def _add_text(deeds: Deeds, language: Language) -> None:
    texts, number = SOURCES_TEXTS[language], deeds.browsing.round
    with st.form(f"sources-paste-{number}", border=False, enter_to_submit=False):
        title = st.text_input(texts.paste_title, key=f"paste-title-{number}", placeholder=texts.paste_title_help)
        text = st.text_area(texts.paste_text, key=f"paste-text-{number}", height=220)
        left, right = st.columns(2)
        with left:
            date = st.date_input(texts.paste_date, value=None, key=f"paste-date-{number}", format="YYYY-MM-DD")
            source = st.text_input(texts.paste_source, key=f"paste-source-{number}")
        with right:
            code = st.selectbox(
                texts.paste_language, ["", "fr", "en"], key=f"paste-language-{number}", filter_mode=None,
                format_func=lambda c: language_text(c, language) if c else texts.paste_language_auto,
            )  # fmt: skip
            url = st.text_input(texts.paste_url, key=f"paste-url-{number}")
        added = st.form_submit_button(texts.paste_add, type="primary", key=f"paste-add-{number}")
    if added:
        pasted = Pasted(text, title, date, code or "", source, url)
        _done(deeds, _given_text(deeds, pasted))


def _given_text(deeds: Deeds, pasted: Pasted) -> bool:
    settings = deeds.library.settings
    try:
        data = markdown(pasted)
        if len(data) > settings.max_file_mb * MIB:
            megabytes = round(len(data) / MIB, 1)
            raise DocumentError("file_large", megabytes=megabytes, limit=f"{settings.max_file_mb:g}")
    except SourcierError as error:
        deeds.browsing.error = error
        return False
    name = deeds.library.shelf.free_name(file_name(pasted))
    return deeds.add([Given(name, data, name)])


# one article


def _replace(deeds: Deeds, row: Row, language: Language) -> None:
    texts, settings = SOURCES_TEXTS[language], deeds.library.settings
    st.html(element("p", element("strong", row.info.title)))
    st.markdown(texts.replace_in_place if row.added else texts.replace_elsewhere)
    uploaded = st.file_uploader(
        texts.file_choose, key=f"sources-file-{deeds.browsing.round}", label_visibility="collapsed",
        max_upload_size=_taken_megabytes(settings),
    )  # fmt: skip
    st.caption(texts.file_kinds.format(megabytes=f"{settings.max_file_mb:g}"))
    good, refused = _looked_at([(uploaded.name, uploaded.size, uploaded.getvalue)] if uploaded else [], settings)
    for name, error in refused:
        st.html(_reasons("", [(name, error.localized(language))]))
    off = not good or deeds.library.jobs.running is not None
    if st.button(texts.replace_do, key="sources-replace-do", type="primary", disabled=off):
        ((name, _, content),) = good
        _done(deeds, deeds.add([_in_place_of(row, name, content(), deeds)], "replace"))
    _failure(deeds, language)


def _in_place_of(row: Row, name: str, data: bytes, deeds: Deeds) -> Given:
    """Under the name of the article's own file, if that is a file of the same kind that holds this article alone."""
    own = Path(row.file)
    here = own.parent == deeds.library.shelf.articles and row.info.origin == row.file
    if here and own.suffix.lower() == Path(name).suffix:
        return Given(name, data, own.name)
    return Given(name, data, deeds.library.shelf.free_name(name), instead=row.info.id)


# folders


def _reindex(deeds: Deeds, holdings: Holdings | None, language: Language) -> None:
    texts, library = SOURCES_TEXTS[language], deeds.library
    known = folders(library.settings, holdings.files if holdings else ())
    if not known:
        st.markdown(texts.reindex_none)
        return
    st.markdown(texts.reindex_how)
    labels = {}
    for folder in known:
        name = texts.reindex_added if folder.path == library.shelf.articles else str(folder.path)
        form = texts.reindex_option_one if folder.files == 1 else texts.reindex_option_many
        labels[folder.path] = form.format(folder=name, count=folder.files)
    number = deeds.browsing.round
    chosen = st.selectbox(
        texts.reindex_folder, list(labels), format_func=lambda path: labels[path], key=f"sources-folder-{number}",
        filter_mode=None,
    )  # fmt: skip
    prune = st.checkbox(texts.reindex_prune, key=f"sources-prune-{number}")
    off = library.jobs.running is not None
    if st.button(texts.reindex_do, key="sources-reindex-do", type="primary", disabled=off):
        _done(deeds, deeds.reindex(chosen, prune=prune))
    _failure(deeds, language)


def _reasons(label: str, items: Sequence[tuple[str, str]], role: str = "alert") -> Html:
    rows = [element("li", element("strong", name), f" {reason}" if reason else None) for name, reason in items]
    head = element("p", label) if label else None
    return element("div", join(head, element("ul", *rows)), class_="sourcier-reasons", role=role)


def _taken_megabytes(settings: Settings) -> int:
    """What Streamlit takes. More than what may be added, since its own refusal is in English only and ours is not."""
    return max(200, 4 * round(settings.max_file_mb))
