"""What is asked again, how often, and after how long."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import ModelError, ModelTrouble
from rag.llm.failures import failed
from rag.llm.retrying import Retries, rest


def error(kind: ModelTrouble, retry_after: float | None = None) -> ModelError:
    made = failed(kind)
    made.retry_after = retry_after
    return made


TRANSIENT: list[ModelTrouble] = ["timeout", "rate_limited", "unreachable", "dropped", "server", "empty"]
LASTING: list[ModelTrouble] = ["quota", "refused_key", "unknown_model", "context_overflow", "looping", "other"]


SURE = Retries(chance=lambda: 1.0)


@pytest.mark.parametrize("kind", TRANSIENT)
def test_what_may_pass_is_asked_again_twice_at_most(kind: ModelTrouble) -> None:
    assert [SURE.seconds(error(kind), retry) for retry in (1, 2, 3)] == [1.0, 2.0, None]


@pytest.mark.parametrize("kind", LASTING)
def test_what_does_not_pass_is_not_asked_again(kind: ModelTrouble) -> None:
    assert SURE.seconds(error(kind), 1) is None


def test_the_provider_says_how_long() -> None:
    assert SURE.seconds(error("rate_limited", 7.5), 1) == 7.5
    assert SURE.seconds(error("server", 0.0), 2) == 0.0


def test_a_provider_that_asks_for_too_long_a_wait_is_not_asked_again() -> None:
    assert SURE.seconds(error("rate_limited", 3600.0), 1) is None


def test_who_stops_is_not_kept_waiting() -> None:
    start = time.perf_counter()
    rest(30.0, lambda: time.perf_counter() - start > 0.1)
    assert time.perf_counter() - start < 0.5


def test_a_rest_is_as_long_as_it_should_be() -> None:
    start = time.perf_counter()
    rest(0.12, lambda: False)
    assert 0.12 <= time.perf_counter() - start < 0.5


@given(st.integers(1, 10), st.floats(0, 1))
def test_the_wait_doubles_up_to_its_limit_and_varies(retry: int, chance: float) -> None:
    retries = Retries(most=10, chance=lambda: chance)
    seconds = retries.backoff(retry)
    most = min(20.0, 2.0 ** (retry - 1))
    assert most / 2 <= seconds <= most
