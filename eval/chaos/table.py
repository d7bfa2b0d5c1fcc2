"""What came of it, row by row: how often an operation was disturbed, and how often something was lost over it."""

from __future__ import annotations

import platform
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, fields

from rag.status import versions

_HEADS = ("operation", "tried", "before", "after", "lost", "wrong", "crashed", "left over")


@dataclass(slots=True)
class Row:
    """`tried`: kills, faults or answers. `before`, `after`: the state that was found then, each as a whole.

    `lost`: acknowledged and not there. `wrong`: an answer or a state of neither. `crashed`: a traceback, or an index
    that does not open or is not sound. `left`: more was left over than there may be. `notes` say what it was.
    """

    name: str
    tried: int = 0
    before: int = 0
    after: int = 0
    lost: int = 0
    wrong: int = 0
    crashed: int = 0
    left: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def bad(self) -> int:
        """How often something was not as it must be."""
        return self.lost + self.wrong + self.crashed + self.left

    def note(self, kind: str, text: str) -> None:
        """Counts one of the bad kinds, and says at once what it was."""
        setattr(self, kind, getattr(self, kind) + 1)
        self.notes.append(f"{self.name}: {kind}: {text}")
        print(f"!! {self.notes[-1]}", file=sys.stderr, flush=True)


def heading(seed: int) -> str:
    """The seed and the versions, on one line."""
    kept = {name: version for name, version in versions().items() if name in {"sourcier", "python", "faiss-cpu"}}
    shown = ", ".join(f"{name} {version}" for name, version in kept.items())
    return f"seed {seed}; {shown}; {platform.system()} {platform.release()}"


def table(title: str, rows: Sequence[Row]) -> str:
    """The rows with their sums."""
    names = [one.name for one in fields(Row)][1:-1]
    total = Row("together", *(sum(getattr(row, name) for row in rows) for name in names))
    lines = [title, f"  {_HEADS[0]:<34}" + "".join(f"{head:>10}" for head in _HEADS[1:])]
    for row in [*rows, total]:
        lines.append(f"  {row.name:<34}" + "".join(f"{getattr(row, name):>10}" for name in names))
    return "\n".join(lines)
