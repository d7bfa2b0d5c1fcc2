"""Threads that ask all the time, and what came of it, second by second."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, groupby
from types import TracebackType

from rag.errors import StoreError

Way = Callable[[int], str | None]
"""Asks something, of which it is given the number, and returns what is wrong with the answer."""
RIGHT = "right"
_PAUSE = 0.02
"""Seconds between an answer and the next question: the machine is the cluster's too."""
_ENOUGH = 50
"""So many right answers of each thread, one after the other, and all is well again."""
_PATIENCE = 240.0


@dataclass(frozen=True, slots=True)
class Moment:
    """An answer: when it came, how long it took, and what it was; or a mark, which took no time."""

    at: float
    took: float
    what: str
    mark: bool = False


class Askers:
    """A thread for each way. `wrong` are the answers that were, `said` is what was said instead of one."""

    def __init__(self, ways: Sequence[Way]) -> None:
        self.wrong: list[str] = []
        self.said: dict[str, str] = {}
        self._moments: list[Moment] = []
        self._right = [0] * len(ways)  # of each thread, since the last trouble of any
        self._troubles = 0
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._began = time.monotonic()
        self._threads = [threading.Thread(target=self._ask, args=each) for each in enumerate(ways)]

    def __enter__(self) -> Askers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.end()

    def end(self) -> None:
        """Nothing more is asked."""
        self._over.set()
        for thread in self._threads:
            thread.join()

    def mark(self, what: str) -> None:
        """Something happens, of which the timeline is to tell."""
        with self._lock:
            self._moments.append(Moment(self._now(), 0.0, what, mark=True))

    def until_right(self) -> float:
        """Waits until all threads have had many right answers and nothing else; seconds from the last mark to then."""
        with self._lock:
            self._right = [0] * len(self._right)
        self._await(lambda: min(self._right) >= _ENOUGH)
        with self._lock:
            marked = max((moment.at for moment in self._moments if moment.mark), default=0.0)
            troubled = max((moment.at for moment in self._moments if moment.what != RIGHT), default=0.0)
            return min(moment.at for moment in self._moments if moment.at > troubled) - marked

    def until_trouble(self) -> None:
        """Waits until an answer is none."""
        before = self._troubles
        self._await(lambda: self._troubles > before)

    def until(self, seconds: float) -> None:
        """Goes on asking for a while, and then until all is right."""
        time.sleep(seconds)
        self.until_right()

    def timeline(self) -> str:
        """A line for each stretch of seconds with the same outcomes, and then what was said instead of an answer."""
        with self._lock:
            moments = sorted(self._moments, key=lambda moment: moment.at)
        lines: list[str] = []
        for marked, group in groupby(moments, key=lambda moment: moment.mark):
            found = list(group)
            lines += [f"{m.at:6.1f} s           {m.what}" for m in found] if marked else _stretches(found)
        return "\n".join([*lines, *(f"{key}: {said}" for key, said in self.said.items())])

    def _ask(self, who: int, way: Way) -> None:
        for number in count(who * 17):
            if self._over.is_set():
                return
            began = self._now()
            try:
                wrong = way(number)
            except StoreError as error:
                self._note(who, began, error.key, str(error))
            except Exception as error:  # noqa: BLE001 - what else is raised is what a test is to know of
                self._note(who, began, "raised", "", repr(error))
            else:
                self._note(who, began, "wrong" if wrong else RIGHT, "", wrong)
            time.sleep(_PAUSE)

    def _note(self, who: int, began: float, what: str, said: str = "", wrong: str | None = None) -> None:
        with self._lock:
            self._moments.append(Moment(self._now(), self._now() - began, what))
            self._right[who] += 1
            if what != RIGHT:
                self._right = [0] * len(self._right)
                self._troubles += 1
            if said:
                self.said.setdefault(what, said)
            if wrong:
                self.wrong.append(wrong)

    def _await(self, done: Callable[[], bool]) -> None:
        give_up = time.monotonic() + _PATIENCE
        while not done():
            if time.monotonic() > give_up:
                raise AssertionError("it does not come:\n" + self.timeline())
            time.sleep(0.05)

    def _now(self) -> float:
        return time.monotonic() - self._began


def _stretches(moments: Iterable[Moment]) -> Iterator[str]:
    seconds = [list(group) for _, group in groupby(moments, key=lambda moment: int(moment.at))]
    for _, alike in groupby(seconds, key=lambda second: {moment.what for moment in second}):
        stretch = [moment for second in alike for moment in second]
        counts = Counter(moment.what for moment in stretch)
        told = ", ".join(f"{what} {number:,} times" for what, number in sorted(counts.items()))
        slowest = max(moment.took for moment in stretch)
        yield f"{stretch[0].at:6.1f} to {stretch[-1].at:6.1f} s {told}; the slowest took {slowest:.1f} s"
