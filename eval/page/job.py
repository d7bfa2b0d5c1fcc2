"""The evaluation that goes on: a thread of the server, which no page owns and which anybody may watch or stop."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from eval.measure import Measurement, Plan, identity_of
from eval.outcome import Outcome, is_right
from eval.run import Runner
from eval.saved import check_name, open_run
from rag.errors import SourcierError, UsageError
from rag.messages import Language

if TYPE_CHECKING:
    from rag.build import Sourcier

Stage = Literal["opening", "asking", "summing", "finished", "stopped", "failed"]
"""Where a job is. The last three are its end."""

Open = Callable[[], "Sourcier"]
"""Opens what is to be measured. Raises SourcierError."""


@dataclass(frozen=True, slots=True)
class Order:
    """What was ordered: a plan, the folder of runs and the name that it is saved under there.

    `threshold`: the answer threshold where it is not that of the settings; `fresh`: to start again; `language`: of the
    warnings in what is kept.
    """

    plan: Plan
    runs: Path
    name: str
    threshold: float | None = None
    fresh: bool = False
    language: Language = "en"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is. `right` of the `judged` went as wanted; `seconds` are those left, None while nothing tells."""

    stage: Stage
    done: int
    all: int
    right: int
    judged: int
    seconds: float | None


class Job:
    """Runs an order in a thread. Nobody needs to look; the questions that are done are saved whatever happens."""

    def __init__(self, order: Order, opened: Open) -> None:
        self.order = order
        self._open = opened
        self._stage: Stage = "opening"
        self._measurement: Measurement | None = None
        self._begun = 0.0
        self._before = self._right = self._judged = 0
        self._error: SourcierError | None = None
        self._stopped = threading.Event()
        self._over = threading.Event()
        threading.Thread(target=self._run, name="evaluation", daemon=True).start()

    @property
    def is_over(self) -> bool:
        """Whether it has ended, one way or another."""
        return self._over.is_set()

    @property
    def is_stopping(self) -> bool:
        """Whether somebody has stopped it."""
        return self._stopped.is_set()

    @property
    def error(self) -> SourcierError | None:
        """Why it failed; None also for an internal failure, which the log tells more about."""
        return self._error

    def stop(self) -> None:
        """Has it end after the question that is being asked. It can be gone on with."""
        self._stopped.set()

    def wait(self, seconds: float | None = None) -> bool:
        """Waits for the end, and says whether it has come."""
        return self._over.wait(seconds)

    def progress(self) -> Progress:
        """How far it is by now."""
        measurement = self._measurement
        if measurement is None:
            return Progress(self._stage, 0, len(self.order.plan.cases), 0, 0, None)
        done, asked = measurement.done, measurement.done - self._before
        seconds = (time.monotonic() - self._begun) / asked * measurement.left if asked else None
        return Progress(self._stage, done, len(measurement.cases), self._right, self._judged, seconds)

    def _run(self) -> None:
        stage: Stage = "failed"
        try:
            stage = self._measured()
        except SourcierError as error:
            self._error = error
        except Exception:
            logging.exception("The evaluation %s failed.", self.order.name)
        finally:
            self._stage = stage
            self._over.set()

    def _measured(self) -> Stage:
        order = self.order
        sourcier = self._open()
        identity = identity_of(order.plan, sourcier.settings, sourcier.index.manifest)
        runner = Runner(sourcier, retrieval_only=order.plan.retrieval_only)
        with open_run(order.runs, order.name, identity, fresh=order.fresh) as saved:
            measurement = Measurement(order.plan.cases, runner, saved)
            for outcome in measurement.known():
                self._count(outcome)
            self._before, self._begun = measurement.done, time.monotonic()
            self._measurement, self._stage = measurement, "asking"
            asking = measurement.outcomes()
            while not self._stopped.is_set() and (asked := next(asking, None)) is not None:
                self._count(asked)
            if measurement.left:
                return "stopped"
            self._stage = "summing"
            measurement.finish(order.language)
            return "finished"

    def _count(self, outcome: Outcome) -> None:
        right = is_right(outcome, retrieval_only=self.order.plan.retrieval_only)
        self._judged += right is not None
        self._right += right is True


class Desk:
    """Takes orders, one at a time: two evaluations beside each other would measure each other's waiting."""

    def __init__(self) -> None:
        self._taking = threading.Lock()
        self._job: Job | None = None

    @property
    def job(self) -> Job | None:
        """What goes on, or what ended last."""
        return self._job

    @property
    def running(self) -> Job | None:
        """What goes on."""
        return self._job if self._job is not None and not self._job.is_over else None

    def take(self, order: Order, opened: Open) -> Job:
        """Begins a job. Raises UsageError where another goes on, or for a name that is none."""
        check_name(order.name)
        with self._taking:
            if (running := self.running) is not None:
                raise UsageError("evaluation_runs", name=running.order.name)
            self._job = Job(order, opened)
            return self._job
