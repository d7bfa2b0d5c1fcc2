"""Numbers and dates mean the same in French and in English, however they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.words import terms


def values(text: str, language: str) -> list[str]:
    return [t.stem for t in terms(text, language) if t.kind != "word"]


@pytest.mark.parametrize(
    ("french", "english", "value"),
    [
        ("41,39 milliards", "41.39 billion", "41390000000"),
        ("7 Md€", "$7bn", "7000000000"),
        ("60 M€", "60 million euros", "60000000"),
        ("2 000 salariés", "2,000 employees", "2000"),
        ("2\u202f000 salariés", "2000 employees", "2000"),
        ("1 234 567,89", "1,234,567.89", "1234567.89"),
        ("3,50 %", "3.5%", "3.5"),
        ("deux milliards", "two billion", "2000000000"),
        ("deux cent mille", "two hundred thousand", "200000"),
        ("dix trimestres", "ten quarters", "10"),
        ("dix-sept", "seventeen", "17"),
        ("soixante-dix-sept", "seventy-seven", "77"),
        ("quatre-vingt-douze", "ninety-two", "92"),
        ("vingt-cinq", "25", "25"),
        ("le 1er", "the 1st", "1"),
        ("XIXe siècle", "19th century", "19"),
        ("007", "7", "7"),
        ("0", "0.0", "0"),
    ],
)
def test_one_number_in_both_spellings(french: str, english: str, value: str) -> None:
    assert values(french, "fr") == values(english, "en") == [value]


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("le 29 avril 2025", "29 April 2025"),
        ("29/04/2025", "4/29/2025"),
        ("2025-04-29", "April 29, 2025"),
        ("le 5 mars 2024", "March 5, 2024"),
        ("1er août 2024", "August 1st, 2024"),
    ],
)
def test_one_date_in_both_spellings(french: str, english: str) -> None:
    assert set(values(french, "fr")) == set(values(english, "en"))
    assert any(value.startswith("month ") for value in values(french, "fr"))


@given(st.integers(0, 10**9), st.sampled_from([",", ".", ";", ":", ")", ", 12", "."]), st.sampled_from(["fr", "en"]))
def test_what_stands_after_a_number_is_none_of_it(number: int, after: str, language: str) -> None:
    written = f"{number:,}".replace(",", "\u202f" if language == "fr" else ",")
    assert values(f"{written}{after} then", language)[0] == str(number)


def test_a_date_in_digits_may_end_a_sentence() -> None:
    assert "month 4" in values("Le 29/04/2025.", "fr")


def test_a_word_that_is_no_number_stays_a_word() -> None:
    assert values("la planète mars, un but, le neuf", "fr") == []
    assert values("you may march on, one of them, an august one", "en") == []
    assert values("mars 2024", "fr") == ["month 3", "2024"]


def test_neighbours_are_not_glued() -> None:
    assert values("en 2020 150 personnes", "en") == ["2020", "150"]
    assert values("Python 1.2.3, 192.168.0.1", "fr") == ["1.2.3", "192.168.0.1"]
    assert values("60 mètres, 500 kilos", "fr") == ["60", "500"]
    assert values("3, 4 et 5", "fr") == ["3", "4", "5"]


def test_a_language_without_words_for_numbers_still_reads_digits() -> None:
    assert values("1.234.567 zwanzig 3,5", "de") == ["1234567", "3.5"]


@given(st.integers(1, 10**12))
def test_grouped_digits_are_the_plain_number(number: int) -> None:
    english = f"{number:,}"
    assert values(english, "en") == values(english.replace(",", " "), "fr") == [str(number)]
    assert values(english.replace(",", "\u202f"), "fr") == [str(number)]


@given(st.text("0123456789.,/- \u202fMkIVXe", max_size=40), st.sampled_from(["fr", "en", "und"]))
def test_whatever_stands_there_is_read(text: str, language: str) -> None:
    for term in terms(text, language):
        assert text[term.span.start : term.span.end] == term.raw
        assert term.stem
