"""The list of the articles as HTML: a table that a keyboard and a screen reader can use, with a box to pick each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from rag.messages import Language
from rag.ui.markup import Html, element, join, language_code
from rag.ui.sources.holdings import Like, Likes, Row
from rag.ui.sources.listing import COLUMNS, Column, Order
from rag.ui.sources.style import LIST_CSS
from rag.ui.sources.texts import SOURCES_TEXTS, language_text, percent_text
from rag.ui.texts import count_text, date_text, number_text

STYLE = element("style", Html(LIST_CSS))

PAIRS = 50
"""Pairs that resemble each other that are shown; more are only counted."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A page of the list. `likes` is None while that is still being found out; `edits`: the reader may change it."""

    rows: Sequence[Row]
    order: Order
    picked: Collection[str]
    likes: Likes | None
    language: Language
    edits: bool


def heading_html(articles: int, passages: int, language: Language) -> Html:
    """The page's name, and how much the index holds."""
    texts = SOURCES_TEXTS[language]
    held = (
        count_text(texts.articles_one, texts.articles_many, articles, language),
        count_text(texts.passages_one, texts.passages_many, passages, language),
    )
    return element("div", STYLE, element("h2", texts.title), element("p", " · ".join(held)), class_="heading")


def empty_html(language: Language, *, edits: bool) -> Html:
    """What stands in the place of a list without articles."""
    texts = SOURCES_TEXTS[language]
    how = element("p", texts.empty_how if edits else texts.empty_reader)
    return element("div", STYLE, element("h3", texts.empty), how, class_="empty")


def list_html(shown: Shown, told: str) -> Html:
    """The table under a line that says how many were found (`told`) or picked."""
    texts = SOURCES_TEXTS[shown.language]
    if not shown.rows:
        return element(
            "div", _bar(shown, told), element("p", texts.none_found, class_="nothing"), STYLE, class_="shelf"
        )
    head = element("tr", _pick_all(shown), *(_head(column, shown) for column in COLUMNS), role="row")
    table = element(
        "table",
        element("thead", head, role="rowgroup"),
        element("tbody", *(_row(row, shown) for row in shown.rows), role="rowgroup"),
        class_="table", role="table", aria_label=texts.table,
    )  # fmt: skip
    return element("div", _bar(shown, told), table, STYLE, class_="shelf")


def column_text(column: Column, language: Language) -> str:
    """What a column is called."""
    texts = SOURCES_TEXTS[language]
    names: dict[Column, str] = {
        "title": texts.column_title, "source": texts.column_source, "date": texts.column_date,
        "language": texts.column_language, "passages": texts.column_passages,
    }  # fmt: skip
    return names[column]


def pairs_html(pairs: Sequence[tuple[str, Like]], titles: dict[str, str], language: Language) -> Html:
    """Which articles say the same or nearly, each pair once; a click opens one."""
    texts = SOURCES_TEXTS[language]
    items: list[Html] = []
    for one, like in pairs[:PAIRS]:
        share = element("span", likeness_text(like, language), class_="share")
        items.append(element("li", _opening(one, titles), f" {texts.likes_and} ", _opening(like.id, titles), share))
    more = element("p", texts.likes_more.format(count=PAIRS), class_="hint") if len(pairs) > PAIRS else None
    return join(element("ul", *items, class_="pairs"), more, STYLE)


def likeness_text(like: Like, language: Language) -> str:
    """How much two articles resemble each other."""
    texts = SOURCES_TEXTS[language]
    if like.same:
        return texts.likes_same
    return texts.like.format(percent=percent_text(like.share, language))


def _opening(name: str, titles: dict[str, str]) -> Html:
    return element("button", titles.get(name, name), type="button", data_event="opened", data_value=name)


def _bar(shown: Shown, told: str) -> Html:
    texts = SOURCES_TEXTS[shown.language]
    if not shown.picked:
        return element("div", element("span", told, role="status"), class_="bar")
    count = count_text(texts.picked_one, texts.picked_many, len(shown.picked), shown.language)
    return element(
        "div", element("span", count, role="status"),
        _button(texts.delete, "deleted"), _button(texts.clear_picked, "cleared"), class_="bar",
    )  # fmt: skip


def _button(label: str, event: str) -> Html:
    return element("button", label, type="button", class_="text-button", data_event=event, data_value="")


def _pick_all(shown: Shown) -> Html | None:
    if not shown.edits:
        return None
    here = {row.info.id for row in shown.rows}
    state = "true" if here <= set(shown.picked) else "mixed" if here & set(shown.picked) else "false"
    label = SOURCES_TEXTS[shown.language].pick_all
    return element("td", _box(label, state, "picked_all", ""), class_="tick", role="cell")


def _box(label: str, state: str, event: str, value: str) -> Html:
    return element(
        "button", type="button", class_="box", role="checkbox", aria_checked=state, aria_label=label,
        data_event=event, data_value=value,
    )  # fmt: skip


def _head(column: Column, shown: Shown) -> Html:
    name = column_text(column, shown.language)
    label = SOURCES_TEXTS[shown.language].sort_by.format(column=name)
    sorted_by = ("descending" if shown.order.descending else "ascending") if column == shown.order.column else None
    button = element("button", name, type="button", data_event="sorted", data_value=column, title=label)
    return element(
        "th", button, class_="count" if column == "passages" else None, scope="col", role="columnheader",
        aria_sort=sorted_by,
    )  # fmt: skip


def _row(row: Row, shown: Shown) -> Html:
    info, language, texts = row.info, shown.language, SOURCES_TEXTS[shown.language]
    picked = info.id in shown.picked
    tick = _box(texts.pick.format(title=info.title), str(picked).lower(), "picked", info.id)
    # The source or, where there is none, the date is the first of the line that a narrow screen makes of the cells.
    title = element(
        "button", info.title, type="button", aria_pressed="false", lang=language_code(info.language),
        data_event="opened", data_value=info.id,
    )  # fmt: skip
    return element(
        "tr",
        element("td", tick, class_="tick", role="cell") if shown.edits else None,
        element("th", title, _mark(row, shown), class_="name", scope="row", role="rowheader"),
        element("td", info.source, class_="first" if info.source else "none", role="cell"),
        element("td", date_text(info.date, language), class_="day" if info.source else "day first", role="cell"),
        element("td", language_text(info.language, language), role="cell"),
        _count(info.passages, language),
        class_="picked" if picked else None, role="row",
    )  # fmt: skip


def _count(passages: int, language: Language) -> Html:
    """The number alone under its heading; with its noun where there is no heading."""
    texts = SOURCES_TEXTS[language]
    full = count_text(texts.passages_one, texts.passages_many, passages, language)
    few = element("span", number_text(passages, language), class_="few")
    return element("td", few, element("span", full, class_="full"), class_="count", role="cell")


def _mark(row: Row, shown: Shown) -> Html | None:
    """That the article says what another says, and how nearly."""
    likes = (shown.likes or {}).get(row.info.id)
    if not likes:
        return None
    texts = SOURCES_TEXTS[shown.language]
    if likes[0].same:
        return element("span", texts.same_mark, class_="mark")
    percent = percent_text(likes[0].share, shown.language)
    return element("span", texts.like_mark.format(percent=percent), class_="mark")
