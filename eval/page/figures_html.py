"""The figures of a run as HTML: by direction, by tag, and what two runs differ in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eval.bootstrap import Interval
from eval.compare import Comparison, Difference
from eval.page.metric_texts import GROUP_NAMES, GROUPS, MEANINGS
from eval.page.texts import EVALUATION_TEXTS, questions_text
from eval.show import BY_TAG, number
from eval.summary import Group, Summary
from rag.messages import Language
from rag.ui.markup import Html, element, escape

MOST_TAGS = 25
"""A set may have a tag for each question; the report shows more of them, the JSON all."""


def figures_html(summary: Summary, language: Language) -> Html:
    """Every metric that applies, over all questions and by direction, each with its interval."""
    texts = EVALUATION_TEXTS[language]
    groups = {texts.all: summary.whole, **{arrow(name): group for name, group in summary.directions.items()}}
    heads = [_head(name, group, language) for name, group in groups.items()]
    applying = [name for name, found in summary.whole.metrics.items() if found is not None]
    cells = {name: [figure_html(group.metrics[name], name, language) for group in groups.values()] for name in applying}
    return element(
        "section",
        element("h2", texts.figures),
        _table([texts.metric, *heads], _rows(cells, language), texts.figures),
        element("p", texts.figures_note, class_="soft"),
        class_="measure",
    )


def tags_html(summary: Summary, language: Language) -> Html | None:
    """The metrics that tell most, by tag; the tags of the most questions first."""
    texts = EVALUATION_TEXTS[language]
    names = [name for name in BY_TAG if summary.whole.metrics[name] is not None]
    if not summary.tags or not names:
        return None
    largest = sorted(summary.tags.items(), key=lambda pair: (-pair[1].questions, pair[0]))
    rows = [
        element(
            "tr",
            element(
                "th",
                element("span", tag, class_="name"),
                element("small", questions_text(group.questions, language)),
                scope="row",
            ),
            *(element("td", figure_html(group.metrics[name], name, language)) for name in names),
        )
        for tag, group in largest[:MOST_TAGS]
    ]
    note = texts.tags_note.format(shown=MOST_TAGS, all=len(largest)) if len(largest) > MOST_TAGS else None
    return element(
        "details",
        element("summary", texts.tags),
        element("p", note, class_="soft") if note else None,
        _table([texts.tag, *names], rows, texts.tags),
    )


def differences_html(found: Comparison, language: Language) -> Html:
    """Every metric that applies to both runs, before and after, and the difference with its paired interval."""
    texts = EVALUATION_TEXTS[language]
    applying = {name: difference for name, difference in found.metrics.items() if difference is not None}
    rows = _rows({name: _difference(difference, name, language) for name, difference in applying.items()}, language)
    return element(
        "section",
        _table([texts.metric, texts.first, texts.second, texts.difference], rows, texts.view_compare),
        element("p", texts.difference_note, class_="soft"),
        class_="measure",
    )


def figure_html(found: Interval | None, name: str, language: Language) -> Html:
    """A figure with its bounds, or that it does not apply."""
    if found is None:
        return element("span", EVALUATION_TEXTS[language].not_applicable, class_="none")
    value, low, high = (number(v, name, language) for v in (found.value, found.low, found.high))
    return Html(f"{element('b', value)} {element('small', f'[{low} … {high}]')}")


def arrow(direction: str) -> str:
    """« fr → en » of "fr->en"."""
    return direction.replace("->", " → ")


def _difference(found: Difference, name: str, language: Language) -> Sequence[Html]:
    change = found.change
    before, after = (escape(number(value, name, language)) for value in (found.first, found.second))
    moved, low, high = (number(value, name, language, sign=True) for value in (change.value, change.low, change.high))
    surely = change.low > 0 or change.high < 0
    cell = element("span", moved, class_="surely" if surely else None)
    return [before, after, Html(f"{cell} {element('small', f'[{low} … {high}]')}")]


def _head(name: str, group: Group, language: Language) -> Html:
    return Html(f"{escape(name)}{element('small', questions_text(group.questions, language))}")


def _rows(cells: Mapping[str, Sequence[Html]], language: Language) -> list[Html]:
    """A row for each metric, under the names of their groups."""
    rows = []
    for group, names in GROUPS.items():
        shown = [name for name in names if name in cells]
        if shown:
            columns = len(cells[shown[0]]) + 1
            head = element("th", GROUP_NAMES[language][group], scope="rowgroup", colspan=str(columns))
            rows.append(element("tr", head, class_="group"))
        for name in shown:
            meaning = element("small", MEANINGS[language][name])
            head = element("th", name, meaning, scope="row")
            rows.append(element("tr", head, *(element("td", cell) for cell in cells[name])))
    return rows


def _table(heads: Sequence[str], rows: Sequence[Html], label: str) -> Html:
    """A table that scrolls by itself, by keyboard too, where the page is narrow."""
    head = element("tr", *(element("th", name, scope="col") for name in heads))
    table = element("table", element("thead", head), element("tbody", *rows))
    return element("div", table, class_="scroll", tabindex="0", role="region", aria_label=label)
