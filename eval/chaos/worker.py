"""One operation on an index in a process of its own: `python -m eval.chaos.worker ROOT OPERATION [ARGUMENT…]`.

It works by the product's own parts around an embedder without a model, and ends as `sourcier` does: what goes wrong is
one line and 2, an internal failure a traceback and 1. It says `begun` before the work, `kept …` for each exchange or
rating that is kept, and `done` when it has come back from all of it: what was acknowledged.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from eval.chaos.words import WordEmbedder
from rag import curating
from rag.cli import main as command
from rag.cli.terminal import complain
from rag.curating import Addition, Hands
from rag.errors import SourcierError
from rag.history.store import History
from rag.history.values import KeptExchange
from rag.indexing import IngestRequest, ingest
from rag.ingest import restoring, run, shelf  # noqa: F401 - before the clock runs
from rag.moving import move
from rag.settings import Settings, load_settings
from rag.text.language import prepare

OWNER = "anna"


def settings_of(root: Path) -> Settings:
    """Those of the index below `root`; nobody else's count."""
    return load_settings(index=root / "index", data=root / "data", reader=False, store_timeout=20)


def history_of(root: Path) -> History:
    """The conversations below `root`."""
    return History(root / "data" / "conversations.sqlite")


def main() -> None:
    """Does what the arguments say, and ends."""
    root, operation, *arguments = sys.argv[1:]
    settings = settings_of(Path(root))
    prepare()
    say("begun")
    try:
        OPERATIONS[operation](settings, arguments)
    except SourcierError as error:
        complain(error.localized("en"))
        sys.exit(2)
    say("done")


def say(text: str) -> None:
    """On stdout, at once."""
    print(text, flush=True)


def _ingest(settings: Settings, arguments: Sequence[str]) -> None:
    request = IngestRequest([Path(arguments[0])], prune="--prune" in arguments)
    report = ingest(settings, WordEmbedder(), request)
    if report.failed:
        raise report.failed[0].error


def _rebuild(settings: Settings, _: Sequence[str]) -> None:
    ingest(settings, WordEmbedder(), IngestRequest(rebuild=True))


def _remove(settings: Settings, arguments: Sequence[str]) -> None:
    try:
        command(["remove", *arguments, "--index", str(settings.index)])
    except SystemExit as ended:
        if ended.code:
            raise


def _move(settings: Settings, arguments: Sequence[str]) -> None:
    move(settings, arguments[0])


def _add(settings: Settings, arguments: Sequence[str]) -> None:
    kept = shelf.Shelf(settings.data_folder)
    files = map(Path, arguments)
    staged = [kept.stage(file.name, file.read_bytes()) for file in files]
    report = curating.add(settings, [Addition(one, one.name) for one in staged], Hands(WordEmbedder))
    if report.failed:
        raise report.failed[0].error


def _delete(settings: Settings, arguments: Sequence[str]) -> None:
    curating.delete(settings, arguments)


def _undo(settings: Settings, _: Sequence[str]) -> None:
    curating.undo(settings, Hands(WordEmbedder))


def _again(settings: Settings, _: Sequence[str]) -> None:
    curating.reindex(settings, shelf.Shelf(settings.data_folder).articles, Hands(WordEmbedder))


def _chat(settings: Settings, arguments: Sequence[str]) -> None:
    """A conversation of as many exchanges, each of them rated."""
    history = History(settings.data_folder / "conversations.sqlite")
    name = history.begin(OWNER, "How high?")
    say(f"kept {name}")
    for number in range(int(arguments[0])):
        place = history.append(OWNER, name, KeptExchange(f"How high is it on day {number}?"))
        say(f"kept {name} {place}")
        history.rate(OWNER, name, place, "up", f"Note {number}")
        say(f"kept {name} {place} up")


OPERATIONS: dict[str, Callable[[Settings, Sequence[str]], None]] = {
    "ingest": _ingest, "rebuild": _rebuild, "remove": _remove, "move": _move,
    "add": _add, "delete": _delete, "undo": _undo, "again": _again, "chat": _chat,
}  # fmt: skip

if __name__ == "__main__":
    main()
