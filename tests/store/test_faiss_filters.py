"""What a filter lets through is found among many vectors, however far it lies from what is asked."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from rag.store.faiss_store import FaissStore, Sizes
from rag.types import Filter, Vectors
from tests.store.vectors import entry

DIMENSION, MANY = 16, 4000
SIZES = Sizes(exact_up_to=300, segment=1000)
OLD = dt.date(1990, 1, 1)


def apart(seed: int = 0) -> Vectors:
    """Two heaps that face away from each other: every third vector is in the second, as a language might be."""
    draw = np.random.default_rng(seed)
    vectors = 0.3 * draw.normal(size=(MANY, DIMENSION))
    vectors[:, 0] += np.where(np.arange(MANY) % 3 == 2, -1.0, 1.0)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors.astype(np.float32)


VECTORS = apart()
QUERIES = apart(1)[:60:3]
"""All in the first heap."""


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> tuple[FaissStore, FaissStore]:
    """One that proposes, opened again, and one that looks at all."""
    folder = tmp_path_factory.mktemp("saved")
    entries = [
        entry(f"{row:05d}", f"d{row // 8}", "en" if row % 3 == 2 else "fr", OLD if row % 10 == 2 else None)
        for row in range(MANY)
    ]
    for sizes in (SIZES, Sizes(exact_up_to=MANY)):
        store = FaissStore(DIMENSION, sizes)
        store.add(entries, VECTORS)
        if sizes is SIZES:
            store.save(folder)
    return FaissStore.load(folder, SIZES), store


@pytest.mark.parametrize(
    "where",
    [
        None,
        Filter(languages=("fr",)),
        Filter(languages=("en",)),
        Filter(date_to=OLD),
        Filter(("en", "fr"), date_to=OLD),
    ],
    ids=str,
)
def test_the_nearest_are_found_in_every_language_and_at_every_date(
    stores: tuple[FaissStore, FaissStore], where: Filter | None
) -> None:
    store, exact = stores
    assert store.facts().method == "ivf"
    shares = []
    for query in QUERIES:
        found, wanted = (dict(one.search(query, 10, where)) for one in (store, exact))
        assert len(found) == 10
        shares.append(len(found.keys() & wanted.keys()) / 10)
    assert np.mean(shares) >= 0.95


def test_they_are_found_after_others_went_and_came(stores: tuple[FaissStore, FaissStore], tmp_path: Path) -> None:
    store, english = FaissStore(DIMENSION, SIZES), Filter(languages=("en",))
    store.add([entry(f"{row:05d}", language="en" if row % 3 == 2 else "fr") for row in range(MANY)], VECTORS)
    store.save(tmp_path)
    store = FaissStore.load(tmp_path, SIZES)
    before = store.search(QUERIES[0], 10, english)
    store.delete([before[0][0]])
    assert [name for name, _ in store.search(QUERIES[0], 9, english)] == [name for name, _ in before[1:]]
    store.add([entry("new", language="en")], QUERIES[:1])
    assert store.search(QUERIES[0], 1, english)[0][0] == "new"
