"""When to ask again after a failure that may pass."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from rag.errors import ModelError

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
