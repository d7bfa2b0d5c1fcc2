"""What most commands begin with: the options that they share, the settings, the model."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from rag.cli.filters import opened_filter
from rag.cli.terminal import Terminal, terminal_for
from rag.filtering import Wanted

if TYPE_CHECKING:
    from rag.build import Sourcier
    from rag.ports import Embedder
    from rag.settings import Settings
    from rag.types import Filter

Command = TypeVar("Command", bound=Callable[..., Any])

PATHS = click.Path(path_type=Path)


def index_option(command: Command) -> Command:
    """`--index DIR`."""
    return click.option("--index", type=PATHS, help="Folder of the index (default: index/default).")(command)


def json_option(command: Command) -> Command:
    """`--json`, as `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)


def start(index: Path | None, **given: Any) -> tuple[Settings, Terminal]:
    """The settings, with the index and what else was named, and the terminal in the language that they say."""
    from rag.settings import load_settings

    settings = load_settings(index=index, **given)
    return settings, terminal_for(settings)


def load_embedder(settings: Settings, terminal: Terminal) -> Embedder:
    """The embedding model, as it is set."""
    from rag import models

    terminal.note("loading")
    return models.make_embedder(settings, terminal.note)


NO_MODEL = "none"
"""What `--model` takes for quotations where a chat model is set."""


@dataclass(frozen=True, slots=True)
class Writing:
    """Who is to write an answer, as it was typed; None is as it is set."""

    model: str | None = None
    strict: bool | None = None


def writing_options(command: Callable[..., int]) -> Callable[..., int]:
    """`--model` and `--strict`, as one argument: `writing`."""

    @functools.wraps(command)
    def packed(**given: Any) -> int:
        writing = Writing(given.pop("model"), given.pop("strict"))
        return command(writing=writing, **given)

    strict = click.option("--strict", is_flag=True, default=None, help="Leave out sentences that no article supports.")
    model = click.option("--model", metavar="PROVIDER:NAME", help="Chat model that writes; “none”: quotations.")
    return model(strict(packed))


def ready(
    question: str, wanted: Wanted, index: Path | None, writing: Writing | None = None
) -> tuple[Sourcier, Filter | None, Terminal]:
    """All that a question needs. What is wrong with it is said before a model is loaded."""
    from rag import build, indexing
    from rag.asking import clean_question
    from rag.settings import load_settings

    writing = writing or Writing(NO_MODEL)
    settings = load_settings(index=index, model=writing.model, strict=writing.strict)
    if settings.model == NO_MODEL:
        settings = settings.model_copy(update=dict.fromkeys(("model", "judge_model", "follow_up_model")))
    terminal = terminal_for(settings)
    clean_question(question, settings.max_question)
    indexing.check_index(settings)
    where, opened = opened_filter(wanted, settings)
    return build.open_sourcier(settings, load_embedder(settings, terminal), index=opened), where, terminal
