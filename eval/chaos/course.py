"""Operations on one folder, one after the other: what is found after each, beside what was acknowledged."""

from __future__ import annotations

import random
from pathlib import Path

from eval.chaos.process import Ended, ended
from eval.chaos.scene import Scene, Seen, WrongError
from eval.chaos.steps import OPERATIONS, Step
from eval.chaos.table import Row
from rag.errors import SourcierError
from rag.store.milvus import lite


class Course:
    """A folder with an index, and what was last seen of it."""

    def __init__(self, root: Path, seed: int, articles: int = 30) -> None:
        self.scene = Scene(root, random.Random(f"{seed} {root.name}"))  # noqa: S311 - nothing is to be secret
        self.times: dict[str, float] = {}
        for number in range(articles):
            self.scene.write(self.scene.articles, f"a{number:03d}.md")
        self._whole("ingest", str(self.scene.articles))
        self._whole("add", *(str(self.scene.write(self.scene.outbox, f"p{number}.md")) for number in range(4)))
        self.seen = self.looked()
        self._bytes = self.scene.bytes()

    def compare(self, row: Row, before: Seen, step: Step, killed: Ended) -> None:
        """Counts what was found after a disturbance: the state before or that after, each as a whole, or neither."""
        now = self.seen
        switched = now.generation > before.generation
        if switched and (now.state, now.store) == (step.after, step.store):
            row.after += 1
        elif not switched and now.state == before.state and not killed.done:
            row.before += 1
        else:
            kind = "lost" if killed.done or before.state.keys() - now.state.keys() - step.after.keys() else "wrong"
            names = {
                name for name in now.state.keys() | step.after.keys() if now.state.get(name) != step.after.get(name)
            }
            row.note(kind, f"{step.arguments}: generation {before.generation} to {now.generation}, {sorted(names)}")

    def next_works(self, row: Row) -> None:
        """The next writers do all their work, and nothing is left over after them."""
        for made in (OPERATIONS["page: index again"], OPERATIONS["ingest --prune"]):
            self.complete(row, made(self.scene, self.seen.state))
        for name in self.scene.leftovers(settled=True):
            row.note("left", name)
        if self.scene.bytes() > 4 * self._bytes:
            row.note("left", f"{self.scene.bytes()} bytes, where there were {self._bytes}")
        waiting = [staged.name for staged in self.scene.shelf.left_over()]
        if waiting:
            row.note("left", f"handed over, and never taken: {waiting}")

    def complete(self, row: Row, step: Step) -> bool:
        """Lets an operation do all of its work. It is measured by that."""
        done = ended(self.scene.root, *step.arguments)
        self.times[row.name] = done.seconds
        if not done.done or done.code != 0:
            row.note("crashed", f"{step.arguments}: {done.complaint}")
        if not self.look(row):
            return False
        if (self.seen.state, self.seen.store) != (step.after, step.store):
            names = self.seen.state.items() ^ step.after.items()
            row.note("wrong", f"{step.arguments}: {sorted({name for name, _ in names})}")
            return False
        return True

    def look(self, row: Row) -> bool:
        """Looks at the index, and counts it where that is not as it must be."""
        try:
            self.seen = self.looked()
        except SourcierError as error:
            row.note("crashed", str(error))
            return False
        except WrongError as error:
            row.note("wrong", str(error))
            return False
        return True

    def looked(self) -> Seen:
        """What the index holds now. Raises as `Scene.look` does."""
        try:
            return self.scene.look()
        finally:
            lite.release(str(self.scene.settings.index.absolute() / "milvus.db"))

    def _whole(self, *arguments: str) -> None:
        done = ended(self.scene.root, *arguments)
        if not done.done:
            raise RuntimeError(f"{arguments}: {done.complaint}")
