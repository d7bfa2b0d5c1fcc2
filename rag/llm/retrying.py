"""Asks again after a failure that may pass."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rag.errors import ModelError
from rag.llm.streaming import never

_LOOK = 0.05


def rest(seconds: float, stop: Callable[[], bool]) -> None:
    """Sleeps, and wakes up soon after `stop()` turns true."""
    until = time.monotonic() + seconds
    while not stop() and (left := until - time.monotonic()) > 0:
        time.sleep(min(left, _LOOK))


@dataclass(frozen=True, slots=True)
class Retries:
    """How often, and after how long.

    Before the n-th retry it waits between half and the whole of `first` x 2^(n-1) seconds, at random, so that many who
    failed together do not come back together; or as long as the provider asks for. One that asks for more than
    `longest` seconds is not asked again.
    """

    most: int = 2
    first: float = 1.0
    longest: float = 20.0
    wait: Callable[[float, Callable[[], bool]], None] = rest
    chance: Callable[[], float] = random.random

    def seconds(self, error: ModelError, retry: int) -> float | None:
        """How long to wait before retry number `retry`, from 1; None where there is no point in it."""
        if not error.transient or retry > self.most:
            return None
        if error.retry_after is not None:
            return error.retry_after if error.retry_after <= self.longest else None
        return self.backoff(retry)

    def backoff(self, retry: int) -> float:
        """How long to wait before retry number `retry` where the provider says nothing."""
        return min(self.longest, self.first * 2.0 ** (retry - 1)) * (0.5 + 0.5 * self.chance())


def pause(error: ModelError, retry: int) -> float:
    """Seconds to wait before retry number `retry`, from 1, for those who ask again by themselves."""
    retries = Retries()
    if error.retry_after is not None:
        return min(error.retry_after, retries.longest)
    return retries.backoff(retry)


def attempts(
    call: Callable[[], Iterator[str]],
    retries: Retries | None = None,
    *,
    stop: Callable[[], bool] = never,
    restart: Callable[[], None] | None = None,
) -> Iterator[str]:
    """The pieces that `call()` gives; called again where that raises a ModelError that may pass.

    Once a piece has been given, it is only called again if there is a `restart`, which is called first and says that
    all pieces so far are void. Ends when `stop()` turns true while it waits. Raises the last ModelError.
    """
    retries = retries or Retries()
    retry = 0
    while True:
        given = False
        try:
            for piece in call():
                given = True
                yield piece
            return
        except ModelError as error:
            retry += 1
            seconds = None if given and restart is None else retries.seconds(error, retry)
            if seconds is None:
                raise
        retries.wait(seconds, stop)
        if stop():
            return
        if given and restart is not None:
            restart()
