"""Which articles are listed, in which order, on which page."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from rag.types import DocumentInfo
from rag.ui.sources.holdings import Row
from rag.ui.sources.listing import PAGE, Column, Order, Wanted, listed, page_of
from rag.ui.sources.state import Browsing


def row(name: str, **changes: Any) -> Row:
    values: dict[str, Any] = {
        "id": name, "title": name, "language": "fr", "date": None, "source": "", "url": "", "origin": f"/{name}",
        "characters": 10, "passages": 1,
    }  # fmt: skip
    return Row(DocumentInfo(**(values | changes)), f"/{name}", added=False)


ROWS = [
    row("zèbre", date=dt.date(2025, 1, 1), source="Le Monde", passages=3),
    row("Abeille", date=dt.date(2025, 3, 1), source="Écho", passages=12),
    row("école", language="en"),
    row("Ébène", date=dt.date(2024, 1, 1), source="AFP", passages=3),
]


@pytest.mark.parametrize(
    ("column", "descending", "names"),
    [
        ("title", False, "Abeille Ébène école zèbre"),
        ("title", True, "zèbre école Ébène Abeille"),
        ("date", False, "Ébène zèbre Abeille école"),
        ("date", True, "Abeille zèbre Ébène école"),
        ("source", False, "Ébène Abeille zèbre école"),
        ("source", True, "zèbre Abeille Ébène école"),
        ("passages", True, "Abeille Ébène zèbre école"),
        ("language", False, "école Abeille Ébène zèbre"),
    ],
)
def test_articles_are_ordered_without_regard_to_accents_and_what_does_not_say_stands_last(
    column: Column, descending: bool, names: str
) -> None:
    assert [r.info.id for r in listed(ROWS, Wanted(), Order(column, descending), None)] == names.split()


@pytest.mark.parametrize(
    ("wanted", "matching", "names"),
    [
        (Wanted(languages=("en",)), None, "école"),
        (Wanted(sources=("AFP", "Écho")), None, "Abeille Ébène"),
        (Wanted(first=dt.date(2025, 1, 1)), None, "Abeille zèbre"),
        (Wanted(last=dt.date(2025, 1, 1)), None, "Ébène zèbre"),
        (Wanted(), {"école", "gone"}, "école"),
        (Wanted(languages=("fr",)), {"école", "zèbre"}, "zèbre"),
        (Wanted(), set(), ""),
    ],
)
def test_only_what_is_wanted_is_listed(wanted: Wanted, matching: set[str] | None, names: str) -> None:
    assert [r.info.id for r in listed(ROWS, wanted, Order(), matching)] == names.split()


@pytest.mark.parametrize(("count", "asked", "page", "pages", "size"), [
    (0, 1, 1, 1, 0), (PAGE, 2, 1, 1, PAGE), (PAGE + 1, 2, 2, 2, 1), (5 * PAGE, 0, 1, 5, PAGE), (120, 9, 3, 3, 20),
])  # fmt: skip
def test_the_list_has_pages(count: int, asked: int, page: int, pages: int, size: int) -> None:
    rows = [row(str(n)) for n in range(count)]
    found, number, all_of_them = page_of(rows, asked)
    assert (number, all_of_them, len(found)) == (page, pages, size)


def test_a_column_that_is_chosen_again_turns_round() -> None:
    assert Order().by("title") == Order("title", descending=True)
    assert Order().by("date") == Order("date", descending=True)
    assert Order("date").by("source") == Order("source")


def test_what_a_browser_sends_is_looked_at() -> None:
    session = Browsing()
    session.sort("date")
    session.sort("password")
    assert session.order == Order("date", descending=True)
    session.pick("a")
    session.pick_all(["a", "b"])
    assert session.picked == {"a", "b"}
    session.pick_all(["a", "b"])
    assert session.picked == set()
    session.pick("a")
    session.pick("a")
    assert session.picked == set()
    session.pick_all(["a", "gone"])
    session.keep_to(["a"])
    assert session.picked == {"a"}
    session.show("replace", "a")
    before = session.round
    session.show(None)
    assert (session.dialog, session.round) == (None, before + 1)
