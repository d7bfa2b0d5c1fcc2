"""`sourcier eval`: measure an index with a question set, and compare saved measurements."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from rag.cli.terminal import terminal_for
from rag.settings import load_settings

RUNS = Path("eval-runs")
_PATH = click.Path(path_type=Path)
_runs_option = click.option(
    "--runs", type=_PATH, default=RUNS, show_default=True, help="Folder of the saved runs."
)  # fmt: skip
_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


class EvalGroup(click.Group):
    """A group in which a first word that names no subcommand is a question set to run."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Puts `run` before what does not begin with a subcommand or ask for help."""
        first = args[0] if args else ""
        if first not in self.commands and first not in ctx.help_option_names:
            args = ["run", *args]
        return super().parse_args(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options of `run`, which are meant here, then the subcommands."""
        self.commands["run"].format_options(ctx, formatter)
        self.format_commands(ctx, formatter)


@click.group(
    name="eval",
    cls=EvalGroup,
    no_args_is_help=False,
    options_metavar="",
    subcommand_metavar="QUESTIONS | compare | list",
)
def eval_() -> None:
    """Measure an index with the QUESTIONS of a file: retrieval, answers, citations, abstention, latency.

    QUESTIONS is JSONL, CSV, SQuAD's JSON, or a folder in BEIR's format. A file that is called like a subcommand is
    given with its folder: ./compare. Exit status 1: a bar of --fail-under was not met.
    """


@eval_.command(hidden=True)
@click.argument("questions", type=_PATH)
@click.option("--index", type=_PATH, help="Folder of the index (default: index/default).")
@_json_option
@click.option("--save", metavar="NAME", help="Keep the run under this name; again, it goes on where it stopped.")
@click.option("--fresh", is_flag=True, help="With --save: start again from the first question.")
@_runs_option
@click.option("--report", type=_PATH, metavar="FILE.html", help="Write a report as one HTML file.")
@click.option(
    "--fail-under", multiple=True, metavar="METRIC=VALUE",
    help="Exit with 1 if the metric is worse, like ndcg@10=0.80; may be repeated. A latency is worse above its bar.",
)  # fmt: skip
@click.option("--retrieval-only", is_flag=True, help="Search alone: no question is answered.")
@click.option("--limit", type=click.IntRange(min=1), help="Only the first so many questions.")
def run(**given: Any) -> int:
    """Ask the questions of a set."""
    from eval.session import Request, evaluate

    return evaluate(Request(**given))


@eval_.command()
@click.argument("first")
@click.argument("second")
@_runs_option
@_json_option
def compare(first: str, second: str, runs: Path, as_json: bool) -> int:
    """Compare two saved runs over the questions that both have."""
    from eval.compare import compare as compared
    from eval.compare import comparison_json
    from eval.saved import load_run
    from eval.show import comparison_text

    terminal = terminal_for(load_settings())
    found = compared(load_run(runs, first), load_run(runs, second))
    if as_json:
        terminal.show_json(comparison_json(found))
    else:
        terminal.show(comparison_text(found, (first, second), terminal.language))
    return 0


@eval_.command(name="list")
@_runs_option
@_json_option
def list_(runs: Path, as_json: bool) -> int:
    """List the saved runs."""
    from eval.saved import list_runs
    from eval.show import runs_text
    from eval.texts import say

    terminal = terminal_for(load_settings())
    found = list_runs(runs)
    if as_json:
        terminal.show_json([
            {"name": r.name, "questions": len(r.done), "finished": r.finished, "set": r.identity.set} for r in found
        ])  # fmt: skip
    elif found:
        terminal.show(runs_text(found, terminal.language))
    else:
        click.echo(say(terminal.language, "no_runs", path=runs), err=True)
    return 0
