"""FAISS with more vectors than it looks at one by one: segments that are linked, an inverted file that proposes."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.store.faiss_store import FaissStore, Sizes
from rag.store.ivf import INDEX_FILE, RECALL
from rag.types import Filter, Vectors
from tests.store.damage import opened_after_damage
from tests.store.vectors import entry

DIMENSION = 24
MANY = 6000
SIZES = Sizes(exact_up_to=500, segment=1000)
EXACT = Sizes(exact_up_to=10**6, segment=1000)


def around(count: int, seed: int = 0) -> Vectors:
    """In heaps, as the vectors of texts are."""
    draw = np.random.default_rng(seed)
    middles = draw.normal(size=(40, DIMENSION))
    vectors = middles[draw.integers(0, 40, count)] + 0.7 * draw.normal(size=(count, DIMENSION))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors.astype(np.float32)


VECTORS = around(MANY)
QUERIES = around(50, seed=1)


def name(row: int) -> str:
    return f"{row:05d}"


def put(store: FaissStore, rows: range) -> None:
    entries = [entry(name(row), language="en" if row % 3 == 2 else "fr") for row in rows]
    store.add(entries, VECTORS[rows.start : rows.stop])


def filled(sizes: Sizes, rows: range = range(MANY)) -> FaissStore:
    store = FaissStore(DIMENSION, sizes)
    put(store, rows)
    return store


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("saved")
    filled(SIZES).save(folder)
    return folder


def recall(store: FaissStore, exact: FaissStore, where: Filter | None = None) -> float:
    shares = []
    for query in QUERIES:
        wanted = dict(exact.search(query, 10, where))
        found = dict(store.search(query, 10, where))
        assert all(score == wanted[one] for one, score in found.items() if one in wanted)
        shares.append(len(wanted.keys() & found.keys()) / len(wanted))
    return float(np.mean(shares))


def test_it_says_how_it_searches_and_what_that_finds(saved: Path) -> None:
    few, many = filled(SIZES, range(500)).facts(), FaissStore.load(saved, SIZES).facts()
    assert (few.kind, few.method, few.details) == ("faiss", "exact", {"exact_up_to": 500})
    assert many.method == "ivf"
    assert many.details["lists"] == MANY // 40
    assert float(many.details["recall"]) >= RECALL


@pytest.mark.parametrize("where", [None, Filter(languages=("fr",)), Filter(languages=("en",))], ids=str)
def test_what_is_proposed_has_exact_scores_and_little_is_missed(saved: Path, where: Filter | None) -> None:
    assert recall(FaissStore.load(saved, SIZES), filled(EXACT), where) >= 0.95


def test_few_candidates_are_all_looked_at(saved: Path) -> None:
    store, exact = FaissStore.load(saved, SIZES), filled(EXACT)
    for loaded in (store, exact):
        loaded.delete([name(r) for r in range(MANY) if r % 3 == 2 and r > 1200])
    for query in QUERIES:
        where = Filter(languages=("en",))
        assert store.search(query, 30, where) == exact.search(query, 30, where)


def test_what_comes_and_goes_after_saving_is_searched_at_once(saved: Path) -> None:
    store = FaissStore.load(saved, SIZES)
    (first, _), *_ = store.search(QUERIES[0], 1)
    assert store.delete([first]) == 1
    store.add([entry("new", language="pt")], QUERIES[:1])
    store.add([entry(first, language="pt")], -QUERIES[:1])
    (found, score), *others = store.search(QUERIES[0], 600)
    assert found == "new"
    assert score == pytest.approx(1, abs=1e-6)
    assert first not in dict(others)
    assert [one for one, _ in store.search(QUERIES[0], 9, Filter(languages=("pt",)))] == ["new", first]


def test_only_what_changed_is_written_again(saved: Path, tmp_path: Path) -> None:
    store = FaissStore.load(saved, SIZES)
    store.delete([name(2500)])
    store.add([entry("new")], QUERIES[:1])
    names = store.save(tmp_path, saved)
    shared = [file for file in names if (saved / file).exists() and (tmp_path / file).samefile(saved / file)]
    assert shared == [f"vectors-00000{n}.faiss" for n in (0, 1, 3, 4, 5)]
    again = FaissStore.load(tmp_path, SIZES)
    assert again.ids() == store.ids() == {*map(name, range(MANY)), "new"} - {name(2500)}
    ((_, score),) = again.search(QUERIES[0], 1)
    assert again.search(QUERIES[0], 1) == store.search(QUERIES[0], 1) == [("new", score)]
    assert FaissStore.load(saved, SIZES).ids() == {*map(name, range(MANY))}


def test_nothing_of_what_was_deleted_stays_in_a_file(saved: Path, tmp_path: Path) -> None:
    store = FaissStore.load(saved, SIZES)
    for row in (0, 999, 3333, MANY - 1):
        store.delete([name(row)])
    names = store.save(tmp_path, saved)
    written = {file: (tmp_path / file).read_bytes() for file in names}
    for row, held in ((0, False), (3333, False), (MANY - 1, False), (1, True), (4242, True)):
        assert any(VECTORS[row].tobytes() in content for content in written.values()) is held
    assert (tmp_path / INDEX_FILE).stat().st_size < (saved / INDEX_FILE).stat().st_size
    assert not any(name(3333).encode() in content for content in written.values())


def test_centroids_are_made_anew_once_outgrown_and_dropped_where_few_are_left(saved: Path, tmp_path: Path) -> None:
    store, before = FaissStore.load(saved, SIZES), saved
    more = around(3 * MANY + 1, seed=2)
    for step, (added, lists) in enumerate([(MANY, MANY // 40), (2 * MANY + 1, (4 * MANY + 1) // 40)]):
        store.add([entry(f"{step}-{n}") for n in range(added)], more[:added])
        folder = tmp_path / str(step)
        folder.mkdir()
        store.save(folder, before)
        assert store.facts().details["lists"] == min(lists, int(4 * np.sqrt(len(store))))
        before = folder
    store.delete(store.ids() - {*map(name, range(400))})
    (tmp_path / "few").mkdir()
    assert INDEX_FILE not in store.save(tmp_path / "few", before)
    assert FaissStore.load(tmp_path / "few", SIZES).facts().method == "exact"


def test_what_waits_is_moved_to_a_file_and_found_there(tmp_path: Path) -> None:
    store, exact = FaissStore(DIMENSION, SIZES), filled(EXACT)
    work, folder = tmp_path / "work", tmp_path / "saved"
    work.mkdir()
    folder.mkdir()
    for start in range(0, MANY, 400):
        rows = range(start, min(start + 400, MANY))
        store.add(
            [entry(name(r), language="en" if r % 3 == 2 else "fr") for r in rows], VECTORS[rows.start : rows.stop]
        )
        store.settle(work)
    assert len(list(work.iterdir())) == 5
    assert [store.search(query, 5) for query in QUERIES] == [exact.search(query, 5) for query in QUERIES]
    store.save(folder)
    assert FaissStore.load(folder, EXACT).search(QUERIES[0], 50) == exact.search(QUERIES[0], 50)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_damage_to_files_of_many_is_an_error_that_its_caller_expects(saved: Path, data: st.DataObject) -> None:
    def save(folder: Path) -> list[str]:
        return [Path(shutil.copy2(file, folder)).name for file in sorted(saved.iterdir())]

    with opened_after_damage(data, save, FaissStore.load) as loaded:
        if loaded is not None:
            assert len(loaded) == MANY
            assert len(loaded.search(QUERIES[0], 20)) <= 20
