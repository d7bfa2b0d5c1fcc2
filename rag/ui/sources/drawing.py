"""The page of the articles, from its heading to the open article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from rag.messages import Language
from rag.ui import frame
from rag.ui.markup import Html, alert
from rag.ui.sources import article_view, dialogs, list_view, tools
from rag.ui.sources.deeds import Deeds
from rag.ui.sources.holdings import Holdings, Library, Like, Likes, Row, library
from rag.ui.sources.job_view import deletion_html, ended_html, running_html
from rag.ui.sources.jobs import Job
from rag.ui.sources.listing import listed, page_of
from rag.ui.sources.state import Browsing, browsing
from rag.ui.sources.style import PAGE_CSS
from rag.ui.sources.texts import SOURCES_TEXTS
from rag.ui.texts import count_text, number_text
from rag.ui.visit import Visit
from rag.ui.watching import watch

_OFTEN, _SELDOM = 0.5, 4.0
"""Seconds between two looks at what is going on: while something is, and while nothing is known to be."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What one drawing of the page is made from."""

    visit: Visit
    library: Library
    browsing: Browsing
    deeds: Deeds
    job: Job | None

    @property
    def language(self) -> Language:
        """That of the interface."""
        return self.visit.language

    @property
    def edits(self) -> bool:
        """Whether the reader may change the articles."""
        return self.visit.person.may_edit


def draw(visit: Visit) -> None:
    """Draws it. Raises IndexFault where the index cannot be read."""
    shared, session = library(visit.shared), browsing()
    scene = Scene(visit, shared, session, Deeds(shared, visit.person, session), shared.jobs.running)
    texts = SOURCES_TEXTS[scene.language]
    choose = texts.file_choose if session.dialog == "replace" else texts.files_choose
    st.html(f'<style>{PAGE_CSS}:root {{ --choose: "{choose}"; --drop: "{texts.files_drop}"; }}</style>')
    holdings = shared.holdings()
    session.keep_to(holdings.known if holdings else ())
    _heading(scene, holdings)
    if session.error is not None:
        st.html(alert(session.error.localized(scene.language)))
    _jobs(scene, holdings)
    if holdings is None or not holdings.rows:
        frame.show(list_view.empty_html(scene.language, edits=scene.edits), "sources-empty", scene.language)
    else:
        _list(scene, holdings)
        _resemblances(scene, holdings)
    _undo(scene)
    if holdings is not None and session.opened is not None:
        _article(scene, holdings, session.opened)
    if scene.edits:
        dialogs.draw(scene.deeds, holdings, scene.language)


def _heading(scene: Scene, holdings: Holdings | None) -> None:
    texts, session = SOURCES_TEXTS[scene.language], scene.browsing
    with st.container(key="sources-heading", horizontal=True, vertical_alignment="bottom"):
        held = (len(holdings.rows), holdings.manifest.passages) if holdings else (0, 0)
        frame.show(list_view.heading_html(*held, scene.language), "sources-title", scene.language)
        if scene.edits:
            busy = scene.job is not None
            st.button(
                texts.reindex, key="sources-reindex", icon=":material/refresh:", type="tertiary", disabled=busy,
                on_click=session.show, args=("reindex",),
            )  # fmt: skip
            st.button(
                texts.add, key="sources-add", icon=":material/add:", type="primary", disabled=busy,
                on_click=session.show, args=("add",),
            )  # fmt: skip


def _jobs(scene: Scene, holdings: Holdings | None) -> None:
    """What is going on, and what came of what this reader has begun, looked at again and again."""
    seen = scene.job, holdings.manifest if holdings else None, _likes(holdings) is None
    every = _OFTEN if scene.job is not None or seen[2] else _SELDOM
    watch(lambda: _changed(scene, *seen), every)


def _changed(scene: Scene, job: Job | None, manifest: object, waits: bool) -> bool:
    """Shows the job, and says whether what there is to be seen is another than what the page was drawn from."""
    language, deeds = scene.language, scene.deeds
    if job is not None:
        html = running_html(job, language, may_stop=scene.edits)
        frame.show(html, "sources-job", language, stopped=lambda _: deeds.stop())
    elif (ended := scene.library.jobs.ended(scene.visit.person)) is not None:
        html = ended_html(ended, scene.library.deletion(), language)
        frame.show(html, "sources-job", language, dismissed=lambda _: deeds.dismiss(), undone=lambda _: deeds.undo())
    now = scene.library.holdings()
    changed = scene.library.jobs.running is not job or (now.manifest if now else None) != manifest
    return changed or waits is not (_likes(now) is None)


def _likes(holdings: Holdings | None) -> Likes | None:
    return {} if holdings is None else holdings.likes()


def _list(scene: Scene, holdings: Holdings) -> None:
    texts, session, language = SOURCES_TEXTS[scene.language], scene.browsing, scene.language
    wanted = tools.draw(session, holdings, language)
    matching = holdings.matching(wanted.query) if wanted.query.strip() else None
    found = listed(holdings.rows, wanted, session.order, matching)
    rows, session.page, pages = page_of(found, session.page)
    told = count_text(texts.articles_one, texts.articles_many, len(found), language)
    if len(found) < len(holdings.rows):
        told = texts.found.format(
            found=number_text(len(found), language), all=number_text(len(holdings.rows), language)
        )
    shown = list_view.Shown(rows, session.order, session.picked, holdings.likes(), language, scene.edits)
    frame.show(
        list_view.list_html(shown, told), "sources-list", language, pressed=session.opened or "",
        opened=session.open, sorted=session.sort, picked=session.pick,
        picked_all=lambda _: session.pick_all([row.info.id for row in rows]),
        cleared=lambda _: session.picked.clear(), deleted=lambda _: scene.deeds.delete(session.picked),
    )  # fmt: skip
    tools.pagination(session, pages)


def _resemblances(scene: Scene, holdings: Holdings) -> None:
    """The pairs of articles that say the same, folded away."""
    likes = holdings.likes()
    if not likes:
        return
    texts, language = SOURCES_TEXTS[scene.language], scene.language
    pairs = [(one, like) for one, several in likes.items() for like in several if one < like.id]
    pairs.sort(key=lambda pair: (-pair[1].same, -pair[1].share, pair[0]))
    titles = {name: row.info.title for name, row in holdings.known.items()}
    label = count_text(texts.likes_one, texts.likes_many, len(pairs), language)
    with st.expander(label, icon=":material/content_copy:"):
        html = list_view.pairs_html(pairs, titles, language)
        frame.show(html, "sources-pairs", language, opened=scene.browsing.open)


def _undo(scene: Scene) -> None:
    """What was deleted last, unless the message of the deletion itself says so."""
    ended = scene.library.jobs.ended(scene.visit.person)
    deletion = scene.library.deletion()
    told = ended is not None and ended.kind == "delete"
    if scene.edits and deletion is not None and scene.job is None and not told:
        html = deletion_html(deletion, scene.language)
        frame.show(html, "sources-deleted", scene.language, undone=lambda _: scene.deeds.undo())


def _article(scene: Scene, holdings: Holdings, name: str) -> None:
    session = scene.browsing
    with st.container(key="source"):
        frame.show(
            _article_html(scene, holdings, name), "sources-article", scene.language,
            closed=lambda _: session.open(None), opened=session.open,
            turned=lambda part: session.open(name, int(part) if part.isdecimal() else 0),
            replaced=lambda article: session.show("replace", article),
            deleted=lambda article: scene.deeds.delete([article]),
        )  # fmt: skip


def _article_html(scene: Scene, holdings: Holdings, name: str) -> Html:
    try:
        document, passages = holdings.article(name)
    except KeyError:
        return article_view.gone_html(scene.language)
    opened = article_view.Opened(
        holdings.known[name], document, passages, scene.browsing.part, _titled(holdings, name), scene.language,
        deeds=scene.edits, waits=scene.job is not None,
    )  # fmt: skip
    return article_view.article_html(opened)


def _titled(holdings: Holdings, name: str) -> Sequence[tuple[str, Like]]:
    likes: Sequence[Like] = (holdings.likes() or {}).get(name, ())
    rows: dict[str, Row] = holdings.known
    return [(rows[like.id].info.title, like) for like in likes if like.id in rows]
