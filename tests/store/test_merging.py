"""Postings merged out of parts are as if they had been made of all passages at once."""

from __future__ import annotations

import tempfile
from dataclasses import astuple
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.store.merging import Merge, spilled
from rag.store.postings import Postings, Row, counted

passages = st.lists(st.sampled_from("abcdef"), max_size=6).map(lambda terms: counted(terms, "fr"))
parts = st.lists(st.lists(passages, max_size=5), min_size=1, max_size=4)


def same(one: Postings, other: Postings) -> bool:
    pairs = zip(astuple(one), astuple(other), strict=True)
    return all(a.dtype == b.dtype and np.array_equal(a, b) for a, b in pairs)


@settings(max_examples=200, deadline=None)
@given(held=parts, at_once=st.integers(1, 8), data=st.data())
def test_whatever_the_parts_and_however_little_is_held_at_once(
    held: list[list[Row]], at_once: int, data: st.DataObject
) -> None:
    rows = [row for part in held for row in part]
    keep = np.array(data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows))), dtype=bool)
    merge = Merge([Postings.of_rows(part) for part in held], keep, at_once)
    wanted = Postings.of_rows([row for row, kept in zip(rows, keep.tolist(), strict=True) if kept])
    assert same(merge.in_memory(), wanted)
    with tempfile.TemporaryDirectory() as name:
        written = merge.save(Path(name))
        assert same(written, wanted)
        assert same(Postings.load(Path(name)), wanted)


@settings(max_examples=50, deadline=None)
@given(rows=st.lists(passages, max_size=5))
def test_what_is_put_aside_is_the_same_and_leaves_no_file(rows: list[Row]) -> None:
    with tempfile.TemporaryDirectory() as name:
        aside = spilled(Postings.of_rows(rows), Path(name))
        assert list(Path(name).iterdir()) == []
        assert same(aside, Postings.of_rows(rows))
