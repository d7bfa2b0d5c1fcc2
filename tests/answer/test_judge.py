"""From features to probabilities: shares that add up, an estimate between 0 and 1, the right model for the pair."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.candidates import Candidate
from rag.answer.judge import evidence, judge
from rag.answer.weights import ANY_EMBEDDER, BUNDLED, READER, Model, Weights
from rag.text.odds import probability
from rag.types import Span
from tests.answer.shelf import RIVER

PLAIN = {"coverage_near": 0.0, "names_near": 0.0, "match_near": 0.0, "passage": 0.0}
WEIGHTS = Weights(Model(0, {"x": 1}), Model(0, {"x": -1}), Model(0, {"best": 1}), Model(-3, {}))
HIT = RIVER.hits("river")[0]


def made(*xs: float, **more: float) -> list[Candidate]:
    return [Candidate(HIT, Span(i, i + 1), "", (), {**PLAIN, "x": x, **more}) for i, x in enumerate(xs)]


def test_shares_follow_the_odds() -> None:
    pool = judge(made(0, math.log(3)), WEIGHTS, same=True)
    assert pool.shares == pytest.approx([0.25, 0.75])
    assert pool.answered == pytest.approx(0.75)
    assert len(pool.candidates) == 2


def test_two_languages_have_weights_of_their_own() -> None:
    pool = judge(made(0, math.log(3)), WEIGHTS, same=False)
    assert pool.shares == pytest.approx([0.75, 0.25])
    assert pool.answered == pytest.approx(probability(-3))


def test_the_only_sentence_has_all_the_share() -> None:
    assert judge(made(-700), WEIGHTS, same=True).shares == [1.0]


def test_evidence_is_of_the_best_sentence_and_of_the_best_passage() -> None:
    one = made(0, names_near=0.2, coverage_near=0.9, match_near=0.1, passage=2.5)
    other = made(5, names_near=0.7, match_near=0.3, passage=1.5, answers=-1.0, span=4.0)
    found = evidence([*one, *other], [0, 5])
    assert found == {
        "best": 5, "coverage": 0.9, "names": 0.7, "match": 0.3, "span": 4.0, "read": -1.0,
        "best_near": 0.0, "best_coverage": 0.0,
    }  # fmt: skip


@given(st.lists(st.floats(-1000, 1000), min_size=1, max_size=20), st.booleans())
def test_shares_add_up_to_one_whatever_the_odds(xs: list[float], same: bool) -> None:
    pool = judge(made(*xs), WEIGHTS, same=same)
    assert sum(pool.shares) == pytest.approx(1)
    assert all(0 <= share <= 1 for share in pool.shares)
    best = max if same else min
    assert max(pool.shares) == pool.shares[xs.index(best(xs))]
    assert 0 <= pool.answered <= 1


@given(st.floats(allow_nan=False), st.floats(allow_nan=False))
def test_a_probability_is_between_0_and_1_and_never_falls(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0 <= probability(low) <= probability(high) <= 1
    assert probability(0) == 0.5


def test_a_model_names_its_features() -> None:
    assert Model(1, {"a": 2}).log_odds({"a": 3, "b": 100}) == 7
    with pytest.raises(KeyError):
        Model(1, {"typo": 2}).log_odds({"a": 3})


def _named(weights: Weights, *, sentence: bool) -> set[str]:
    models: tuple[Model, ...] = (weights.answered_same, weights.answered_cross)
    if sentence:
        models = (weights.sentence_same, weights.sentence_cross)
    return {name for model in models for name in model.weights}


@pytest.mark.parametrize("weights", [BUNDLED, ANY_EMBEDDER, READER], ids=["bundled", "any embedder", "reader"])
def test_the_shipped_weights_name_what_is_there(weights: Weights) -> None:
    summary: Mapping[str, float] = evidence(made(0), [0])
    assert _named(weights, sentence=False) <= set(summary)


def test_without_tokens_nothing_is_expected_of_their_match() -> None:
    named = _named(ANY_EMBEDDER, sentence=True) | _named(ANY_EMBEDDER, sentence=False)
    assert not {"match", "match_near"} & named
