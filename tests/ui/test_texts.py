"""Both languages say the same things, and write dates and numbers each in its own way."""

from __future__ import annotations

import dataclasses
import datetime as dt
import string
from typing import Any

import pytest

from rag.history.export.texts import EXPORT
from rag.messages import LANGUAGES, Language
from rag.ui.chat.details_texts import DETAILS
from rag.ui.chat.history_texts import HISTORY
from rag.ui.sign_in_texts import SIGN_IN_TEXTS
from rag.ui.sources.texts import SOURCES_TEXTS
from rag.ui.status.texts import STATUS_TEXTS
from rag.ui.texts import TEXTS, count_text, date_text, quoted_in_text, seconds_text, verdict_text

TABLES: list[dict[Language, Any]] = [TEXTS, SOURCES_TEXTS, SIGN_IN_TEXTS, STATUS_TEXTS, DETAILS, HISTORY, EXPORT]
"""Of the whole interface, of each page, and of what is exported."""

FIELDS = [(table, field.name) for table in TABLES for field in dataclasses.fields(table["fr"])]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("table", TABLES)
def test_every_language_has_its_texts(table: dict[Language, Any]) -> None:
    assert set(table) == set(LANGUAGES)


@pytest.mark.parametrize(("table", "field"), FIELDS)
def test_a_text_exists_in_both_languages_with_the_same_placeholders(table: dict[Language, Any], field: str) -> None:
    french, english = (getattr(table[language], field) for language in LANGUAGES)
    assert french.strip()
    assert english.strip()
    assert placeholders(french) == placeholders(english)


@pytest.mark.parametrize(
    ("date", "french", "english"),
    [
        (dt.date(2025, 4, 30), "30 avril 2025", "30 April 2025"),
        (dt.date(2025, 8, 1), "1er août 2025", "1 August 2025"),
        (dt.date(987, 12, 25), "25 décembre 987", "25 December 987"),
        (None, "sans date", "undated"),
    ],
)
def test_dates(date: dt.date | None, french: str, english: str) -> None:
    assert [date_text(date, language) for language in LANGUAGES] == [french, english]


@pytest.mark.parametrize(
    ("count", "language", "expected"),
    [(0, "fr", "0 un"), (1, "fr", "1 un"), (2, "fr", "2 des"), (12_345, "fr", "12\u202f345 des"),
     (0, "en", "0 des"), (1, "en", "1 un"), (12_345, "en", "12,345 des")],
)  # fmt: skip
def test_counts(count: int, language: Language, expected: str) -> None:
    assert count_text("{count} un", "{count} des", count, language) == expected


@pytest.mark.parametrize(
    ("milliseconds", "language", "expected"),
    [(1234.5, "fr", "1,2 s"), (1234.5, "en", "1.2 s"), (31.0, "en", "0.03 s"), (0.0, "fr", "0,00 s")],
)
def test_durations(milliseconds: float, language: Language, expected: str) -> None:
    assert seconds_text(milliseconds, language) == expected


def test_a_quotation_is_labelled_only_where_its_language_differs_from_the_question() -> None:
    assert quoted_in_text("en", "fr", "fr") == "cité en anglais"
    assert quoted_in_text("en", "fr", "en") == "quoted in English"
    assert quoted_in_text("fr", "en", "en") == "quoted in French"
    assert quoted_in_text("de", "fr", "fr") == "cité en « de »"
    assert quoted_in_text("fr", "fr", "en") == ""
    assert quoted_in_text("und", "fr", "fr") == ""


def test_what_a_verdict_is_called() -> None:
    assert verdict_text("supported", "fr") == "appuyé par la source"
    assert verdict_text("weak", "fr") == "appui faible"
    assert verdict_text("unsupported", "en") == "not supported by the source"
