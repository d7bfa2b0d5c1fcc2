"""`python -m eval.fuzz`: gives every parser and reader what nobody meant, and prints what came of it.

Exit code 0 where nothing crashed, hung or took too much memory, 1 otherwise, 2 for wrong usage.
"""

from __future__ import annotations

import argparse
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path

from eval.fuzz.finding import load_finding
from eval.fuzz.run import HANG, Outcome, Runner
from eval.fuzz.targets import TARGETS
from eval.fuzz.work import MEMORY
from rag.errors import UsageError


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs what was asked for, and prints the table."""
    given = _parser().parse_args(arguments)
    unknown = [name for name in given.targets if name not in TARGETS]
    if unknown:
        sys.stderr.write(f"There is no target “{unknown[0]}”. There are: {', '.join(TARGETS)}\n")
        return 2
    runner = Runner(given.run, given.findings, given.scale, given.seconds, given.jobs)
    if given.replay is not None:
        return _replayed(runner, given.replay)
    sys.stdout.write(f"Run {given.run}: `--run {given.run}` gives the same inputs again.\n\n")
    chosen = [TARGETS[name] for name in given.targets or TARGETS]
    outcomes = runner.all(chosen)
    sys.stdout.write(table(outcomes) + "\n")
    if all(outcome.clean for outcome in outcomes):
        return 0
    sys.stdout.write(f"\nWhat was found is in {given.findings}; `--replay FILE` gives an input again.\n")
    return 1


def _replayed(runner: Runner, path: Path) -> int:
    try:
        finding = load_finding(path)
    except UsageError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    outcome = runner.replay(path, finding)
    sys.stdout.write(f"{table([outcome])}\n\n{finding.told}\n")
    return 0 if outcome.clean else 1


def table(outcomes: Sequence[Outcome]) -> str:
    """A line for each target and one for all, in Markdown."""
    head = f"| target | executions | seconds | crashes | over {HANG:g} s | over {MEMORY >> 30} GiB |"
    rows = [head, "|---|---:|---:|---:|---:|---:|", *(_row(one) for one in outcomes)]
    total = Outcome("all")
    for one in outcomes:
        total.executions += one.executions
        total.seconds += one.seconds
        total.crashes += one.crashes
        total.hangs += one.hangs
        total.memory += one.memory
    return "\n".join([*rows, _row(total)])


def _row(one: Outcome) -> str:
    return f"| {one.target} | {one.executions:,} | {one.seconds:.0f} | {one.crashes} | {one.hangs} | {one.memory} |"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval.fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help="all of them, when none is named")
    parser.add_argument("--scale", type=float, default=1.0, help="of the executions of a long run (default 1)")
    parser.add_argument("--seconds", type=float, default=3600.0, help="for each target, at most (default 3600)")
    parser.add_argument("--jobs", type=int, default=2, help="targets at a time (default 2)")
    parser.add_argument("--run", default=secrets.token_hex(4), help="which inputs are made; drawn by default")
    parser.add_argument("--findings", type=Path, default=Path("findings"), help="folder of what is found")
    parser.add_argument("--replay", type=Path, metavar="FILE", help="the input of a finding once more, and no other")
    return parser


if __name__ == "__main__":
    sys.exit(main())
