"""`sourcier check`: a text, sentence by sentence, against the articles or against passages that are given."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rag.cli.filters import filter_options, opened_filter
from rag.cli.starting import PATHS, index_option, json_option, load_embedder, start
from rag.cli.terminal import EXIT_UNSUPPORTED, Terminal
from rag.filtering import Wanted

if TYPE_CHECKING:
    from rag.checking import TextChecker
    from rag.settings import Settings
    from rag.types import Filter, Hit

_STDIN = Path("-")


@click.command()
@click.argument("file", type=PATHS)
@click.option("--passages", type=PATHS, metavar="FILE", help="Check against these instead: JSONL, a text on each line.")
@filter_options
@index_option
@json_option
def check(file: Path, passages: Path | None, wanted: Wanted, index: Path | None, as_json: bool) -> int:
    """Check a text that anyone wrote, plain or Markdown: does each sentence stand in the articles?

    FILE, or - for the standard input. Each statement gets a verdict (supported, weak, unsupported) and the sentences
    that support or contradict it. Headings, questions, greetings, tables and code state nothing and are left out.

    With --passages no index is needed. A line has "text" and, if you like, "id", "title", "language", "source" and
    "date" (YYYY-MM-DD).

    Exit status 3: a statement is unsupported. 0: all are supported or weak.
    """
    from rag.checking import statements_of
    from rag.render_check import statements_json, statements_text

    settings, terminal = start(index)
    text = _read(file)
    statements_of(text)  # what is wrong with it is said before a model is loaded
    checker, where = _checker(settings, terminal, wanted, passages)
    statements = checker.check(text, where)
    if as_json:
        terminal.show_json(statements_json(statements))
    elif statements:
        terminal.show(statements_text(statements, terminal.language))
    else:
        terminal.warn("nothing_stated")
    return EXIT_UNSUPPORTED if any(s.verdict == "unsupported" for s in statements) else 0


def _checker(
    settings: Settings, terminal: Terminal, wanted: Wanted, passages: Path | None
) -> tuple[TextChecker, Filter | None]:
    from rag import build, indexing

    if passages is not None:
        given = _passages(passages)
        where = wanted.typed() or None
        return build.passages_checker(settings, load_embedder(settings, terminal), given), where
    indexing.check_index(settings)
    where, opened = opened_filter(wanted, settings)
    return build.open_sourcier(settings, load_embedder(settings, terminal), index=opened).checker, where


def _passages(path: Path) -> Sequence[Hit]:
    from rag.answer.check.given import read_passages

    return read_passages(_read(path).split("\n"))


def _read(path: Path) -> str:
    """The text of a file, whatever its encoding. Raises UsageError, or DocumentError where it is no text."""
    from rag.errors import UsageError
    from rag.ingest.read.decode import decode

    try:
        data = sys.stdin.buffer.read() if path == _STDIN else path.read_bytes()
    except OSError as error:
        raise UsageError("check_unreadable", path=path, reason=error.strerror or error) from error
    return decode(data)
