"""The columns beside a store's rows give the same as a list of entries that is looked through."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.ports import VectorEntry
from rag.store import names
from rag.store.arrays import MAPPED_FROM, read_arrays
from rag.store.columns import Columns
from rag.types import Filter
from tests.store.damage import opened_after_damage
from tests.store.vectors import DATES, DOCUMENTS, LANGUAGES, NAMES, SOURCES, entry, filters, passes

entries = st.builds(
    VectorEntry,
    st.sampled_from(NAMES),
    st.sampled_from(DOCUMENTS),
    st.sampled_from(LANGUAGES),
    st.sampled_from(DATES),
    st.sampled_from(SOURCES),
)
batches = st.lists(
    st.tuples(st.lists(entries, max_size=12, unique_by=lambda e: e.passage_id), st.randoms()), max_size=5
)


def agree(columns: Columns, held: list[VectorEntry], where: Filter) -> None:
    """Fails where the columns do not say of their rows what the list says."""
    ids = [e.passage_id for e in held]
    everything = np.arange(len(held))
    assert len(columns) == len(held)
    assert columns.names(everything) == ids
    assert columns.all_names() == set(ids)
    assert columns.rows(ids[::-1]).tolist() == list(range(len(held)))[::-1]
    assert columns.known([*ids, "nobody"]) == list(range(len(held)))
    assert columns.matching(where).tolist() == [passes(e, where) for e in held]
    numbers = columns.documents().tolist()
    same = {(i, j) for i in everything for j in everything if numbers[i] == numbers[j]}
    assert same == {(i, j) for i in everything for j in everything if held[i].document_id == held[j].document_id}


def save_as_before(columns: Columns, path: Path) -> None:
    """As version 0.1.0 wrote its files: without the order of the ids, the names sorted, nothing aligned."""
    sorted_names, codes = {}, {}
    for field in ("document", "language", "source"):
        names, moved = np.unique(columns._names[field].values, return_inverse=True)
        sorted_names[f"{field}s"] = names
        codes[f"{field}_codes"] = moved.astype(np.int32)[columns._codes[field].values]
    fields: dict[str, Any] = {**sorted_names, **codes}
    np.savez(path, ids=columns._ids.values, dates=columns._dates.values, **fields)


@settings(max_examples=200, deadline=None)
@given(steps=batches, where=filters)
def test_any_additions_and_removals(steps: list[tuple[list[VectorEntry], Random]], where: Filter) -> None:
    columns, held = Columns(), list[VectorEntry]()
    for batch, random in steps:
        there = {e.passage_id for e in held}
        new = [e for e in batch if e.passage_id not in there]
        columns.check_new(new)
        columns.append(new)
        held += new
        agree(columns, held, where)
        kept = [random.random() < 0.7 for _ in held]
        columns.keep(np.array(kept, dtype=bool))
        held = [e for e, stays in zip(held, kept, strict=True) if stays]
        agree(columns, held, where)
    with tempfile.TemporaryDirectory() as folder:
        columns.save(Path(folder) / "columns.npz")
        save_as_before(columns, Path(folder) / "before.npz")
        for name, mapped_from in [("columns", MAPPED_FROM), ("columns", 0), ("before", MAPPED_FROM), ("before", 0)]:
            loaded = Columns.load(Path(folder) / f"{name}.npz", mapped_from)
            agree(loaded, held, where)
            loaded.append([entry("new", "a new document", source="A new source")])
            agree(loaded, [*held, entry("new", "a new document", source="A new source")], where)
            loaded.keep(np.arange(len(loaded)) % 2 == 0)
            loaded.save(Path(folder) / "again.npz")
            again = Columns.load(Path(folder) / "again.npz", 0)
            agree(again, [*held, entry("new", "a new document", source="A new source")][::2], where)


@pytest.fixture
def three() -> Columns:
    columns = Columns()
    columns.append([entry("p1"), entry("p2", "b", "en", dt.date(2024, 2, 29)), entry("p3", source="Gazette")])
    return columns


def test_an_id_twice_or_there_already_is_refused(three: Columns) -> None:
    for new in (["p1"], ["p4", "p2"], ["p4", "p4"]):
        with pytest.raises(ValueError, match="already"):
            three.check_new([entry(name) for name in new])
    three.check_new([entry("p4")])
    three.keep(np.array([False, True, True]))
    three.check_new([entry("p1")])


def test_an_unknown_id_is_an_error(three: Columns) -> None:
    with pytest.raises(KeyError):
        three.rows(["p1", "p4"])
    assert three.known(["p4"]) == []


def test_every_field_must_pass(three: Columns) -> None:
    assert three.matching(Filter(languages=("fr",), sources=("Gazette",))).tolist() == [False, False, True]
    assert three.matching(Filter(documents=("a",), sources=("",))).tolist() == [True, False, False]
    assert three.matching(Filter(languages=("en",), sources=("Gazette",))).tolist() == [False] * 3


@settings(max_examples=150)
@given(data=st.data())
def test_a_damaged_file_is_an_error_that_its_caller_expects(data: st.DataObject) -> None:
    columns = Columns()
    columns.append([entry(f"p{n}", date=dt.date(2024, 1, 1)) for n in range(5)])

    def save(folder: Path) -> list[str]:
        columns.save(folder / "columns.npz")
        return ["columns.npz"]

    with opened_after_damage(data, save, lambda folder: Columns.load(folder / "columns.npz")) as loaded:
        if loaded is not None:
            assert loaded.all_names() == {f"p{n}" for n in range(5)}


def test_columns_of_different_lengths_or_of_others_are_an_error(three: Columns, tmp_path: Path) -> None:
    file = tmp_path / "columns.npz"
    three.save(file)
    with np.load(file, allow_pickle=False) as held:
        fields = dict(held)
    for name in ("ids", "dates", "document_codes", "language_codes", "source_codes"):
        np.savez(file, **{**fields, name: fields[name][:2]})
        with pytest.raises(ValueError, match=r"different lengths|not in their order"):
            Columns.load(file)
        np.savez(file, **{field: held for field, held in fields.items() if field != name})
        with pytest.raises(ValueError, match="cannot be read"):
            Columns.load(file)
    with pytest.raises(FileNotFoundError):
        Columns.load(tmp_path / "nothing.npz")


def test_a_large_file_is_mapped_and_each_array_lies_aligned(three: Columns, tmp_path: Path) -> None:
    three.save(tmp_path / "columns.npz")
    for array in read_arrays(tmp_path / "columns.npz", mapped_from=0).values():
        assert array.ctypes.data % 64 == 0
        assert not array.flags.writeable
        assert not array.flags.owndata
    with np.load(tmp_path / "columns.npz", allow_pickle=False) as held:  # and it is what numpy reads
        assert held["ids"].tolist() == [b"p1", b"p2", b"p3"]


def test_ids_are_found_however_many_were_sorted_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "_RECENT", 10)
    columns = Columns()
    random = Random(7)
    held = [f"{random.randrange(10**9):x}" for _ in range(200)]
    for start in range(0, 200, 7):
        columns.append([entry(name) for name in held[start : start + 7]])
        known = held[: start + 7]
        assert columns.rows(known).tolist() == list(range(len(known)))
        assert columns.known(["nobody", "x" * 40, held[0] + "x" * 40]) == []


def test_an_id_that_is_longer_than_any_is_not_there(three: Columns) -> None:
    three.append([entry("p" * 32)])
    assert three.known(["p" * 33]) == []
    assert three.known(["p" * 32]) == [3]


def test_many_names_are_found_as_one_is(three: Columns) -> None:
    several = ("a", "nothing", "b", "", "zzz", "a much longer name than any that is there", "a")
    assert three.matching(Filter(documents=several)).tolist() == [True, True, True]
    assert three.matching(Filter(documents=several[1:6])).tolist() == [False, True, False]
    three.append([entry("p4", "zzz")])
    assert three.matching(Filter(documents=several[1:6])).tolist() == [False, True, False, True]
    three.keep(np.array([True, False, True, True]))
    assert three.matching(Filter(documents=several[1:6])).tolist() == [False, False, True]
    assert Columns().matching(Filter(documents=several)).tolist() == []
