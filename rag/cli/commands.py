"""The commands of `sourcier`."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from rag.cli.filters import filter_options
from rag.cli.group import CommandGroup
from rag.cli.starting import PATHS, index_option, json_option, load_embedder, ready, start
from rag.cli.terminal import EXIT_STOPPED, EXIT_USAGE, Terminal, complain
from rag.filtering import Wanted

if TYPE_CHECKING:
    from rag.ingest.progress import Report

Command = TypeVar("Command", bound=Callable[..., Any])


def wait_option(command: Command) -> Command:
    """`--wait SECONDS`."""
    return click.option(
        "--wait", default=600.0, show_default=True, metavar="SECONDS",
        help="How long to wait for another process that is writing to the index.",
    )(command)  # fmt: skip


@click.group(cls=CommandGroup, context_settings={"help_option_names": ["-h", "--help"]}, no_args_is_help=False)
@click.option("--debug", is_flag=True, help="Show where an internal failure happened.")
@click.version_option(package_name="sourcier", prog_name="sourcier")
def cli(debug: bool) -> None:
    """Ask your articles in French or English; every sentence of the answer is a quotation that you can check."""


@cli.command()
@click.argument("paths", nargs=-1, type=PATHS)
@index_option
@wait_option
@click.option("--prune", is_flag=True, help="Remove articles whose files are gone from the folders named.")
@click.option("--rebuild", is_flag=True, help="Make the index again: from PATHS, or without any from what it holds.")
@click.option(
    "--workers", metavar="N|ADDRESS",
    help="Spread the work: over N processes, or a Dask scheduler's workers (tcp://HOST:8786).",
)  # fmt: skip
def ingest(index: Path | None, workers: str | None, **asked: Any) -> int:
    """Index files and folders: Markdown, text, HTML, PDF, DOCX, EPUB, and JSONL with one article a line.

    What has not changed since the last time costs nothing but a look. A file that cannot be read is named with the
    reason, the rest goes on, and the exit status is 2.
    """
    from rag import indexing, models
    from rag.cli.progress import BarProgress
    from rag.spread.where import workers_of

    settings, terminal = start(index)
    request = indexing.IngestRequest(**asked)
    indexing.check_request(settings, request)
    where = workers_of(workers) if workers is not None else None
    embedder = load_embedder(settings, terminal)
    with BarProgress(terminal) as progress, ExitStack() as stack:
        if where is not None:
            maker = models.worker_maker(settings, embedder)
            pool = stack.enter_context(indexing.workers(settings, maker, where, progress))
            request = replace(request, pool=pool)
        report = indexing.ingest(settings, embedder, request, progress)
    return _show_report(report, terminal, rebuild=request.rebuild)


@cli.command()
@click.argument("question")
@click.option("-k", default=10, show_default=True, type=click.IntRange(1, 1000), help="How many passages.")
@filter_options
@index_option
@json_option
def search(question: str, k: int, wanted: Wanted, index: Path | None, as_json: bool) -> int:
    """Show the passages nearest to a question, best first, each with the probability that it answers."""
    from rag.render import filter_text, hits_text
    from rag.render_json import hits_json

    sourcier, where, terminal = ready(question, wanted, index)
    hits = sourcier.search(question, k, where)
    if as_json:
        terminal.show_json(hits_json(hits))
    elif hits:
        terminal.show(hits_text(hits, terminal.language))
    else:
        terminal.warn("no_hits")
        if where:
            complain(filter_text(where, terminal.language))
    return 0


@cli.command(name="list")
@index_option
@json_option
def list_(index: Path | None, as_json: bool) -> int:
    """List the articles of the index."""
    from rag import indexing
    from rag.render_json import document_json

    settings, terminal = start(index)
    documents = indexing.open_catalogue(settings).info()
    if as_json:
        terminal.show_json([document_json(d) for d in documents])
        return 0
    for d in documents:
        date = d.date.isoformat() if d.date else "—"
        terminal.show(f"{d.id}\t{date}\t{d.language}\t{d.passages}\t{d.title}")
    if not documents:
        terminal.warn("no_documents")
    return 0


@cli.command()
@click.argument("names", nargs=-1, required=True)
@index_option
@wait_option
def remove(names: tuple[str, ...], index: Path | None, wait: float) -> int:
    """Remove articles, by id (see `list`) or by the path of their file or folder."""
    from rag import indexing
    from rag.cli.progress import BarProgress

    settings, terminal = start(index)
    indexing.check_index(settings)
    with BarProgress(terminal) as progress:
        removed = indexing.remove(settings, names, wait, progress)
    terminal.show(terminal.say("removed", names=", ".join(removed)))
    return 0


@cli.command(name="status")
@index_option
@json_option
@click.option("--verify", is_flag=True, help="Check every file, span and vector of the index.")
def status_(index: Path | None, as_json: bool, verify: bool) -> int:
    """Show what the index holds, what made it, and the settings in force with where each comes from."""
    from rag.cli.status import looked_at, status_lines
    from rag.status import status

    settings, terminal = start(index)
    facts = status(settings, verify=verify)
    compared = looked_at(settings, terminal) if verify else None
    if as_json:
        if verify:
            facts["vectors_compared"] = compared
        terminal.show_json(facts)
        return 0
    for line in status_lines(facts, terminal):
        terminal.show(line)
    if verify:
        terminal.show(terminal.say("verified"))
        told = terminal.say("not_compared") if compared is None else terminal.say("compared", count=compared)
        terminal.show(told)
    return 0


def _show_report(report: Report, terminal: Terminal, *, rebuild: bool) -> int:
    for problem in report.failed:
        reason = problem.error.localized(terminal.language)
        terminal.warn("failed", name=problem.name, reason=reason)
    if report.skipped:
        terminal.warn("skipped", count=report.skipped)
    if report.interrupted:
        terminal.warn("interrupted_rebuild" if rebuild else "interrupted")
    terminal.show(
        terminal.say(
            "summary",
            added=report.added,
            replaced=report.replaced,
            unchanged=report.unchanged,
            removed=report.removed,
            passages=report.passages,
            seconds=report.seconds,
        )
    )
    return EXIT_USAGE if report.failed else EXIT_STOPPED if report.interrupted else 0
