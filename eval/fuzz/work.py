"""A process that gives a target its inputs, one after the other, and says how far it is.

`python -m eval.fuzz.work PLAN`: PLAN is a file of JSON, see `Plan`. Each input is made from its number, so that who
watches knows the one that a process has ended with or is held up by.
"""

from __future__ import annotations

import json
import logging
import mmap
import os
import struct
import sys
import tempfile
import time
import traceback
import warnings
from dataclasses import asdict, dataclass
from pathlib import Path

from eval.fuzz.finding import Finding, load_finding
from eval.fuzz.mutate import Mutator
from eval.fuzz.targets import TARGETS
from rag.ingest.read.apart import READERS
from rag.ingest.read.peak import peak

MEMORY = 1 << 30
"""Bytes that a process may come to."""
HARD = 3 << 29
"""Bytes of data from which on the system gives no more; above `MEMORY`, so that what was too much can be told."""
PLACE = struct.Struct("<qq")
"""In the file of where it is: the number of the input, and 1 when all were given."""
MOST_FINDINGS = 10
"""Different ones of a process, after which it only counts."""


@dataclass(frozen=True, slots=True)
class Plan:
    """From which input to before which other, at most until so many seconds have gone.

    `replay`: a finding whose input is given, and no other.
    """

    target: str
    run: str
    start: int
    end: int
    seconds: float
    findings: str
    place: str
    replay: str = ""


def main(path: str) -> int:
    """Works a plan off. Exit code 0, or 3 where memory was too much, after which another process goes on."""
    plan = Plan(**json.loads(Path(path).read_text(encoding="utf-8")))
    _limit()
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder, Path(plan.place).open("r+b") as file:
        place = mmap.mmap(file.fileno(), PLACE.size)
        try:
            return _work(plan, Path(folder), place)
        finally:
            os.chdir("/")
            READERS.close()


def _work(plan: Plan, folder: Path, place: mmap.mmap) -> int:
    target = TARGETS[plan.target]
    mutator = inputs(plan)
    check = target.make(folder)
    until = time.monotonic() + plan.seconds
    known: set[str] = set()
    number = plan.start
    while number < plan.end and time.monotonic() < until:
        PLACE.pack_into(place, 0, number, 0)
        data = mutator.make(number)
        number += 1
        try:
            check(data)
        except Exception as error:  # noqa: BLE001 - this is what is looked for
            told, where = _told(error)
            if where not in known and len(known) < MOST_FINDINGS:
                Finding(plan.target, "crash", plan.run, number - 1, told, data).save(Path(plan.findings))
            known.add(where)
        if peak() > MEMORY:
            told = f"{peak() >> 20} MiB"
            Finding(plan.target, "memory", plan.run, number - 1, told, data).save(Path(plan.findings))
            PLACE.pack_into(place, 0, number, 0)
            return 3
    PLACE.pack_into(place, 0, number, 1)
    return 0


def inputs(plan: Plan) -> Mutator:
    """What a plan's inputs are made with."""
    target = TARGETS[plan.target]
    if plan.replay:
        return Mutator([load_finding(Path(plan.replay)).data], (), plan.run)
    return Mutator(target.seeds(), target.words, plan.run)


def _told(error: Exception) -> tuple[str, str]:
    """The error with its traceback; and its kind and place, which are the same for the same mistake."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    lines = "".join(traceback.format_exception(error, limit=-8))
    return lines[-4000:], f"{type(error).__name__} {last.filename}:{last.lineno}"


def _limit() -> None:
    if sys.platform == "win32":
        return  # which has no such limits; what is too much is told afterwards
    import resource

    resource.setrlimit(resource.RLIMIT_DATA, (HARD, HARD))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MEMORY, MEMORY))


def plan_text(plan: Plan) -> str:
    """A plan as its file has it."""
    return json.dumps(asdict(plan))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
