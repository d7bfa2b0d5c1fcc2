"""The table of `make bench-scale`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measured:
    """One system at one size. Seconds, MB, ms; `held` passages of `size` when time or memory was `reached`.

    `build_anon` is the most memory that no file stood behind while it was built; `rss` and `anon` are what the process
    has after the questions, with the embedder. `recall` is of the ten nearest vectors: of all, and in each language
    where the system searches that by itself.
    """

    system: str
    size: int
    held: int
    reached: str
    build: float
    build_anon: float
    disk: float
    opening: float
    rss: float
    anon: float
    p50: float
    p95: float
    cpu50: float
    cpu95: float
    recall: dict[str, float]


_ROWS: dict[str, Callable[[Measured], float]] = {
    "passages": lambda m: m.held,
    "writing, passages/s": lambda m: m.held / m.build,
    "memory while writing, MB": lambda m: m.build_anon,
    "size on disk, MB": lambda m: m.disk,
    "opening, s": lambda m: m.opening,
    "memory in use, MB": lambda m: m.rss,
    "… that no file stands behind, MB": lambda m: m.anon,
    "search p50, ms": lambda m: m.p50,
    "search p95, ms": lambda m: m.p95,
    "… time of all cores, p50, ms": lambda m: m.cpu50,
    "… time of all cores, p95, ms": lambda m: m.cpu95,
}


def table(measured: Sequence[Measured]) -> str:
    """For each system its figures by size, with how many times as much the next size costs."""
    lines = []
    for system in dict.fromkeys(m.system for m in measured):
        own = [m for m in measured if m.system == system]
        lines.append(f"\n{system}")
        rows = _ROWS if own[0].held else {name: _ROWS[name] for name in list(_ROWS)[4:]}
        for name, value in rows.items():
            lines.append(_line(name, [value(m) for m in own]))
        for pool in own[0].recall:
            lines.append(_line(f"recall@10, {pool}", [m.recall[pool] for m in own], ratios=False))
        lines += [f"  of {m.size} only {m.held}: {m.reached} was used up" for m in own if m.reached]
    return "\n".join(lines)


def _line(name: str, values: Sequence[float], ratios: bool = True) -> str:
    shown = f"  {name:<34}"
    for before, value in zip([None, *values], values, strict=False):
        ratio = f"(×{value / before:.1f})" if ratios and before else ""
        shown += f"{_digits(value):>12} {ratio:<8}"
    return shown.rstrip()


def _digits(value: float) -> str:
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.3f}"
