"""Whether memory grows is told from noise, from a warm-up, and from what comes and goes."""

from __future__ import annotations

import numpy as np
import pytest

from eval.soak.slope import slope

SECONDS = np.arange(0.0, 600.0, 2.0)


def samples(mb: np.ndarray) -> list[tuple[float, float]]:
    return [(1000.0 + at, value) for at, value in zip(SECONDS.tolist(), mb.tolist(), strict=True)]


def noise(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 5, len(SECONDS))


@pytest.mark.parametrize("seed", range(5))
def test_what_grows_is_found_with_its_slope(seed: int) -> None:
    found = slope(samples(800 + SECONDS * 120 / 3600 + noise(seed)))
    assert found
    assert found.grows
    assert found.low < 120 < found.high


@pytest.mark.parametrize("seed", range(5))
def test_what_only_warms_up_swings_or_shrinks_does_not_grow(seed: int) -> None:
    warming = np.minimum(SECONDS, 200.0)
    swinging = 40 * np.sin(SECONDS / 5)
    for mb in (600 + warming + noise(seed), 800 + swinging + noise(seed), 800 - SECONDS / 60 + noise(seed)):
        found = slope(samples(mb))
        assert found
        assert not found.grows


def test_of_a_short_time_nothing_is_said_of_an_hour() -> None:
    assert slope([]) is None
    assert slope(samples(800 + SECONDS)[:60]) is None
