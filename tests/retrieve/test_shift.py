"""What all questions of a language have in common is taken off for the embedder that it was measured on alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.embed.bundled import fingerprint
from rag.retrieve.shift import shifted
from rag.types import Vectors

DIMENSION = 384


def unit(seed: int) -> Vectors:
    vector = np.random.default_rng(seed).normal(size=DIMENSION).astype(np.float32)
    return vector / np.float32(np.linalg.norm(vector))


def taken_off(language: str) -> Vectors:
    return -shifted(np.zeros(DIMENSION, dtype=np.float32), language, fingerprint())


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_is_taken_off_is_half_a_mean_of_unit_vectors(language: str) -> None:
    length = float(np.linalg.norm(taken_off(language)))
    assert 0.3 < length <= 0.5  # questions of one embedder are much alike


def test_each_language_has_its_own() -> None:
    assert not np.allclose(taken_off("fr"), taken_off("en"), atol=1e-3)


@given(st.integers(0, 1000), st.sampled_from(["fr", "en"]))
def test_the_same_is_taken_off_every_question_and_the_question_stays(seed: int, language: str) -> None:
    question = unit(seed)
    before = question.copy()
    moved = shifted(question, language, fingerprint())
    assert np.array_equal(question, before)
    assert moved.dtype == np.float32
    assert np.isfinite(moved).all()
    assert moved == pytest.approx(question - taken_off(language), abs=1e-6)
    assert np.linalg.norm(moved) > 0.1


@given(st.integers(0, 1000), st.sampled_from(["fr", "en", "de"]), st.text(max_size=40))
def test_for_another_embedder_and_another_language_it_is_left_as_it_is(seed: int, language: str, other: str) -> None:
    question = unit(seed)
    assert np.array_equal(shifted(question, language, "hash:" + other), question)
    assert np.array_equal(shifted(question, "de", fingerprint()), question)
