"""`sourcier repair`: a damaged index made whole again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rag.cli.commands import wait_option
from rag.cli.repair_texts import TEXTS
from rag.cli.starting import index_option, json_option, load_embedder, start
from rag.messages import Language

if TYPE_CHECKING:
    from rag.repairing import Repaired


@click.command()
@click.option(
    "--previous", is_flag=True, help="Where the catalogue is damaged, go back to the generation before, which is whole."
)
@index_option
@wait_option
@json_option
def repair(previous: bool, index: Path | None, wait: float, as_json: bool) -> int:
    """Make a damaged index whole again, from its catalogue and without the articles' files.

    Vectors that are what was written are kept, and only the others are embedded again. What was wrong, what was done
    and what is lost is said.
    """
    from rag import repairing
    from rag.cli.progress import BarProgress

    settings, terminal = start(index)
    with BarProgress(terminal) as progress:
        found = repairing.repair(
            settings, lambda: load_embedder(settings, terminal), previous=previous, wait=wait, progress=progress
        )
    if as_json:
        terminal.show_json(asdict(found))
        return 0
    for line in repaired_lines(found, terminal.language):
        terminal.show(line)
    return 0


def repaired_lines(found: Repaired, language: Language) -> Iterator[str]:
    """What was wrong, what was done, what is lost."""

    def say(key: str, **values: object) -> str:
        return TEXTS[key][language].format(**values)

    for fault in found.faults:
        yield say(f"fault_{fault.what}", file=fault.file)
    if not found.done:
        yield say("nothing")
        return
    for done in found.done:
        yield say(f"done_{done}", kept=found.kept, embedded=found.embedded)
    differing = found.differing
    for key, names in (("lost", differing.lost), ("back", differing.back), ("older", differing.changed)):
        if names:
            yield say(key, names=", ".join(names))
    if not differing.known:
        yield say("unknown")
    yield say("whole", generation=found.generation)
