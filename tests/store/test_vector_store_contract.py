"""What every VectorStore does."""

from __future__ import annotations

import datetime as dt
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.ports import VectorStore
from rag.store.faiss_store import FaissStore
from rag.store.index import StoreKind
from rag.types import Filter
from tests.store.damage import opened_after_damage
from tests.store.vectors import DIMENSION, DIRECTIONS, KINDS, entry, rows


@pytest.fixture(scope="module", params=list(KINDS.values()), ids=list(KINDS))
def kind(request: pytest.FixtureRequest) -> StoreKind:
    found: StoreKind = request.param
    return found


@pytest.fixture
def store(kind: StoreKind) -> VectorStore:
    """Three passages of two documents."""
    made = kind.new(DIMENSION)
    entries = [
        entry("p1"),
        entry("p2", language="en", date=dt.date(2024, 2, 29), source="Gazette"),
        entry("p3", "b", source="Courrier"),
    ]
    made.add(entries, rows(DIRECTIONS[0], DIRECTIONS[1], DIRECTIONS[8]))
    return made


def test_it_is_a_store(store: VectorStore) -> None:
    assert isinstance(store, VectorStore)


def test_an_empty_store_finds_nothing(kind: StoreKind) -> None:
    store = kind.new(DIMENSION)
    assert len(store) == 0
    assert store.ids() == set()
    assert store.search(DIRECTIONS[0], 5) == []
    assert store.search(DIRECTIONS[0], 5, Filter(languages=("fr",))) == []
    assert store.count(Filter()) == store.count(Filter(sources=("Gazette",))) == 0
    assert store.get([]).shape == (0, DIMENSION)
    assert store.delete(["p1"]) == 0


def test_a_bad_addition_changes_nothing(store: VectorStore) -> None:
    for entries, vectors in [
        ([entry("p4"), entry("p1")], rows(DIRECTIONS[0], DIRECTIONS[1])),
        ([entry("p4"), entry("p4")], rows(DIRECTIONS[0], DIRECTIONS[1])),
        ([entry("p4")], rows(DIRECTIONS[0], DIRECTIONS[1])),
        ([entry("p4")], np.ones((1, DIMENSION + 1), dtype=np.float32)),
    ]:
        with pytest.raises(ValueError, match=r"entries|already|shape"):
            store.add(entries, vectors)
        assert store.ids() == {"p1", "p2", "p3"}
        assert len(store) == 3
    store.add([entry("p4")], rows(DIRECTIONS[2]))
    assert np.array_equal(store.get(["p4", "p1"]), rows(DIRECTIONS[2], DIRECTIONS[0]))


def test_what_was_deleted_can_be_added_again(store: VectorStore) -> None:
    assert store.delete(["p1", "p1", "unknown"]) == 1
    store.add([entry("p1", "b")], rows(DIRECTIONS[3]))
    assert np.array_equal(store.get(["p1"]), rows(DIRECTIONS[3]))
    assert store.search(DIRECTIONS[3], 1, Filter(documents=("b",))) == [("p1", 1.0)]


@pytest.mark.parametrize(
    ("where", "wanted"),
    [
        (Filter(), ["p1", "p2", "p3"]),
        (Filter(sources=("Gazette",)), ["p2"]),
        (Filter(sources=("Gazette", "Courrier", "nobody")), ["p2", "p3"]),
        (Filter(sources=("",)), ["p1"]),
        (Filter(sources=("nobody",)), []),
        (Filter(languages=("fr",), sources=("Gazette",)), []),
        (Filter(languages=("fr",), documents=("b",), sources=("Courrier",)), ["p3"]),
        (Filter(date_from=dt.date(2024, 2, 29), sources=("Gazette",)), ["p2"]),
    ],
    ids=str,
)
def test_a_filter_is_of_sources_too_and_what_passes_is_counted(
    store: VectorStore, where: Filter, wanted: list[str]
) -> None:
    assert sorted(name for name, _ in store.search(DIRECTIONS[8], 5, where)) == wanted
    assert store.count(where) == len(wanted)


@pytest.mark.parametrize("number", [30, 500])
def test_of_many_equal_scores_the_first_ids_are_given(kind: StoreKind, number: int) -> None:
    names = [f"{n * 7919 % number:04d}" for n in range(number)]  # in no order
    store = kind.new(DIMENSION)
    store.add([entry(name, language="fr") for name in names], rows(*[DIRECTIONS[0]] * number))
    store.add([entry("best")], rows(DIRECTIONS[8]))
    for where in (None, Filter(languages=("fr",))):
        found = store.search(DIRECTIONS[8], 4, where)
        assert found == [("best", 1.0), ("0000", 0.5), ("0001", 0.5), ("0002", 0.5)]


@settings(max_examples=60)
@given(data=st.data(), number=st.integers(1, 60), k=st.integers(1, 70))
def test_scores_are_inner_products_and_the_best_come_first(
    kind: StoreKind, data: st.DataObject, number: int, k: int
) -> None:
    random = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    vectors = random.normal(size=(number + 1, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    store = kind.new(16)
    store.add([entry(f"{n:03d}") for n in range(number)], vectors[:-1])
    scores = (vectors[:-1].astype(np.float64) @ vectors[-1]).tolist()
    found = store.search(vectors[-1], k)
    assert [scores[int(name)] for name, _ in found] == pytest.approx(sorted(scores, reverse=True)[:k], abs=1e-6)
    assert [score for _, score in found] == pytest.approx([scores[int(name)] for name, _ in found], abs=1e-6)


def test_a_query_of_any_memory_layout_is_the_same_query(store: VectorStore) -> None:
    wide = np.zeros((DIMENSION, 2), dtype=np.float32)
    wide[:, 0] = DIRECTIONS[1]
    assert store.search(wide[:, 0], 1) == [("p2", 1.0)]


def test_vectors_that_are_got_are_the_callers_own(store: VectorStore) -> None:
    store.get(["p1"])[:] = 0
    assert np.array_equal(store.get(["p1"]), rows(DIRECTIONS[0]))


def test_saving_is_not_moving(store: VectorStore, kind: StoreKind, tmp_path: Path) -> None:
    store.save(tmp_path)
    store.delete(["p1"])
    loaded = kind.load(tmp_path)
    assert (loaded.ids(), store.ids()) == ({"p1", "p2", "p3"}, {"p2", "p3"})


def test_threads_may_read_at_once(store: VectorStore) -> None:
    wanted = store.search(DIRECTIONS[8], 3)
    found: list[bool] = []

    def read() -> None:
        for _ in range(200):
            right = store.search(DIRECTIONS[8], 3) == wanted and len(store.get(["p3", "p1"])) == 2
            found.append(right and store.search(DIRECTIONS[1], 3, Filter(languages=("en",))) == [("p2", 1.0)])

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 800


@settings(max_examples=150)
@given(data=st.data())
def test_damaged_files_of_faiss_are_an_error_that_its_caller_expects(data: st.DataObject) -> None:
    store = FaissStore(DIMENSION)
    store.add([entry(f"p{n}", date=dt.date(2024, 1, 1)) for n in range(5)], rows(*DIRECTIONS[8:13]))
    with opened_after_damage(data, store.save, FaissStore.load) as loaded:
        if loaded is not None:
            assert len(loaded) == 5
            assert len(loaded.search(DIRECTIONS[8], 2)) == 2
