"""Results as plain text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eval.bootstrap import Interval
from eval.compare import Comparison
from eval.metrics import METRICS, PERCENTILES
from eval.outcome import Outcome
from eval.saved import SavedRun
from eval.summary import Group, Summary, failed_json
from eval.texts import say
from rag.messages import Language

MOST_FAILED = 10
MOST_WARNINGS = 10
BY_TAG = ("recall@10", "ndcg@10", "answer_in_quote@3", "abstention_recall")
"""What is shown of each tag; JSON and the report have all."""


def number(value: float, name: str, language: Language, *, sign: bool = False) -> str:
    """A figure of a metric: two places, or whole milliseconds; a decimal comma in French."""
    text = format(value, ("+" if sign else "") + (".0f" if name in PERCENTILES else ".2f"))
    return text.replace(".", ",") if language == "fr" else text


def interval(found: Interval | None, name: str, language: Language) -> str:
    """A figure with its bounds, or that it does not apply."""
    if found is None:
        return say(language, "not_applicable")
    value, low, high = (number(v, name, language) for v in (found.value, found.low, found.high))
    return f"{value} [{low} … {high}]"


def summary_text(summary: Summary, language: Language) -> str:
    """All that `sourcier eval` prints without --json."""
    groups = {say(language, "all"): summary.whole, **summary.directions}
    rows = [["", *(f"{name} ({group.questions})" for name, group in groups.items())]]
    applying = [name for name in METRICS if summary.whole.metrics[name] is not None]
    rows += [[name, *(interval(g.metrics[name], name, language) for g in groups.values())] for name in applying]
    lines = [say(language, "questions", count=summary.whole.questions), "", *_table(rows)]
    if len(applying) < len(METRICS):
        others = ", ".join(name for name in METRICS if name not in applying)
        lines.append(f"{say(language, 'not_applicable')}: {others}")
    if summary.tags:
        shown = [name for name in BY_TAG if name in applying]
        lines += ["", say(language, "by_tag"), *_table(_tag_rows(summary.tags, shown, language))]
    return "\n".join([*lines, *_failed_lines(summary.failed, language)])


def _tag_rows(tags: dict[str, Group], names: Sequence[str], language: Language) -> list[list[str]]:
    rows = [["", *names]]
    for tag, group in tags.items():
        figures = (interval(group.metrics[name], name, language) for name in names)
        rows.append([f"{tag} ({group.questions})", *figures])
    return rows


def _failed_lines(failed: Sequence[Outcome], language: Language) -> Iterator[str]:
    if not failed:
        return
    yield ""
    yield say(language, "failed", count=len(failed))
    for outcome in failed[:MOST_FAILED]:
        told = failed_json(outcome, language)
        wanted = " | ".join(told["wanted"]) or say(language, "wanted_nothing")
        got = " | ".join(told["got"]) or say(language, "got_nothing")
        yield f"  {told['id']}  {told['question']}"
        yield f"    {say(language, 'wanted')}: {_line(wanted)}"
        yield f"    {say(language, 'got')}: {_line(got)}"
    if len(failed) > MOST_FAILED:
        yield "  " + say(language, "more", count=len(failed) - MOST_FAILED)


def warning_lines(summary: Summary, language: Language) -> list[str]:
    """The warnings, the first of them where there are many."""
    lines = [warning.said(language) for warning in summary.warnings[:MOST_WARNINGS]]
    rest = len(summary.warnings) - len(lines)
    return [*lines, say(language, "more", count=rest)] if rest else lines


def comparison_text(found: Comparison, names: tuple[str, str], language: Language) -> str:
    """All that `sourcier eval compare` prints without --json."""
    first, second = names
    counts = {"count": found.questions, "only_first": found.only_first, "only_second": found.only_second}
    lines = [say(language, "paired", first=first, second=second, **counts), *found.differences, ""]
    rows = [["", first, second, say(language, "difference")]]
    for name, difference in found.metrics.items():
        if difference is None:
            rows.append([name, say(language, "not_applicable"), "", ""])
            continue
        c = difference.change
        change, low, high = (number(v, name, language, sign=True) for v in (c.value, c.low, c.high))
        before, after = (number(v, name, language) for v in (difference.first, difference.second))
        rows.append([name, before, after, f"{change} [{low} … {high}]"])
    lines += _table(rows)
    for key, pairs in (("lost", found.lost), ("gained", found.gained)):
        lines += ["", say(language, key, count=len(pairs))]
        lines += [f"  {after.case.id}  {after.case.question}" for _, after in pairs]
    return "\n".join(lines)


def runs_text(runs: Sequence[SavedRun], language: Language) -> str:
    """A line for each saved run."""
    rows = []
    for run in runs:
        count = say(language, "questions", count=len(run.done))
        rows.append([run.name, count, "" if run.finished else say(language, "unfinished"), run.identity.set])
    return "\n".join(_table(rows))


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in rows]


def _line(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 240 else text[:240] + "…"
