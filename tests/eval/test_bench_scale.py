"""What `make bench-scale` gives to all systems, and what it says of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from eval.bench.scale import Run, built, measure
from eval.bench.scale_data import NEAREST, Given, nearest, prepare, recall
from eval.bench.scale_table import Measured, table
from eval.bench.scale_worker import Limit, memory
from eval.bench.synthetic import languages
from tests.doubles import HashEmbedder

PASSAGES = 60


def test_the_nearest_are_those_of_all_products_in_each_pool(tmp_path: Path) -> None:
    given = prepare(tmp_path / "given", HashEmbedder(), PASSAGES)
    questions = np.asarray(given.vectors)[[3, 40]]
    found = nearest(given, questions, PASSAGES)
    products = questions @ np.asarray(given.vectors).T
    names = [name.decode() for name in given.ids.tolist()]
    spoken = np.array(languages(PASSAGES))
    assert found.keys() == {"all", "fr", "en"}
    for pool, inside in [("all", spoken != ""), ("fr", spoken == "fr"), ("en", spoken == "en")]:
        for row, wanted in zip(np.where(inside, products, -2), found[pool], strict=True):
            assert set(wanted) == {names[i] for i in np.argsort(-row)[:NEAREST]}
    few = nearest(given, questions, 20)
    assert all(set(some) <= set(names[:20]) for some in few["all"])
    assert [set(some) for some in few["en"]] == [set(names[16:20])] * 2  # fewer than ten


def test_what_is_given_is_made_once_and_in_the_order_of_the_corpus(tmp_path: Path) -> None:
    given = prepare(tmp_path, HashEmbedder(), PASSAGES)
    made = (tmp_path / "vectors.npy").stat().st_mtime_ns
    assert prepare(tmp_path, HashEmbedder(), PASSAGES) == given
    assert (tmp_path / "vectors.npy").stat().st_mtime_ns == made
    batches = list(given.batches(25))
    assert [len(ids) for ids, _, _ in batches] == [25, 25, 10]
    assert [name.encode() for ids, _, _ in batches for name in ids] == given.ids.tolist()
    assert np.array_equal(np.concatenate([vectors for _, _, vectors in batches]), given.vectors)


def test_recall_is_the_share_of_what_was_wanted() -> None:
    assert recall([["a", "b"], ["c", "x"]], [["b", "a"], ["c", "d"]]) == 0.75


def test_a_limit_says_what_was_used_up() -> None:
    limits = free, _, _ = Limit(60, 1000), Limit(-1, 1000), Limit(60, 0)
    for limit in limits:
        with limit:
            pass
    assert [limit() for limit in limits] == [False, True, True]
    assert [limit.reached for limit in limits] == ["", "time", "memory"]
    assert free.anon == pytest.approx(memory()["anon"], rel=0.2)


def test_the_table_has_each_system_with_its_growth() -> None:
    small = Measured("ours", 10, 10, "", 2.0, 5, 100, 0.5, 300, 200, 4, 8, 6, 9, {"all": 0.95})
    large = Measured("ours", 100, 60, "time", 30.0, 50, 600, 0.5, 600, 200, 8, 16, 6, 9, {"all": 0.9})
    lines = table([small, large]).splitlines()
    assert "ours" in lines
    assert next(line for line in lines if "p95" in line).split() == ["search", "p95,", "ms", "8.000", "16.0", "(×2.0)"]
    assert next(line for line in lines if "recall" in line).split() == ["recall@10,", "all", "0.950", "0.900"]
    assert "  of 100 only 60: time was used up" in lines


def test_a_run_measures_the_product_and_what_is_kept_is_not_built_again(tmp_path: Path) -> None:
    run = Run(tmp_path, 1, 8, keep=True, questions=3)
    (found,) = measure(run, [PASSAGES], ["sourcier"])
    assert (found.held, found.recall) == (PASSAGES, {"all": 1.0, "fr": 1.0, "en": 1.0})
    assert 0 < found.p50 <= found.p95
    assert found.disk > 0
    assert built(run, Given(tmp_path / f"{PASSAGES}" / "given"), "sourcier")["seconds"] == found.build
