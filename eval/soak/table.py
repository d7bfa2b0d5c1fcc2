"""What a soak has found, as tables in Markdown."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from eval.bench.sheet import percentiles
from eval.soak.changes import Changes
from eval.soak.people import Seen
from eval.soak.servers import KINDS, Server
from eval.soak.slope import Slope, slope

_PARTS = 5
"""Of the time, in which latencies are told one after the other."""
_LEADS = ("anon", "rss")
"""What decides whether memory grows: what no file stands behind; where the system does not tell, all of it."""


@dataclass(frozen=True, slots=True)
class Told:
    """The tables, and whether the memory of a server clearly grows."""

    text: str
    grows: bool


def report(servers: Sequence[Server], seen: Seen, changes: Changes, start: float) -> Told:
    """Everything but the errors themselves."""
    slopes = {
        (server.name, kind): slope([(at, mb[kind]) for at, mb in server.memory if kind in mb])
        for server in servers
        for kind in KINDS
    }
    lines = [
        *_asked(seen, start), "", *_memory(servers, slopes), "", _changed(changes, seen), "",
    ]  # fmt: skip
    leads = [next((s for kind in _LEADS if (s := slopes[server.name, kind]) is not None), None) for server in servers]
    return Told("\n".join(lines), any(found is not None and found.grows for found in leads))


def _asked(seen: Seen, start: float) -> list[str]:
    """p50 and p95 in ms, over all of the time and in each part of it."""
    last = max((at for times in seen.asked.values() for at, _ in times), default=start) + 1e-6
    edges = [start + n * (last - start) / _PARTS for n in range(_PARTS + 1)]
    spans = list(itertools.pairwise(edges))
    heads = [f"{(a - start) / 60:.1f}–{(b - start) / 60:.1f} min" for a, b in spans]
    lines = [
        f"| requests, p50 / p95 in ms | answered | all | {' | '.join(heads)} | 503 | errors |",
        f"|---|---|---|{'---|' * _PARTS}---|---|",
    ]
    for kind, times in sorted(seen.asked.items()):
        parts = [_both([ms for at, ms in times if a <= at < b]) for a, b in spans]
        away, errors = (sum(one.startswith(f"{kind}:") for one in found) for found in (seen.turned_away, seen.errors))
        whole = _both([ms for _, ms in times])
        lines.append(f"| {kind} | {len(times)} | {whole} | {' | '.join(parts)} | {away} | {errors} |")
    return lines


def _both(times: Sequence[float]) -> str:
    return " / ".join(f"{value:.0f}" for value in percentiles(times)) if times else "–"


def _memory(servers: Sequence[Server], slopes: dict[tuple[str, str], Slope | None]) -> list[str]:
    lines = [
        "| memory in MB, and what else is held | first | highest | last | slope an hour (99 %) |",
        "|---|---|---|---|---|",
    ]
    for server in servers:
        for kind in KINDS:
            held = [mb[kind] for _, mb in server.memory if kind in mb]
            if not held:
                continue
            found = slopes[server.name, kind]
            told = f"{found.value:+.0f} ({found.low:+.0f} to {found.high:+.0f})" if found else "too short to tell"
            lines.append(f"| {server.name}, {kind} | {held[0]:.0f} | {max(held):.0f} | {held[-1]:.0f} | {told} |")
    return lines


def _changed(changes: Changes, seen: Seen) -> str:
    counts = ", ".join(f"{changes.done[name]} {name}" for name in ("replaced", "added", "removed"))
    took = _both([1000 * one for one in changes.seconds])
    return (
        f"Articles beside: {counts}, each by a process of its own ({took} ms); {len(changes.errors)} failed. "
        f"{len(seen.generations)} states of the register were seen, each whole."
    )
