"""What is asked of Milvus is made of numbers, whatever strangers have written and however much is asked for."""

from __future__ import annotations

import datetime as dt
import re

from hypothesis import given
from hypothesis import strategies as st

from rag.ports import VectorEntry
from rag.store.milvus.numbers import UNDATED, expressions, fields, number
from rag.types import Filter
from tests.store.vectors import DIRECTIONS, KINDS, entry, rows

_EXPRESSION = re.compile(r"(born <= \d+ and died > \d+)( and [a-z]+ (in \[\d+(, \d+)*\]|[<>]= \d+))*")
texts = st.text(st.characters(codec=None), min_size=0, max_size=40) | st.sampled_from(
    ['a" or 1 == 1 or source == "', "a') or died > 0 #", "\\", "[1]", "\x00", "€\ud800"]
)
names = st.lists(texts, max_size=4).map(tuple)


@given(
    where=st.builds(
        Filter, names, names, names, st.none() | st.dates(), st.none() | st.dates()
    ),
    sequence=st.integers(0, 2**61),
)  # fmt: skip
def test_no_text_of_a_filter_is_part_of_an_expression(where: Filter, sequence: int) -> None:
    found = list(expressions(where, sequence))
    assert len(found) == 1
    assert _EXPRESSION.fullmatch(found[0])


@given(entry=st.builds(VectorEntry, st.just(""), texts, texts, st.none() | st.dates(), texts))
def test_a_row_has_numbers_that_fit_a_field(entry: VectorEntry) -> None:
    held = fields(entry)
    assert all(0 <= value < 2**63 for value in held.values())
    assert (held["date"] == UNDATED) == (entry.date is None)
    assert held["document"] == number(entry.document_id)


def test_a_number_is_the_same_in_every_process_and_version() -> None:
    assert number("fr") == 4_976_735_194_254_535_262
    assert number("") != number(" ")


def test_what_is_too_long_for_one_expression_is_asked_for_in_several_that_do_not_overlap() -> None:
    documents = tuple(f"d{n}" for n in range(25_000))
    found = list(expressions(Filter(languages=("fr",), documents=documents, sources=("x",)), 3))
    values = [set(re.search(r"document in \[(.*?)\]", part)[1].split(", ")) for part in found]  # type: ignore[index]
    assert len(found) == 3
    assert sum(map(len, values)) == len(set().union(*values)) == 25_000
    assert all("language in [" in part and "source in [" in part for part in found)


def test_a_filter_of_very_many_documents_finds_what_is_in_any_part_of_it() -> None:
    store = KINDS["milvus-lite"].new(4)
    held = [entry(f"p{n}", document=f"d{n * 2000}") for n in range(10)]
    store.add(held, rows(*[DIRECTIONS[0]] * 10))
    where = Filter(documents=tuple(f"d{n}" for n in range(25_000) if n != 2000))
    assert [name for name, _ in store.search(DIRECTIONS[0], 20, where)] == [f"p{n}" for n in range(10) if n != 1]


def test_a_source_that_is_an_expression_is_a_source() -> None:
    store = KINDS["milvus-lite"].new(4)
    evil = 'a" or 1==1'
    store.add([entry("p1"), entry("p2", source=evil, date=dt.date.max)], rows(DIRECTIONS[0], DIRECTIONS[0]))
    assert store.search(DIRECTIONS[0], 5, Filter(sources=(evil,))) == [("p2", 1.0)]
    assert store.search(DIRECTIONS[0], 5, Filter(sources=("a",))) == []
