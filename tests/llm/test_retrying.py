"""What is asked again, how often, and after how long."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import ModelError, ModelTrouble
from rag.llm.failures import failed
from rag.llm.retrying import Retries, attempts, pause, rest


class Waits:
    """A `wait` that only notes for how long."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def __call__(self, seconds: float, stop: Callable[[], bool]) -> None:
        self.seconds.append(seconds)


class Script:
    """A call that gives some pieces and then fails, or not; one entry of the script each time."""

    def __init__(self, *turns: tuple[str, ModelError | None]) -> None:
        self.turns = list(turns)
        self.called = 0

    def __call__(self) -> Iterator[str]:
        pieces, error = self.turns[self.called]
        self.called += 1
        yield from pieces
        if error is not None:
            raise error


def patient(waits: Waits, **how: float) -> Retries:
    return Retries(wait=waits, chance=lambda: 1.0, **how)  # type: ignore[arg-type]


def error(kind: ModelTrouble, retry_after: float | None = None) -> ModelError:
    made = failed(kind)
    made.retry_after = retry_after
    return made


TRANSIENT: list[ModelTrouble] = ["timeout", "rate_limited", "unreachable", "dropped", "server", "empty"]
LASTING: list[ModelTrouble] = ["quota", "refused_key", "unknown_model", "context_overflow", "looping", "other"]


@pytest.mark.parametrize("kind", TRANSIENT)
def test_what_may_pass_is_asked_again_twice_at_most(kind: ModelTrouble) -> None:
    waits = Waits()
    script = Script(("", error(kind)), ("", error(kind)), ("ab", None))
    assert list(attempts(script, patient(waits))) == ["a", "b"]
    assert waits.seconds == [1.0, 2.0]
    again = Script(*[("", error(kind))] * 5)
    with pytest.raises(ModelError) as caught:
        list(attempts(again, patient(waits)))
    assert caught.value.kind == kind
    assert again.called == 3


@pytest.mark.parametrize("kind", LASTING)
def test_what_does_not_pass_is_not_asked_again(kind: ModelTrouble) -> None:
    waits, script = Waits(), Script(("", error(kind)), ("ab", None))
    with pytest.raises(ModelError):
        list(attempts(script, patient(waits)))
    assert (script.called, waits.seconds) == (1, [])


def test_the_provider_says_how_long() -> None:
    waits = Waits()
    script = Script(("", error("rate_limited", 7.5)), ("", error("server", 0.0)), ("a", None))
    assert list(attempts(script, patient(waits))) == ["a"]
    assert waits.seconds == [7.5, 0.0]


def test_a_provider_that_asks_for_too_long_a_wait_is_not_asked_again() -> None:
    waits, script = Waits(), Script(("", error("rate_limited", 3600.0)), ("a", None))
    with pytest.raises(ModelError):
        list(attempts(script, patient(waits)))
    assert (script.called, waits.seconds) == (1, [])


def test_after_a_piece_was_given_it_is_not_asked_again() -> None:
    script = Script(("a", error("dropped")), ("ab", None))
    pieces = attempts(script, patient(Waits()))
    assert next(pieces) == "a"
    with pytest.raises(ModelError):
        next(pieces)
    assert script.called == 1


def test_unless_the_reader_can_start_over() -> None:
    read: list[str] = []
    script = Script(("a", error("dropped")), ("ab", error("server")), ("abc", None))
    for piece in attempts(script, patient(Waits()), restart=read.clear):
        read.append(piece)
    assert read == ["a", "b", "c"]
    assert script.called == 3


def test_a_restart_is_only_told_where_there_is_something_to_take_back() -> None:
    told: list[str] = []
    script = Script(("", error("dropped")), ("a", None))
    assert list(attempts(script, patient(Waits()), restart=lambda: told.append("x"))) == ["a"]
    assert told == []


def test_who_stops_is_not_kept_waiting() -> None:
    script = Script(("", error("dropped")), ("a", None))
    assert list(attempts(script, patient(Waits()), stop=lambda: script.called == 1)) == []
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


@given(st.sampled_from(TRANSIENT), st.integers(1, 5), st.none() | st.floats(0, 1e6))
def test_a_pause_is_never_longer_than_the_limit(kind: ModelTrouble, retry: int, told: float | None) -> None:
    assert 0 <= pause(error(kind, told), retry) <= Retries().longest
