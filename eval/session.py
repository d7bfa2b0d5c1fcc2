"""One call of `sourcier eval QUESTIONS`, from the options to the exit code."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from eval.bars import missed, parse_bars
from eval.outcome import Outcome
from eval.progress import watched
from eval.run import Runner
from eval.saved import Identity, SavedRun, check_name, open_run
from eval.sets import Case, QuestionSet, read_set
from eval.show import summary_text, warning_lines
from eval.summary import Summary, summarise, summary_json
from eval.texts import say
from rag import build, indexing, models
from rag.cli.terminal import Terminal, complain, terminal_for
from rag.errors import UsageError
from rag.messages import Language
from rag.settings import load_settings

_REPORT = b"<!doctype html>"
EXIT_BELOW, EXIT_INTERRUPTED = 1, 130
_NO_MATTER = {
    "index", "cache_dir", "language", "max_file_mb", "data", "folders", "upload_files", "sign_in", "allowed", "editors",
}  # fmt: skip
"""Settings that no outcome depends on; which index it is, its own state says."""


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
    questions = read_set(request.questions)
    indexing.check_index(settings)
    terminal.note("loading")
    sourcier = build.open_sourcier(settings, models.make_embedder(settings, terminal.note))
    if not request.retrieval_only:
        sourcier.warm_up()  # what is done once is no part of the first question's latency
    identity = _identity(questions, sourcier, request)
    cases = questions.cases[: request.limit]
    runner = Runner(sourcier, retrieval_only=request.retrieval_only)
    run = open_run(request.runs, request.save, identity, fresh=request.fresh) if request.save else nullcontext()
    try:
        with run as saved:
            summary = summarise(collect(cases, runner, saved, terminal.language))
            if saved is not None:
                saved.finish(summary_json(summary, terminal.language))
    except InterruptedRunError as error:
        key = "interrupted" if request.save else "interrupted_unsaved"
        complain(say(terminal.language, key, done=error.done, total=len(cases)))
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


def _identity(questions: QuestionSet, sourcier: build.Sourcier, request: Request) -> Identity:
    manifest = sourcier.index.manifest
    settings = sourcier.settings.model_dump()
    return Identity(
        set=questions.path.name,
        set_digest=questions.digest,
        index=f"{manifest.fingerprint[:20]}/{manifest.generation}/{manifest.created}",
        settings={
            **{name: str(value) for name, value in settings.items() if name not in _NO_MATTER},
            "reader": models.reader_state(sourcier.settings),
            **({} if request.retrieval_only else models.prompt_versions(sourcier.settings)),
        },
        retrieval_only=request.retrieval_only,
        version=version("sourcier"),
    )


def collect(cases: Sequence[Case], runner: Runner, saved: SavedRun | None, language: Language) -> list[Outcome]:
    """The outcomes of all cases, of which those that the saved run has already are not asked again.

    Raises InterruptedRunError on Ctrl-C; what was done until then is in the saved run.
    """
    wanted = {case.id for case in cases}
    done = {outcome.case.id: outcome for outcome in (saved.done if saved else ()) if outcome.case.id in wanted}
    if saved is not None and done:
        key = "resumed" if len(done) < len(cases) else "complete"
        complain(say(language, key, name=saved.name, done=len(done), total=len(cases)))
    todo = [case for case in cases if case.id not in done]
    try:
        for outcome in watched(runner.outcomes(todo), len(todo), language):
            if saved is not None:
                saved.add(outcome)
            done[outcome.case.id] = outcome
    except KeyboardInterrupt as error:
        raise InterruptedRunError(len(done)) from error
    return [done[case.id] for case in cases]


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
