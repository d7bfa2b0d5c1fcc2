"""A text that was checked as HTML: its sentences, each with its verdict and the quotations that it was judged by."""

from __future__ import annotations

from collections.abc import Sequence

from rag.render_check import sum_text
from rag.types import Statement
from rag.ui.chat.details_view import meanings_html
from rag.ui.chat.state import cited
from rag.ui.chat.statement_view import Said, View, evidence_html, statement_html
from rag.ui.chat.work import Checked
from rag.ui.markup import Html, element


def checked_html(checked: Checked, view: View, filtered: Html | None) -> Html:
    """The verdicts, and how many there are of each."""
    texts = view.texts
    if not checked.statements:
        told = texts.check_stopped if checked.stopped else texts.nothing_stated
        return element("section", element("p", told), filtered, class_="answer check", aria_label=texts.check)
    return element(
        "section",
        element("p", sum_text(checked.statements, view.language), class_="sum"),
        verdicts_html(checked.statements, view),
        meanings_html(checked.statements, view),
        element("p", texts.check_stopped, class_="remark") if checked.stopped else None,
        filtered,
        class_="answer check", aria_label=texts.check,
    )  # fmt: skip


def verdicts_html(statements: Sequence[Statement], view: View) -> Html:
    """The statements in their order."""
    positions = {citation: position for position, citation in enumerate(cited(statements))}
    items = []
    for statement in statements:
        body = statement_html(statement, positions, Said(verbatim=False, judged=True), view)
        items.append(element("li", body, evidence_html(statement, positions, view)))
    return element("ol", *items, class_="verdicts")
