"""Disks that fail under a writer: full, read-only, and system calls that come back with an error."""

from __future__ import annotations

import gc
import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from eval.chaos.course import Course
from eval.chaos.process import ROOT, Ended, command, ended, run
from eval.chaos.steps import OPERATIONS, Made, Step, moved
from eval.chaos.table import Row
from eval.chaos.worker import OWNER, history_of

CALLS = (
    "write", "pwrite64", "sendfile", "copy_file_range", "ftruncate", "fsync", "fdatasync",
    "rename", "renameat", "link", "linkat", "mkdir", "unlink",
)  # fmt: skip
"""Those by which something gets to the disk."""

_LASTING = frozenset(CALLS) - {"write"}
"""Those that go on failing, as long as a process lasts. If all writes did, it could not say what is the matter."""
_TMPFS = 96
"""MiB of the disk that fills up."""


@dataclass(frozen=True)
class Extent:
    """`free`: KiB that are left on a disk. `faults`: of each operation. `operations`: so many of them."""

    free: tuple[int, ...]
    faults: int
    operations: int


LONG = Extent((0, 4, 16, 48, 96, 160, 240, 400, 800), 14, len(OPERATIONS))
SHORT = Extent((64,), 2, 1)


class Failing(Course):
    """A folder on a disk that fails now and then."""

    def struck(self, row: Row, step: Step, failed: Ended) -> None:
        """What a writer has said and left when the disk failed it; and that it works again when the disk does."""
        row.tried += 1
        if failed.code != 0 and not failed.one_line:
            row.note("crashed", f"{step.arguments}: {failed.code}: {failed.complaint[-2000:]}")

    def seen_after(self, row: Row, step: Step, failed: Ended) -> None:
        """Looks at what is there, with the disk in order again."""
        before = self.seen
        if self.look(row):
            self.compare(row, before, step, failed)
        undone = self.seen.state != step.after or self.seen.generation == before.generation
        if undone:
            self.complete(row, step)
        for name in self.scene.leftovers(settled=undone):  # on a disk that fails a writer cannot clear up
            row.note("left", name)


def disks(root: Path, seed: int, extent: Extent) -> list[Row]:
    """The rows of all kinds of failing disks that this machine can have; it says which it cannot."""
    return [*_mounted(root / "mounted", seed, extent), *_injected(root / "injected", seed, extent)]


def _chosen(seed: int, extent: Extent) -> dict[str, Made]:
    names = list(OPERATIONS)
    if extent.operations < len(names):
        names = random.Random(seed).sample(names, extent.operations)  # noqa: S311 - nothing is to be secret
    return {name: OPERATIONS[name] for name in names}


# a disk of its own


def _mounted(root: Path, seed: int, extent: Extent) -> list[Row]:
    """Goes on in a mount namespace, where nobody else sees the small disk."""
    root.mkdir(parents=True)
    if shutil.which("unshare") is None:
        return _skipped("full and read-only disks", "there is no unshare (util-linux)")
    inside = ["unshare", "--map-root-user", "--mount"]
    tried = subprocess.run(  # noqa: S603 - of our own making
        [*inside, "mount", "-t", "tmpfs", "none", str(root)], capture_output=True, text=True, check=False
    )
    if tried.returncode:
        return _skipped("full and read-only disks", tried.stderr.strip())
    arguments = [sys.executable, "-m", "eval.chaos.disks", str(root), str(seed), json.dumps(asdict(extent))]
    done = subprocess.run([*inside, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
    return [Row(**row) for row in json.loads(done.stdout)]


def _inside(root: Path, seed: int, extent: Extent) -> Iterator[Row]:
    _mount("-t", "tmpfs", "-o", f"size={_TMPFS}m", "none", str(root))
    course = Failing(root / "disk", seed)
    chosen = _chosen(seed, extent)
    if extent.operations == len(OPERATIONS):
        chosen["move"] = moved
        yield _conversations(course, root, extent)
    for name, made in chosen.items():
        row = Row(f"full: {name}")
        for free in extent.free:
            step = made(course.scene, course.seen.state)
            with _filled(root, free):
                failed = ended(course.scene.root, *step.arguments)
            course.struck(row, step, failed)
            course.seen_after(row, step, failed)
        yield row
        row = Row(f"read-only: {name}")
        step = made(course.scene, course.seen.state)
        gc.collect()  # files of generations that are gone must not be open any more
        _mount("-o", "remount,ro", str(root))
        failed = ended(course.scene.root, *step.arguments)
        if failed.code == 0:
            row.note("wrong", f"{step.arguments}: nothing was said of a disk that takes nothing")
        if course.scene.store == "faiss":
            course.look(row)  # who only reads is not disturbed; Milvus Lite writes where it is only read
        _mount("-o", "remount,rw", str(root))
        course.struck(row, step, failed)
        course.seen_after(row, step, failed)
        yield row


def _conversations(course: Failing, root: Path, extent: Extent) -> Row:
    """What was said to be kept before the disk was full is there, and more can be kept when it is not."""
    row, history = Row("full: conversations and ratings"), history_of(course.scene.root)
    for free in extent.free:
        row.tried += 1
        with _filled(root, free):
            failed = ended(course.scene.root, "chat", "20")
        if failed.code != 0 and not failed.one_line:
            row.note("crashed", failed.complaint)
        again = ended(course.scene.root, "chat", "1")
        if not again.done:
            row.note("crashed", again.complaint)
        for name, *place in failed.kept + again.kept:
            if place and int(place[0]) >= len(history.exchanges(OWNER, name)):
                row.note("lost", f"{name} {place}")
        row.before += failed.code != 0
        row.after += failed.done
    return row


def _mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True)  # noqa: S603, S607 - of our own making


@contextmanager
def _filled(disk: Path, free: int) -> Iterator[None]:
    """So many KiB of the disk are left."""
    filler, room = disk / "filler", shutil.disk_usage(disk).free - 1024 * free
    with filler.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(room, 1))
    try:
        yield
    finally:
        filler.unlink()


# system calls


def can_trace() -> bool:
    """Whether system calls can be made to fail here."""
    return shutil.which("strace") is not None and not run(["strace", "-qq", "-o", os.devnull, "true"]).code


def _injected(root: Path, seed: int, extent: Extent) -> list[Row]:
    root.mkdir(parents=True)
    if not can_trace():
        return _skipped("system calls that fail", "there is no strace (apt-get install strace), or it may not trace")
    course = Failing(root / "disk", seed)
    return [_faults(course, Row(f"EIO, ENOSPC: {name}"), made, extent) for name, made in _chosen(seed, extent).items()]


def _faults(course: Failing, row: Row, made: Made, extent: Extent) -> Row:
    log = course.scene.root / "calls"
    step = made(course.scene, course.seen.state)
    counted = run(_traced(log, [f"trace={','.join(CALLS)}"], course.scene.root, step))
    if counted.code:
        row.note("crashed", counted.complaint)
    course.look(row)
    for call, number in _drawn(course, _counted(log, course.scene.root), extent.faults):
        step = made(course.scene, course.seen.state)
        error = course.scene.draw.choice(("EIO", "ENOSPC"))
        when = f"{number}+" if call in _LASTING and course.scene.draw.random() < 0.5 else str(number)
        failed = run(_traced(log, [f"inject={call}:error={error}:when={when}"], course.scene.root, step))
        print(f"{row.name}: {call} {when} {error}: {failed.code}", file=sys.stderr)
        course.struck(row, step, failed)
        course.seen_after(row, step, failed)
    return row


def _traced(log: Path, what: list[str], root: Path, step: Step) -> list[str]:
    chosen = [word for one in what for word in ("-e", one)]
    return ["strace", "-f", "-y", "-qq", "-o", str(log), *chosen, *command(root, *step.arguments)]


def _counted(log: Path, root: Path) -> list[tuple[str, int]]:
    """Each call of the first thread that touched the folder, with its number among all calls of that name."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    first, numbers, found = lines[0].split()[0], Counter[str](), []
    for line in lines:
        if match := re.match(rf"{first} +(\w+)\(", line):
            numbers[match[1]] += 1
            if str(root) in line:
                found.append((match[1], numbers[match[1]]))
    return found


def _drawn(course: Failing, calls: list[tuple[str, int]], count: int) -> list[tuple[str, int]]:
    """So many of them, each kind of call first once."""
    course.scene.draw.shuffle(calls)
    once = list({call: (call, number) for call, number in calls}.values())
    return [*once, *(one for one in calls if one not in once)][:count]


def _skipped(what: str, why: str) -> list[Row]:
    print(f"skipped: {what}: {why}", file=sys.stderr, flush=True)
    return []


if __name__ == "__main__":
    print(
        json.dumps(
            [asdict(row) for row in _inside(Path(sys.argv[1]), int(sys.argv[2]), Extent(**json.loads(sys.argv[3])))]
        )
    )
