"""A process that keeps exchanges one after another and says after each that it is kept. Ended by its parent."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from rag.history.store import History
from tests.history.samples import quoted


def main(path: str, owner: str, conversation: str, count: str) -> None:
    """Says `begun`, waits for a line, then keeps so many exchanges, their questions numbered."""
    history = History(Path(path))
    _say("begun")
    sys.stdin.readline()
    for number in range(int(count)):
        history.append(owner, conversation, replace(quoted(), question=f"{owner} {number}"))
        _say(str(number))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
