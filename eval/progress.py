"""How far a run is, as a bar on stderr with the time left. Shows nothing where stderr is no terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

from eval.texts import say
from rag.messages import Language

Item = TypeVar("Item")


def watched(items: Iterable[Item], total: int, language: Language) -> Iterator[Item]:
    """The items as they come, of which there will be `total`."""
    columns = (
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
    )  # fmt: skip
    watching = sys.stderr.isatty()
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not watching) as bar:
        task = bar.add_task(say(language, "asking"), total=total)
        for item in items:
            yield item
            bar.advance(task)
