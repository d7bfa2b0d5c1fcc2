"""One call of `sourcier eval QUESTIONS`, from the options to the exit code."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from eval.bars import missed, parse_bars
from eval.measure import Measurement, Plan, identity_of
from eval.progress import watched
from eval.run import Runner
from eval.saved import Identity, check_name, open_run
from eval.sets import read_set
from eval.show import summary_text, warning_lines
from eval.summary import Summary, summary_json
from eval.texts import say
from rag import build, indexing, models
from rag.cli.terminal import Terminal, complain, terminal_for
from rag.errors import UsageError
from rag.messages import Language
from rag.settings import load_settings

_REPORT = b"<!doctype html>"
EXIT_BELOW, EXIT_INTERRUPTED = 1, 130


@dataclass(frozen=True, slots=True)
class Request:
    """The options of `sourcier eval QUESTIONS`."""

    questions: Path
    index: Path | None
    as_json: bool
    save: str | None
    fresh: bool
    runs: Path
    report: Path | None
    fail_under: Sequence[str]
    retrieval_only: bool
    limit: int | None


class InterruptedRunError(Exception):
    """Ctrl-C after `done` questions of a run."""

    def __init__(self, done: int) -> None:
        super().__init__(done)
        self.done = done


def evaluate(request: Request) -> int:
    """Runs it and returns the exit code: 0, 1 below a bar, 130 interrupted.

    Raises SourcierError for a mistake in the options, the set or the index, before a model is loaded where it can.
    """
    settings = load_settings(index=request.index)
    terminal = terminal_for(settings)
    bars = parse_bars(request.fail_under)
    if request.save is not None:
        check_name(request.save)
    if request.report is not None:
        check_report(request.report)
    plan = Plan(read_set(request.questions), request.retrieval_only, request.limit)
    indexing.check_index(settings)
    terminal.note("loading")
    sourcier = build.open_sourcier(settings, models.make_embedder(settings, terminal.note))
    if not plan.retrieval_only:
        sourcier.warm_up()  # what is done once is no part of the first question's latency
    identity = identity_of(plan, settings, sourcier.index.manifest)
    runner = Runner(sourcier, retrieval_only=plan.retrieval_only)
    run = open_run(request.runs, request.save, identity, fresh=request.fresh) if request.save else nullcontext()
    try:
        with run as saved:
            measurement = Measurement(plan.cases, runner, saved)
            ask(measurement, request.save, terminal.language)
            summary = measurement.finish(terminal.language)
    except InterruptedRunError as error:
        key = "interrupted" if request.save else "interrupted_unsaved"
        complain(say(terminal.language, key, done=error.done, total=len(plan.cases)))
        return EXIT_INTERRUPTED
    _show(summary, request, terminal, identity)
    below = missed(bars, summary.whole.metrics, terminal.language)
    for line in below:
        complain(line)
    return EXIT_BELOW if below else 0


def check_report(path: Path) -> None:
    """Raises UsageError where a report cannot be written, or would take the place of something that is none."""
    if not path.absolute().parent.is_dir():
        raise UsageError("folder_missing", path=path.absolute().parent)
    try:
        with path.open("rb") as file:
            begins = file.read(len(_REPORT)).lower()
    except FileNotFoundError:
        return
    except OSError as error:
        raise UsageError("run_write", path=path, reason=error.strerror or error) from error
    if begins and begins != _REPORT:
        raise UsageError("report_taken", path=path)


def ask(measurement: Measurement, name: str | None, language: Language) -> None:
    """Asks what has not been asked yet, with a bar; says first what is done already of the run of that name.

    Raises InterruptedRunError on Ctrl-C; what was done until then is in the saved run.
    """
    total = len(measurement.cases)
    if measurement.done:
        key = "resumed" if measurement.left else "complete"
        complain(say(language, key, name=name, done=measurement.done, total=total))
    try:
        for _ in watched(measurement.outcomes(), measurement.left, language):
            pass
    except KeyboardInterrupt as error:
        raise InterruptedRunError(measurement.done) from error


def _show(summary: Summary, request: Request, terminal: Terminal, identity: Identity) -> None:
    language = terminal.language
    if request.as_json:
        terminal.show_json(summary_json(summary, language))
    else:
        terminal.show(summary_text(summary, language))
        for line in warning_lines(summary, language):
            complain(line)
    if request.report is not None:
        from eval.report import Made, write_report

        write_report(request.report, summary, Made(identity, request.save), language)
        complain(say(language, "report_written", path=request.report))
    if request.save:
        complain(say(language, "saved", name=request.save, path=request.runs))
