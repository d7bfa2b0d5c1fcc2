"""What a run is of, its warnings and its plots, as HTML."""

from __future__ import annotations

from collections.abc import Sequence

from eval.page.texts import EVALUATION_TEXTS, questions_text, time_text
from eval.saved import Identity, RunInfo
from eval.show import MOST_WARNINGS
from eval.summary import Summary
from rag.messages import Language
from rag.ui.markup import Html, element
from rag.ui.texts import number_text


def facts_html(info: RunInfo, index: str, language: Language) -> Html:
    """The set, how many questions, when, and whether the index is still as it was; `index` is its state now."""
    texts = EVALUATION_TEXTS[language]
    facts = [questions_text(info.questions, language), time_text(info.changed, language)]
    if info.identity.retrieval_only:
        facts.append(texts.mode_retrieval)
    facts.append(texts.index_now if info.identity.index == index else texts.index_then)
    return element(
        "p", element("b", info.identity.set, class_="name"), *(f" · {fact}" for fact in facts), class_="facts"
    )


def warnings_html(summary: Summary, language: Language) -> Html | None:
    """What the reader of the figures must know, the first of it where it is much."""
    texts, rest = EVALUATION_TEXTS[language], len(summary.warnings) - MOST_WARNINGS
    if not summary.warnings:
        return None
    lines = [warning.said(language) for warning in summary.warnings[:MOST_WARNINGS]]
    if rest > 0:
        lines.append(texts.more_warnings.format(count=number_text(rest, language)))
    items = element("ul", *(element("li", line) for line in lines), class_="warned")
    return element("section", element("h2", texts.warnings), items, class_="measure")


def plots_html(plots: Sequence[tuple[str, str]], language: Language) -> Html | None:
    """The plots of the report. Each SVG is matplotlib's, with its texts escaped, and loads nothing."""
    if not plots:
        return None
    figures = (element("figure", Html(svg), element("figcaption", title)) for title, svg in plots)
    return element(
        "section",
        element("h2", EVALUATION_TEXTS[language].plots),
        element("div", *figures, class_="plots"),
        class_="measure",
    )


def made_html(identity: Identity, language: Language) -> Html:
    """What the figures depend on: the set, the index, the settings."""
    texts = EVALUATION_TEXTS[language]
    facts = {"set": identity.set, "sha256": identity.set_digest, "index": identity.index, "version": identity.version}
    rows = (
        element("tr", element("th", name, scope="row"), element("td", value))
        for name, value in (facts | dict(identity.settings)).items()
    )
    table = element("div", element("table", element("tbody", *rows)), class_="scroll", tabindex="0", role="region")
    return element("details", element("summary", texts.made), table)
