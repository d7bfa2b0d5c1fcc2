"""Dates as they are written in French and in English, and days that are meant by what they follow."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.check.dates import dates

_FRENCH = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
_ENGLISH = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@pytest.mark.parametrize(
    ("text", "language", "parts"),
    [
        ("Il est arrivé le lundi 3 mars 2025.", "fr", {"year": 2025, "month": 3, "day": 3, "weekday": 0}),
        ("He arrived on Monday, March 3, 2025.", "en", {"year": 2025, "month": 3, "day": 3, "weekday": 0}),
        ("La tempête a touché terre le 26/09/2024.", "fr", {"year": 2024, "month": 9, "day": 26}),
        ("It was signed on 4/29/2025.", "en", {"year": 2025, "month": 4, "day": 29}),
        ("It flew on 2024-10-14.", "en", {"year": 2024, "month": 10, "day": 14}),
        ("Le 1er juillet, tout change.", "fr", {"month": 7, "day": 1}),
        ("Depuis le printemps 2024, c'est permis.", "fr", {"year": 2024, "season": 0}),
        ("It opened in May.", "en", {"month": 5}),
    ],
)
def test_as_much_of_a_date_as_is_written(text: str, language: str, parts: dict[str, int]) -> None:
    (found,) = dates(text, language)
    assert found.parts == parts


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Il mars vers la ville.", "fr"),
        ("They may leave.", "en"),
        ("Le 31/13/2024 n'existe pas.", "fr"),
        ("Une ville de sept mille habitants.", "fr"),
    ],
)
def test_what_is_no_date_is_none(text: str, language: str) -> None:
    assert not dates(text, language)


@given(st.dates(min_value=dt.date(1000, 1, 1), max_value=dt.date(2999, 12, 31)))
def test_a_day_is_the_same_in_both_languages_and_in_digits(day: dt.date) -> None:
    french = dates(f"le {day.day} {_FRENCH[day.month - 1]} {day.year}", "fr")
    english = dates(f"on {_ENGLISH[day.month - 1]} {day.day}, {day.year}", "en")
    digits = dates(f"le {day.isoformat()}", "fr")
    assert [d.parts for d in (*french, *english, *digits)] == [
        {"year": day.year, "month": day.month, "day": day.day}
    ] * 3


@given(st.dates(min_value=dt.date(1800, 1, 1)), st.dates(min_value=dt.date(1800, 1, 1)))
def test_two_days_agree_only_where_they_are_one(first: dt.date, second: dt.date) -> None:
    (ours,), (theirs,) = dates(first.isoformat(), "fr"), dates(second.isoformat(), "en")
    assert ours.agrees(theirs) == (first == second)
