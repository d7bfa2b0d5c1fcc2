"""The page about the application, from its heading to the commands."""

from __future__ import annotations

import streamlit as st

from rag.messages import Language
from rag.provenance import shown_settings
from rag.ui import frame
from rag.ui.markup import Html, alert, element, join
from rag.ui.said import said
from rag.ui.status.commands import commands, variables
from rag.ui.status.found import Found, look
from rag.ui.status.groups import groups, groups_html
from rag.ui.status.settings_table import table_html
from rag.ui.status.style import STATUS_CSS
from rag.ui.status.texts import STATUS_TEXTS, size_text
from rag.ui.status.verification import Verification
from rag.ui.texts import TEXTS, count_text, seconds_text
from rag.ui.visit import Visit
from rag.ui.watching import watch

_STYLE = element("style", Html(STATUS_CSS))
_LOOK_AGAIN = 0.5
"""Seconds between two looks at a verification that goes on."""
_CHECK = "verification"


def draw(visit: Visit) -> None:
    """What an editor sees is whole; for others places, addresses and people are left out."""
    settings, language, whole = visit.shared.settings, visit.language, visit.person.may_edit
    found = look(visit.shared)
    frame.show(_styled(_head(found, language, whole=whole)), "status-head", language)
    if whole and found.index is not None:
        _verification(visit)
    frame.show(_styled(groups_html(groups(found, settings, language, whole=whole))), "status-groups", language)
    _settings(visit)
    _commands(visit)


def _styled(html: Html) -> Html:
    return join(html, _STYLE)


def _head(found: Found, language: Language, *, whole: bool) -> Html:
    texts = STATUS_TEXTS[language]
    parts: list[Html] = []
    if found.trouble is not None:
        parts.append(alert(said(found.trouble, language, whole=whole)))
    if found.index is not None and not found.index.documents:
        parts.append(alert(texts.empty))
    if found.is_low:
        parts.append(alert(texts.low.format(free=size_text(found.disk.free_bytes, language))))
    summary = element("p", _summary(found, language)) if found.index is not None and found.index.documents else None
    return element("div", element("div", element("h2", texts.title), summary, class_="title"), *parts, class_="stack")


def _summary(found: Found, language: Language) -> str:
    texts, facts = STATUS_TEXTS[language], found.index
    assert facts is not None
    return texts.summary.format(
        articles=count_text(texts.articles_one, texts.articles_many, facts.documents, language),
        passages=count_text(texts.passages_one, texts.passages_many, facts.passages, language),
        size=size_text(facts.bytes, language),
    )


def _verification(visit: Visit) -> None:
    texts = STATUS_TEXTS[visit.language]
    check: Verification | None = st.session_state.get(_CHECK)
    running = check is not None and not check.is_over
    st.button(
        texts.verify, icon=":material/verified:", disabled=running, key="verify",
        on_click=lambda: st.session_state.update({_CHECK: Verification(visit.shared.settings)}),
    )  # fmt: skip
    if check is None:
        return

    def outcome() -> bool:
        frame.show(_styled(_outcome_html(check, visit.language)), "verified", visit.language)
        return running and check.is_over

    watch(outcome, _LOOK_AGAIN if running else None)


def _outcome_html(check: Verification, language: Language) -> Html:
    texts = STATUS_TEXTS[language]
    if not check.is_over:
        return element("p", texts.verifying, class_="stage", role="status")
    if check.failed:
        return alert(TEXTS[language].unexpected)
    if check.trouble is not None:
        return alert(check.trouble.localized(language))
    passages = count_text(texts.passages_one, texts.passages_many, check.passages, language)
    time = seconds_text(check.milliseconds, language)
    return element("p", texts.verified.format(passages=passages, time=time), class_="good", role="status")


def _settings(visit: Visit) -> None:
    texts, language = STATUS_TEXTS[visit.language], visit.language
    rows = shown_settings(visit.shared.settings, to_readers=not visit.person.may_edit)
    with st.container(key="status-settings"):
        frame.show(_styled(element("h2", texts.settings, class_="group")), "settings-title", language)
        if not st.toggle(texts.all_settings, key="all-settings"):
            rows = [row for row in rows if row.origin.kind != "default"]
        html = table_html(rows, language) if rows else element("p", texts.only_defaults, class_="hint")
        frame.show(_styled(html), "settings", language)


def _commands(visit: Visit) -> None:
    settings, language, whole = visit.shared.settings, visit.language, visit.person.may_edit
    texts = STATUS_TEXTS[language]
    with st.container(key="status-commands"):
        frame.show(_styled(element("h2", texts.commands, class_="group")), "commands-title", language)
        for command in commands(settings, language, whole=whole):
            with st.container(gap="xxsmall"):
                st.caption(command.label)
                st.code(command.line, language=None, wrap_lines=True)
        if names := variables(settings):
            frame.show(
                element("p", texts.same_variables.format(names=", ".join(names)), class_="hint"), "variables", language
            )
