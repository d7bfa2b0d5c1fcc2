"""Choosing among the saved runs, of which one that is damaged must not hide the others."""

from __future__ import annotations

import streamlit as st

from eval.command import RUNS
from eval.page import state
from eval.page.texts import EVALUATION_TEXTS, questions_text, time_text
from eval.saved import RunInfo, run_info, run_names
from rag.errors import UsageError
from rag.messages import Language
from rag.ui.markup import alert


def newest_first() -> dict[str, RunInfo | None]:
    """The saved runs, that which was written to last before the others; None stands for a damaged one."""
    found: dict[str, RunInfo | None] = {}
    for name in run_names(RUNS):
        try:
            found[name] = run_info(RUNS, name)
        except UsageError:
            found[name] = None  # said of whoever chooses it
    return dict(sorted(found.items(), key=lambda pair: -pair[1].changed.timestamp() if pair[1] else 0.0))


def choose_run(key: str, text: str, language: Language, without: str = "") -> str:
    """The name of the run that was chosen, of at least one. The newest is there first; `without` is left out."""
    infos = {name: info for name, info in newest_first().items() if name != without}
    return state.pick(key, text, list(infos), lambda name: label(name, infos[name], language))


def label(name: str, info: RunInfo | None, language: Language) -> str:
    """A run in a list: its name, how many questions, when, and whether it is unfinished or damaged."""
    texts = EVALUATION_TEXTS[language]
    if info is None:
        return f"{name} · {texts.damaged}"
    parts = [name, questions_text(info.questions, language), time_text(info.changed, language)]
    return " · ".join(parts if info.finished else [*parts, texts.unfinished])


def draw_damaged(name: str, language: Language) -> None:
    """That the run cannot be read, and what to do."""
    st.html(alert(EVALUATION_TEXTS[language].run_damaged.format(path=RUNS / name)))
