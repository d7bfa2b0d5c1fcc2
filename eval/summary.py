"""The result of a run, from its outcomes: the figures, what failed, and what to be warned of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from eval.bootstrap import Figures, Interval, figures
from eval.metrics import METRICS, Table
from eval.outcome import Outcome, is_right
from eval.texts import either, say
from rag.messages import Language

CURVE_POINTS = 200


@dataclass(frozen=True, slots=True)
class Group:
    """The figures over some of the questions."""

    questions: int
    metrics: Figures


@dataclass(frozen=True, slots=True)
class Warned:
    """Something that the reader of the figures must know: a key of `eval.texts` and what fills it.

    Of values that are several strings any one holds.
    """

    key: str
    values: dict[str, object]

    def said(self, language: Language) -> str:
        """One line."""
        values = {k: either(language, v) if isinstance(v, tuple) else v for k, v in self.values.items()}
        return say(language, self.key, **values)


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """At `threshold`, the share of all questions that is answered, and the share of these that is answered wrongly."""

    threshold: float
    answered: float
    wrong: float


@dataclass(frozen=True, slots=True)
class Summary:
    """All that is said of a run."""

    outcomes: tuple[Outcome, ...]
    whole: Group
    directions: dict[str, Group]
    tags: dict[str, Group]
    failed: tuple[Outcome, ...]
    warnings: tuple[Warned, ...]
    curve: tuple[CurvePoint, ...]


def summarise(outcomes: Sequence[Outcome]) -> Summary:
    """The result of a run of at least one question."""
    table = Table.of(outcomes)

    def group(numbers: Sequence[int]) -> Group:
        return Group(len(numbers), figures(table.rows(numbers)))

    def groups(names: Callable[[Outcome], Iterable[str]]) -> dict[str, Group]:
        members: dict[str, list[int]] = {}
        for number, outcome in enumerate(outcomes):
            for name in names(outcome):
                members.setdefault(name, []).append(number)
        return {name: group(members[name]) for name in sorted(members)}

    return Summary(
        outcomes=tuple(outcomes),
        whole=group(range(len(outcomes))),
        directions=groups(lambda outcome: [outcome.direction] if outcome.direction else []),
        tags=groups(lambda outcome: outcome.case.tags),
        failed=tuple(outcome for outcome in outcomes if is_right(outcome) is False),
        warnings=tuple(_warnings(outcomes)),
        curve=abstention_curve(outcomes),
    )


def _warnings(outcomes: Sequence[Outcome]) -> Iterable[Warned]:
    with_gold = [outcome for outcome in outcomes if outcome.ranked is not None]
    if with_gold and all(len(outcome.missing) == len(outcome.case.gold) for outcome in with_gold):
        yield Warned("gold_all_missing", {"count": len(with_gold)})
    for outcome in outcomes:
        if outcome.error:
            en, fr = outcome.error
            yield Warned("question_error", {"id": outcome.case.id, "en": en, "fr": fr})
        for number in outcome.missing:
            texts = tuple(_short(text) for text in outcome.case.gold[number])
            yield Warned("gold_missing", {"id": outcome.case.id, "gold": texts})


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 120 else text[:120] + "…"


def abstention_curve(outcomes: Sequence[Outcome]) -> tuple[CurvePoint, ...]:
    """What answering only above a threshold would give, for every confidence at which there was an answer.

    What a lower threshold than the run's own would have answered is not known, so the curve begins there.
    """
    asked = [outcome for outcome in outcomes if outcome.given is not None]
    answered = [(o.given.confidence, is_right(o) is False) for o in asked if o.given and not o.given.abstained]
    answered.sort(key=lambda pair: -pair[0])
    points: list[CurvePoint] = []
    wrong = 0
    for count, (confidence, bad) in enumerate(answered, 1):
        wrong += bad
        if count == len(answered) or answered[count][0] < confidence:
            points.append(CurvePoint(confidence, count / len(asked), wrong / count))
    points.reverse()
    kept = np.unique(np.linspace(0, len(points) - 1, min(len(points), CURVE_POINTS)).round().astype(int))
    return tuple(points[number] for number in kept)


def summary_json(summary: Summary, language: Language) -> dict[str, Any]:
    """The JSON of `sourcier eval`."""
    return {
        "questions": summary.whole.questions,
        "metrics": _figures_json(summary.whole.metrics),
        "directions": {name: _group_json(group) for name, group in summary.directions.items()},
        "tags": {name: _group_json(group) for name, group in summary.tags.items()},
        "failed": [failed_json(outcome, language) for outcome in summary.failed],
        "warnings": [warning.said(language) for warning in summary.warnings],
        "curve": [
            {"threshold": round(p.threshold, 4), "answered": round(p.answered, 4), "wrong": round(p.wrong, 4)}
            for p in summary.curve
        ],
    }


def failed_json(outcome: Outcome, language: Language) -> dict[str, Any]:
    """A question that went wrong: what was wanted (nothing, where there is no answer), and what came."""
    case, given = outcome.case, outcome.given
    if given is None:
        got = [hit.document_id for hit in outcome.retrieved]
    else:
        got = [citation.quote for citation in given.citations]
    gold = [either(language, item) for item in case.gold]
    wanted = list(case.answers) or gold if given is not None else gold
    return {
        "id": case.id,
        "question": case.question,
        "wanted": wanted if case.answerable else [],
        "got": list(dict.fromkeys(got)),
    }


def interval_json(interval: Interval | None, name: str) -> dict[str, float] | None:
    """A figure, to four places, or one of milliseconds to one."""
    if interval is None:
        return None
    places = 1 if name.startswith("latency") else 4
    return {key: round(getattr(interval, key), places) for key in ("value", "low", "high")}


def _group_json(group: Group) -> dict[str, Any]:
    return {"questions": group.questions, "metrics": _figures_json(group.metrics)}


def _figures_json(found: Figures) -> dict[str, Any]:
    return {name: interval_json(found[name], name) for name in METRICS}
