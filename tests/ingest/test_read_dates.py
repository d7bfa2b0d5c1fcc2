"""Dates and titles, in the ways that files state them."""

from __future__ import annotations

import datetime as dt

import pytest

from rag.ingest.read.dates import date_in_name, date_line, parse_date
from rag.ingest.read.meta import useful_title


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("2025-04-30", (2025, 4, 30)),
        ("2025-04-30T23:59:00+02:00", (2025, 4, 30)),
        ("2025-04-30T10:00:00Z", (2025, 4, 30)),
        ("30 avril 2025", (2025, 4, 30)),
        ("1er août 2024", (2024, 8, 1)),
        ("April 30, 2025", (2025, 4, 30)),
        ("30 Apr. 2025", (2025, 4, 30)),
        ("Wed, 30 Apr 2025 10:00:00 GMT", (2025, 4, 30)),
        ("30/04/2025", (2025, 4, 30)),
        ("04/30/2025", (2025, 4, 30)),
        ("04/05/2025", None),
        ("31 avril 2025", None),
        ("hier", None),
    ],
)
def test_dates(value: str, date: tuple[int, int, int] | None) -> None:
    assert parse_date(value) == (dt.date(*date) if date else None)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("30 avril 2025", True),
        ("Publié le mercredi 30 avril 2025 à 10h30", True),
        ("Updated Wednesday, April 30, 2025 at 10:30 am ET", True),
        ("Par Jeanne Dupont, le 30 avril 2025", True),
        ("April 30, 2025 | By Jane Doe", True),
        ("Le 30 avril 2025, Meta a ouvert sa conférence.", False),
        ("Prise de la Bastille, 30 avril 2025", False),
        ("By April 30, 2025 all developers must update", False),
    ],
)
def test_a_date_line_holds_hardly_anything_else(line: str, found: bool) -> None:
    assert date_line(f"Un titre\n\n{line}\n\nLe texte.") == (dt.date(2025, 4, 30) if found else None)


def test_a_date_far_down_is_not_the_articles() -> None:
    assert date_line("Une ligne.\n\n" * 30 + "30 avril 2025") is None


def test_dates_in_names() -> None:
    assert date_in_name("2025-04-30-llamacon") == dt.date(2025, 4, 30)
    assert date_in_name("llamacon_2025_04_30") == dt.date(2025, 4, 30)
    assert date_in_name("2025-13-30-x") is None
    assert date_in_name("v12025-04-301") is None


@pytest.mark.parametrize(
    "title",
    [
        "untitled",
        "Microsoft Word - rapport.doc",
        "rapport-final.pdf",
        "a",
        "12-34",
        "my-slug-here",
        "about:blank",
        "https://example.com/x?y",
        "file:///tmp/rapport",
    ],
)
def test_titles_left_by_software_are_not_used(title: str) -> None:
    assert useful_title(title, "a") == ""


def test_titles_of_people_are_used() -> None:
    assert useful_title("Guide du  nouveau responsable", "a") == "Guide du nouveau responsable"
    assert useful_title("Node.js", "a") == "Node.js"
