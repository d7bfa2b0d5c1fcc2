"""Bars that a run must meet: `--fail-under ndcg@10=0.80`."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eval.bootstrap import Figures
from eval.metrics import METRICS, PERCENTILES
from eval.texts import say
from rag.errors import UsageError
from rag.messages import Language


@dataclass(frozen=True, slots=True)
class Bar:
    """The worst value that a metric may have: the lowest, or of a latency the highest, in milliseconds."""

    metric: str
    value: float


def parse_bars(texts: Iterable[str]) -> tuple[Bar, ...]:
    """Bars from "metric=value"; the case of the metric does not matter.

    Raises UsageError for a metric that is not known (with those that are) or a value that is no number.
    """
    return tuple(_parse(text) for text in texts)


def _parse(text: str) -> Bar:
    name, equals, value = text.partition("=")
    metric = name.strip().lower()
    if not equals:
        raise UsageError("bar_bad", value=text)
    if metric not in METRICS:
        raise UsageError("metric_unknown", name=name.strip(), known=", ".join(METRICS))
    try:
        number = float(value.strip().replace(",", "."))
    except ValueError as error:
        raise UsageError("bar_bad", value=text) from error
    if not math.isfinite(number):
        raise UsageError("bar_bad", value=text)
    return Bar(metric, number)


def missed(bars: Sequence[Bar], found: Figures, language: Language) -> list[str]:
    """One line for each bar that is not met. A metric that does not apply meets none."""
    lines = []
    for bar in bars:
        interval = found[bar.metric]
        if interval is None:
            lines.append(say(language, "below_none", metric=bar.metric, bar=f"{bar.value:g}"))
        elif _worse(bar, interval.value):
            shown = f"{interval.value:.1f}" if bar.metric in PERCENTILES else f"{interval.value:.4f}"
            lines.append(say(language, "below", metric=bar.metric, value=shown, bar=f"{bar.value:g}"))
    return lines


def _worse(bar: Bar, value: float) -> bool:
    return value > bar.value if bar.metric in PERCENTILES else value < bar.value
