"""The report of a run: one HTML file that opens without a network and without scripts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from eval.metrics import METRICS
from eval.outcome import Outcome
from eval.report.plots import plots
from eval.report.texts import TEXTS
from eval.saved import Identity
from eval.show import number
from eval.summary import Summary
from eval.texts import either
from rag.errors import UsageError
from rag.messages import Language

MOST_GROUPS = 60
"""A set may have a tag for each question; the report shows the largest groups."""


@dataclass(frozen=True, slots=True)
class Made:
    """What a run was made of, and the name that it was saved under, if any."""

    of: Identity
    name: str | None = None


def write_report(path: Path, summary: Summary, made: Made, language: Language) -> None:
    """Writes the report of a run. Raises UsageError where it cannot be written."""
    try:
        path.write_text(report_html(summary, made, language), encoding="utf-8")
    except OSError as error:
        raise UsageError("run_write", path=path, reason=error.strerror or error) from error


def report_html(summary: Summary, made: Made, language: Language) -> str:
    """The page. Everything that comes from articles, questions and answers is escaped."""
    environment = Environment(
        loader=PackageLoader("eval.report", "."), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    largest = sorted(summary.tags.items(), key=lambda pair: (-pair[1].questions, pair[0]))[:MOST_GROUPS]
    return environment.get_template("page.html.j2").render(
        language=language,
        say=_sayer(language),
        name=made.of.set,
        made=_facts(made, language),
        date=dt.datetime.now().astimezone().strftime("%Y-%m-%d %H:%M"),
        metrics=METRICS,
        groups={TEXTS["all"][language]: summary.whole, **summary.directions},
        tags=dict(largest),
        number=lambda value, metric: number(value, metric, language),
        plots=[(title, Markup(svg)) for title, svg in plots(summary, language)],  # noqa: S704 - matplotlib's, escaped
        failed=summary.failed,
        warnings=[warning.said(language) for warning in summary.warnings],
        either=lambda texts: either(language, texts),
        error=lambda outcome: _error(outcome, language),
    )


def _facts(made: Made, language: Language) -> dict[str, str]:
    """What the figures depend on, by what it is called."""
    of = made.of
    known = {"saved_as": made.name or "", "index": of.index, "version": of.version, "set_digest": of.set_digest}
    mode = {TEXTS["mode"][language]: TEXTS["retrieval_only"][language]} if of.retrieval_only else {}
    return {TEXTS[key][language]: value for key, value in known.items() if value} | mode | dict(of.settings)


def _sayer(language: Language) -> Callable[..., str]:
    return lambda key, **values: TEXTS[key][language].format(**values)


def _error(outcome: Outcome, language: Language) -> str:
    return outcome.error[language == "fr"] if outcome.error else ""
