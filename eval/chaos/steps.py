"""The operations: what each of them is given, and the states that may be found when it was broken off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.chaos.scene import Scene, State, text_of, without
from rag.ingest.shelf import Shelf

_FILES = 30
"""Articles that are not from people, about."""
_REMOVED = 3
"""Articles that are removed at once."""


@dataclass(frozen=True)
class Step:
    """An operation with its arguments. `after`: the state once it is done. `store`: where the vectors are then."""

    arguments: tuple[str, ...]
    after: State
    store: str = "faiss"


def _new(kind: str, scene: Scene) -> str:
    return f"{kind}{scene.draw.randrange(10**6):06d}.md"


def added(scene: Scene, before: State) -> Step:
    """New files."""
    for _ in range(3):
        scene.write(scene.articles, _new("n", scene))
    return _ingested(scene, before)


def replaced(scene: Scene, before: State) -> Step:
    """Other texts in files that are there."""
    for path in scene.draw.sample(sorted(scene.articles.glob("*.md")), 4):
        scene.write(scene.articles, path.name)
    return _ingested(scene, before)


def pruned(scene: Scene, before: State) -> Step:
    """Files that are gone, as others come: there are about as many as at first again."""
    there = sorted(scene.articles.glob("*.md"))
    for path in scene.draw.sample(there, min(len(there), max(2, len(there) - _FILES + 1))):
        path.unlink()
    for _ in range(max(1, _FILES - len(list(scene.articles.glob("*.md"))))):
        scene.write(scene.articles, _new("n", scene))
    after = without(before, [name for name in before if not name.startswith("p")])
    return Step(("ingest", str(scene.articles), "--prune"), after | scene.files(scene.articles))


def _ingested(scene: Scene, before: State) -> Step:
    return Step(("ingest", str(scene.articles)), before | scene.files(scene.articles))


def removed(scene: Scene, before: State) -> Step:
    """By id, through the command. Where few are left, those that were removed come again."""
    there = [name for name in before if not name.startswith("p")]
    if len(there) < _REMOVED:
        return _ingested(scene, before)
    names = scene.draw.sample(there, _REMOVED)
    return Step(("remove", *names), without(before, names))


def rebuilt(_: Scene, before: State) -> Step:
    """From what the index holds."""
    return Step(("rebuild",), before)


def to_milvus(_: Scene, before: State) -> Step:
    """The vectors."""
    return Step(("move", "milvus"), before, "milvus")


def to_faiss(_: Scene, before: State) -> Step:
    """The vectors."""
    return Step(("move", "faiss"), before)


def moved(scene: Scene, before: State) -> Step:
    """From the store where they are to the other one."""
    return to_milvus(scene, before) if scene.store == "faiss" else to_faiss(scene, before)


def page_added(scene: Scene, before: State) -> Step:
    """Two files from people, one of them in the place of another."""
    there = [name for name in before if name.startswith("p") and scene.shelf.has(name)]
    names = [_new("p", scene), *there[:1]]
    paths = [scene.write(scene.outbox, name) for name in names]
    return Step(("add", *map(str, paths)), before | {path.name: text_of(path) for path in paths})


def page_deleted(scene: Scene, before: State) -> Step:
    """Up to two of what people added, or of the others where there is none."""
    names = sorted(name for name in before if name.startswith("p")) or sorted(before)
    names = scene.draw.sample(names, min(2, len(names)))
    return Step(("delete", *names), without(before, names))


def page_again(scene: Scene, before: State) -> Step:
    """The folder of what people added is read again, with what was left over there."""
    scene.write(scene.shelf.articles, _new("p", scene))
    return Step(("again",), before | shelved(scene.shelf))


def shelved(shelf: Shelf) -> State:
    """What is in the index once the folder was read: its files, and those that were handed over and not taken."""
    found: dict[str, Path] = {path.name: path for path in shelf.articles.glob("*.md")}
    for staged in shelf.left_over():
        name, number = staged.name, 1
        while name in found:
            number += 1
            name = f"{Path(staged.name).stem} ({number}).md"
        found[name] = staged.path
    return {name: text_of(path) for name, path in found.items()}


Made = Callable[[Scene, State], Step]

OPERATIONS: dict[str, Made] = {
    "ingest: new files": added,
    "ingest: changed files": replaced,
    "ingest --prune": pruned,
    "remove": removed,
    "ingest --rebuild": rebuilt,
    "page: add": page_added,
    "page: delete": page_deleted,
    "page: index again": page_again,
}
"""Those on one folder, one after the other. Undo and moves have a course of their own."""

MOVES: Sequence[tuple[str, Made]] = (("move --to milvus", to_milvus), ("move --to faiss", to_faiss))
