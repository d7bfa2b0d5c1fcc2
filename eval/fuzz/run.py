"""Processes that work targets off, watched from outside."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from eval.fuzz.finding import Finding, Kind, load_finding
from eval.fuzz.target import Target
from eval.fuzz.work import PLACE, Plan, inputs, plan_text

HANG = 10.0
"""Seconds that an input may take."""
LOOK = 0.2
"""Seconds between two looks at where a process is."""
STARTING = 120.0
"""Seconds that a process may take until its first input, when the machine is busy."""


@dataclass(slots=True)
class Outcome:
    """What came of a target."""

    target: str
    executions: int = 0
    seconds: float = 0.0
    crashes: int = 0
    hangs: int = 0
    memory: int = 0

    @property
    def clean(self) -> bool:
        """Whether nothing was found."""
        return not (self.crashes or self.hangs or self.memory)


@dataclass(frozen=True, slots=True)
class Runner:
    """How targets are worked off. `scale`: of the executions of a long run; `seconds`: at most, for each target."""

    run: str
    findings: Path
    scale: float = 1.0
    seconds: float = 3600.0
    jobs: int = 2

    def replay(self, path: Path, finding: Finding) -> Outcome:
        """The input of a finding once more."""
        return self._worked_off(finding.target, 1, str(path.resolve()))

    def all(self, targets: Sequence[Target]) -> list[Outcome]:
        """Several targets at a time, in the order in which they are given."""
        with ThreadPoolExecutor(self.jobs) as threads:
            return list(threads.map(self.one, targets))

    def one(self, target: Target) -> Outcome:
        """A target to its end, with a new process after each that ended or was ended."""
        return self._worked_off(target.name, max(1, round(target.executions * self.scale)))

    def _worked_off(self, target: str, count: int, replay: str = "") -> Outcome:
        outcome = Outcome(target)
        begun = time.monotonic()
        with tempfile.TemporaryDirectory() as name:
            place = Path(name) / "place"
            at, left = 0, self.seconds
            while at < count and left > 0:
                plan = Plan(target, self.run, at, count, left, str(Path(name) / "found"), str(place), replay)
                place.write_bytes(PLACE.pack(at - 1, 0))
                reached, ended = self._process(plan)
                outcome.executions += max(0, reached - at)
                left = self.seconds - (time.monotonic() - begun)
                if ended or reached <= at:
                    break
                at = reached
            self._count(outcome, Path(name) / "found")
        outcome.seconds = time.monotonic() - begun
        return outcome

    def _count(self, outcome: Outcome, folder: Path) -> None:
        for path in sorted(folder.glob("*.json")):
            finding = load_finding(path)
            finding.save(self.findings)
            outcome.crashes += finding.kind == "crash"
            outcome.hangs += finding.kind == "hang"
            outcome.memory += finding.kind == "memory"

    def _process(self, plan: Plan) -> tuple[int, bool]:
        """The number after the last input that was given, and whether the plan is worked off."""
        path = Path(plan.place).with_name("plan.json")
        path.write_text(plan_text(plan), encoding="utf-8")
        command = [sys.executable, "-m", "eval.fuzz.work", str(path)]
        with tempfile.TemporaryFile() as told:
            process = subprocess.Popen(  # noqa: S603 - this program
                command, stdin=subprocess.DEVNULL, stdout=told, stderr=told, start_new_session=True
            )
            hung = _watch(process, Path(plan.place))
            number, done = PLACE.unpack(Path(plan.place).read_bytes())
            if done or process.returncode == 3:  # which has kept what it found
                return number, bool(done)
            told.seek(0)
            last = told.read()[-3000:].decode("utf-8", "replace")
        kind: Kind = "hang" if hung else "crash"
        started = number >= plan.start
        number = max(number, plan.start)
        data = inputs(plan).make(number)
        text = f"more than {HANG:g} seconds" if hung else f"ended with {process.returncode}: {last}"
        Finding(plan.target, kind, plan.run, number, text, data).save(Path(plan.findings))
        return number + 1, not started


def _watch(process: subprocess.Popen[bytes], place: Path) -> bool:
    """Waits for the end of a process, and ends its group where an input takes too long: then it is True."""
    before, since = b"", time.monotonic()
    hung = False
    first = place.read_bytes()
    try:
        while True:
            try:
                process.wait(LOOK)
                return hung
            except subprocess.TimeoutExpired:
                now = place.read_bytes()
            if now != before:
                before, since = now, time.monotonic()
            elif time.monotonic() - since > (STARTING if now == first else HANG):
                hung = True
                _end(process)
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """The process and all that it started."""
    try:
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass  # it has ended
    process.wait()
