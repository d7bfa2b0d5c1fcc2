"""The yardstick: how high a question scores by itself, in each language."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.retrieve.background import Background
from rag.store.columns import evenly
from rag.types import Vectors


def around(score: float, count: int, spread: float = 0.1) -> Vectors:
    """Vectors `(count, 2)` whose inner products with (1, 0) have that mean and that deviation."""
    scores = score + spread * np.array([1 if i % 2 else -1 for i in range(count)])
    return np.stack([scores, np.sqrt(1 - scores**2)], axis=1).astype(np.float32)


QUERY = np.array([1, 0], dtype=np.float32)


def test_each_language_has_its_own_scale() -> None:
    scales = Background({"fr": around(0.8, 40), "en": around(0.6, 40, 0.05)}).scales(QUERY)
    assert (scales["fr"].mean, scales["fr"].deviation) == pytest.approx((0.8, 0.1))
    assert (scales["en"].mean, scales["en"].deviation) == pytest.approx((0.6, 0.05))


def test_the_same_score_stands_higher_where_scores_are_lower() -> None:
    scales = Background({"fr": around(0.8, 40), "en": around(0.6, 40)}).scales(QUERY)
    assert scales["fr"].standardise(0.8) == pytest.approx(0, abs=1e-4)
    assert scales["en"].standardise(0.8) == pytest.approx(2, abs=1e-4)


def test_a_language_of_few_passages_is_measured_by_all() -> None:
    scales = Background({"fr": around(0.8, 30), "en": around(0.2, 10)}).scales(QUERY)
    assert scales["fr"].mean == pytest.approx(0.8)
    assert scales["en"].mean == pytest.approx((30 * 0.8 + 10 * 0.2) / 40)


def test_equal_passages_do_not_make_noise_look_like_signal() -> None:
    (scale,) = Background({"fr": around(0.8, 40, 0)}).scales(QUERY).values()
    assert scale.deviation > 0.01
    assert abs(scale.standardise(0.801)) < 0.1


def test_an_empty_index_has_no_scale() -> None:
    assert Background({}).scales(QUERY) == {}
    assert Background({"fr": np.empty((0, 2), dtype=np.float32)}).scales(QUERY) == {}


@given(st.lists(st.text(max_size=3), unique=True), st.integers(1, 50))
def test_evenly_takes_so_many_from_end_to_end_in_order(items: list[str], count: int) -> None:
    taken = evenly(items, count)
    assert len(taken) == min(count, len(items))
    places = [items.index(item) for item in taken]
    assert places == sorted(set(places))
    if len(taken) > 1:
        assert (taken[0], taken[-1]) == (items[0], items[-1])
        gaps = np.diff(places)
        assert gaps.max() - gaps.min() <= 1
