"""From strength to probability."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.retrieve.calibration import BUNDLED, Calibration, Evidence

numbers = st.floats(-1e6, 1e6)
slopes = st.floats(0.01, 100)
evidences = st.builds(Evidence, numbers, st.floats(0, 10))
calibrations = st.just(BUNDLED) | st.builds(Calibration, numbers, slopes, numbers, numbers)


@given(calibrations, numbers, evidences)
def test_it_is_a_probability(calibration: Calibration, gap: float, evidence: Evidence) -> None:
    assert 0 <= calibration.probability(gap, evidence) <= 1


@given(calibrations, numbers, numbers, evidences)
def test_for_one_question_it_rises_with_the_gap(
    calibration: Calibration, one: float, other: float, evidence: Evidence
) -> None:
    low, high = sorted((one, other))
    assert calibration.probability(low, evidence) <= calibration.probability(high, evidence)


@given(st.floats(-5, 5), st.builds(Evidence, st.floats(-5, 10), st.floats(0, 1.2)))
def test_what_ships_tells_any_two_ordinary_gaps_apart(gap: float, evidence: Evidence) -> None:
    assert BUNDLED.probability(gap, evidence) < BUNDLED.probability(gap + 0.1, evidence)


def test_it_is_the_logistic_of_the_weighted_sum() -> None:
    calibration = Calibration(-1.0, 2.0, 0.5, 0.25)
    assert calibration.probability(0.5, Evidence(2.0, 4.0)) == pytest.approx(1 / (1 + math.exp(-2)))
    assert calibration.probability(0, Evidence(2.0, 0.0)) == pytest.approx(0.5)
