"""Writers that are killed (SIGKILL) at any point of their work, one after another on the same folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.chaos.course import Course
from eval.chaos.process import ended
from eval.chaos.steps import MOVES, OPERATIONS, Made, Step, page_deleted
from eval.chaos.table import Row
from eval.chaos.worker import OWNER, history_of
from rag.errors import SourcierError

_BEYOND = 1.1
"""Kills are drawn from the measured time of an operation and a little more, so that some come too late."""
_EXCHANGES = 12


@dataclass(frozen=True)
class Extent:
    """Kills of `each` operation, of `moves` to another store and back, of `chats`. `most`: so many operations."""

    each: int
    moves: int
    chats: int
    most: int = 99


LONG, SHORT = Extent(20, 8, 30), Extent(1, 0, 1, most=3)


class Kills(Course):
    """A folder on which writers are killed."""

    def __init__(self, root: Path, seed: int, articles: int = 30) -> None:
        super().__init__(root, seed, articles)
        self._promised: list[list[str]] = []

    def operations(self, kills: int, most: int) -> list[Row]:
        """So many kills of each operation, undo among them, or of so many that are drawn; in turn."""
        names = [*OPERATIONS, "page: undo"]
        rows = {name: Row(name) for name in self.scene.draw.sample(names, min(most, len(names)))}
        turns = [name for name in rows for _ in range(kills)]
        self.scene.draw.shuffle(turns)
        for number, name in enumerate(turns):
            if name == "page: undo":
                self._undo(rows[name])
            else:
                self._kill(rows[name], OPERATIONS[name])
            if number % 3 == 2:
                self.next_works(rows[name])
        return list(rows.values())

    def moves(self, kills: int) -> list[Row]:
        """To Milvus Lite and back, each killed so often."""
        rows = {name: Row(name) for name, _ in MOVES}
        for name, made in MOVES:
            self.complete(rows[name], made(self.scene, self.seen.state))
        for _ in range(kills):
            for name, made in MOVES:
                step = self._kill(rows[name], made)
                if self.seen.store != step.store:
                    self.complete(rows[name], step)
        return list(rows.values())

    def conversations(self, kills: int) -> Row:
        """Exchanges and ratings: what was said to be kept is there, after every later kill as well."""
        row, root = Row("conversations and ratings"), self.scene.root
        longest = ended(root, "chat", str(_EXCHANGES)).seconds
        for _ in range(kills):
            row.tried += 1
            killed = ended(root, "chat", str(_EXCHANGES), kill_after=self._drawn(longest))
            self._promised += killed.kept
            row.after += killed.done
            row.before += not killed.done
            self._check_kept(row)
        return row

    # one kill

    def _kill(self, row: Row, made: Made) -> Step:
        """Kills one operation; what is there then, as a whole, is where the next begins."""
        step = made(self.scene, self.seen.state)
        if row.name not in self.times:  # an operation is measured where it is whole
            self.complete(row, step)
            step = made(self.scene, self.seen.state)
        self._struck(row, step)
        return step

    def _struck(self, row: Row, step: Step) -> None:
        row.tried += 1
        before = self.seen
        killed = ended(self.scene.root, *step.arguments, kill_after=self._drawn(self.times[row.name]))
        if killed.code > 0:
            row.note("crashed", f"{step.arguments}: {killed.complaint}")
        if self.look(row):
            self.compare(row, before, step, killed)
        for name in self.scene.leftovers(settled=False):
            row.note("left", name)

    def _drawn(self, seconds: float) -> float:
        """A time for a kill; each second one is late in the work, where it is made to count."""
        return self.scene.draw.uniform(self.scene.draw.choice((0.0, 0.6)), _BEYOND) * seconds

    def _undo(self, row: Row) -> None:
        """A deletion that was acknowledged can be undone, whatever was killed while it was."""
        wanted = self.seen.state
        if not self.complete(row, page_deleted(self.scene, wanted)):
            return
        step = Step(("undo",), wanted)
        if row.name not in self.times:
            self.complete(row, step)
            self.complete(row, page_deleted(self.scene, wanted))
        self._struck(row, step)
        if self.seen.state != wanted:
            self.complete(row, step)

    def _check_kept(self, row: Row) -> None:
        history = history_of(self.scene.root)
        held: dict[str, list[str | None]] = {}
        try:
            for name, *_ in self._promised:
                if name not in held:
                    held[name] = [one.rating for one in history.exchanges(OWNER, name)]
        except (SourcierError, KeyError) as error:
            row.note("lost", f"{type(error).__name__}: {error}")
            return
        for name, *rest in self._promised:
            if rest and (int(rest[0]) >= len(held[name]) or (rest[1:] and held[name][int(rest[0])] != rest[1])):
                row.note("lost", f"{name} {rest}")


def kills(root: Path, seed: int, extent: Extent) -> list[Row]:
    """So many kills; a table has their rows."""
    moves, chats = extent.moves, extent.chats
    parts: Sequence[Callable[[], list[Row]]] = (
        lambda: Kills(root / "operations", seed).operations(extent.each, extent.most),
        lambda: Kills(root / "moves", seed, articles=60).moves(moves) if moves else [],
        lambda: [Kills(root / "chats", seed, articles=2).conversations(chats)] if chats else [],
    )
    return [row for part in parts for row in part()]
