"""What most commands begin with: the options that they share, the settings, the model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from rag.cli.terminal import Terminal, terminal_for

if TYPE_CHECKING:
    from rag.ports import Embedder
    from rag.settings import Settings

Command = TypeVar("Command", bound=Callable[..., Any])

PATHS = click.Path(path_type=Path)


def index_option(command: Command) -> Command:
    """`--index DIR`."""
    return click.option("--index", type=PATHS, help="Folder of the index (default: index/default).")(command)


def json_option(command: Command) -> Command:
    """`--json`, as `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)


def start(index: Path | None) -> tuple[Settings, Terminal]:
    """The settings, with the index that was named, and the terminal in the language that they say."""
    from rag.settings import load_settings

    settings = load_settings(index=index)
    return settings, terminal_for(settings)


def load_embedder(settings: Settings, terminal: Terminal) -> Embedder:
    """The embedding model, as it is set."""
    from rag import models

    terminal.note("loading")
    return models.make_embedder(settings, terminal.note)
