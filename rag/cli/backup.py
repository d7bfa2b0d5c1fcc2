"""`sourcier backup` and `sourcier restore`: an index and what people have added in one file, and back."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from rag.cli.commands import wait_option
from rag.cli.repair_texts import TEXTS
from rag.cli.starting import PATHS, index_option, json_option, start
from rag.cli.terminal import Terminal


@click.command()
@click.argument("file", type=PATHS)
@click.option("--secrets", is_flag=True, help="Also the tokens of other programs and the key of links.")
@index_option
@wait_option
@json_option
def backup(file: Path, secrets: bool, index: Path | None, wait: float, as_json: bool) -> int:
    """Write the index and what people have added into one file, a tar, while all of it is in use.

    Articles that were added, the trash, conversations and question sets are in it; tokens only with --secrets.
    """
    from rag import backup as backups

    settings, terminal = start(index)
    made = backups.backup(settings, file, secrets=secrets, wait=wait)
    if as_json:
        terminal.show_json({**asdict(made), "path": str(made.path)})
        return 0
    values = asdict(made)
    _show(terminal, "backed_up", megabytes=made.bytes / 1e6, **values)
    if made.left_out:
        _show(terminal, "left_out", names=", ".join(made.left_out))
    if made.secrets:
        _show(terminal, "with_secrets")
    return 0


@click.command()
@click.argument("file", type=PATHS)
@click.option("--replace", is_flag=True, help="In the place of the index and the data that are there.")
@index_option
@wait_option
@json_option
def restore(file: Path, replace: bool, index: Path | None, wait: float, as_json: bool) -> int:
    """Bring a backup back, also to another folder or machine; everything is checked before anything is switched.

    The index names files as they were called where it was made. Elsewhere, ingest the folders that hold the articles
    now before `ingest --prune`: then those that moved are found again, and nothing is removed.
    """
    from rag import backup as backups

    settings, terminal = start(index)
    found = backups.restore(settings, file, replace=replace, wait=wait)
    if as_json:
        terminal.show_json(asdict(found))
        return 0
    _show(terminal, "restored", **asdict(found))
    if not found.secrets:
        _show(terminal, "no_secrets")
    return 0


def _show(terminal: Terminal, key: str, **values: object) -> None:
    terminal.show(TEXTS[key][terminal.language].format(**values))
