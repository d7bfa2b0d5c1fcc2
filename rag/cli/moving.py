"""`sourcier move`: the vectors of an index from one store to another."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from rag.cli.commands import wait_option
from rag.cli.starting import index_option, json_option, start


@click.command()
@click.option("--to", required=True, type=click.Choice(["faiss", "milvus"]), help="The store to move to.")
@click.option("--uri", metavar="ADDRESS", help="Milvus server or Lite file (default: the setting store_uri).")
@index_option
@wait_option
@json_option
def move(to: str, uri: str | None, index: Path | None, wait: float, as_json: bool) -> int:
    """Move an index to another vector store, without embedding again.

    Its vectors are read back and compared before anything is switched. A move that was broken off goes on where it
    stopped.
    """
    from rag import moving
    from rag.cli.progress import BarProgress

    settings, terminal = start(index, store_uri=uri)
    with BarProgress(terminal) as progress:
        moved = moving.move(settings, to, wait, progress)
    if as_json:
        terminal.show_json(asdict(moved))
    else:
        terminal.show(terminal.say("moved_on" if moved.resumed else "moved", **asdict(moved)))
    return 0
