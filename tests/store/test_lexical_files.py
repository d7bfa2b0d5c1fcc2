"""What LexicalStore writes, and how it reads it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.store.lexical import LexicalStore
from tests.store.damage import opened_after_damage
from tests.store.lexicons import FRENCH, HELD, fill, one


def test_it_is_mapped_into_memory_and_not_read(tmp_path: Path) -> None:
    maps = Path("/proc/self/maps")
    if not maps.exists():
        pytest.skip("no /proc here to tell what is mapped")
    store = LexicalStore()
    fill(store, HELD)
    arrays = [name for name in store.save(tmp_path) if name.endswith(".npy")]
    opened = LexicalStore.load(tmp_path)
    assert len(arrays) == 5
    mapped = maps.read_text(encoding="utf-8")
    assert [name for name in arrays if str(tmp_path / name) in mapped] == arrays
    assert len(opened) == len(HELD)


def test_no_file_holds_a_pickle(tmp_path: Path) -> None:
    store = LexicalStore()
    fill(store, HELD)
    for name in store.save(tmp_path):
        held = np.load(tmp_path / name, allow_pickle=False)
        arrays = [held] if isinstance(held, np.ndarray) else [held[field] for field in held.files]
        assert all(array.dtype.kind in "UiSu" for array in arrays)


@settings(max_examples=150)
@given(data=st.data())
def test_damaged_files_are_an_error_that_its_caller_expects(data: st.DataObject) -> None:
    store = LexicalStore()
    fill(store, HELD)
    with opened_after_damage(data, store.save, LexicalStore.load) as loaded:
        if loaded is not None:
            assert len(loaded) == len(HELD)
            assert len(loaded.search(one("riv"), 2, FRENCH)) <= 2
