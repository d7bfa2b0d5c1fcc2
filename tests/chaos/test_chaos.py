"""The short version of `make chaos`, and that it would notice."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from eval.chaos import disks, kills, together
from eval.chaos.course import Course
from eval.chaos.process import command, ended, run
from eval.chaos.scene import Scene, WrongError, check_answer
from eval.chaos.steps import added, replaced
from eval.chaos.table import Row, table
from eval.chaos.words import WordEmbedder
from rag.build import open_sourcier
from rag.indexing import IngestRequest, ingest


@pytest.fixture
def seed() -> int:
    """Another each time; where a test fails, its table shows it."""
    return int.from_bytes(os.urandom(4), "big")


def all_well(rows: Sequence[Row], seed: int) -> None:
    shown = table(f"seed {seed}", rows)
    assert rows, shown
    assert sum(row.bad for row in rows) == 0, "\n".join([shown, *(note for row in rows for note in row.notes)])


def test_writers_that_are_killed_lose_nothing(tmp_path: Path, seed: int) -> None:
    rows = kills.kills(tmp_path, seed, kills.SHORT)
    all_well(rows, seed)
    assert sum(row.before + row.after for row in rows) == sum(row.tried for row in rows)


@pytest.mark.skipif(not shutil.which("unshare") and not shutil.which("strace"), reason="neither unshare nor strace")
def test_disks_that_fail_are_said_to_and_change_nothing(tmp_path: Path, seed: int) -> None:
    rows = disks.disks(tmp_path, seed, disks.SHORT)
    if not rows:
        pytest.skip("this machine lets nobody mount or trace")
    all_well(rows, seed)


def test_readers_beside_a_writer_see_one_generation_each(tmp_path: Path, seed: int) -> None:
    rows = together.together(tmp_path / "together", 2.0, processes=3)
    all_well(rows, seed)
    assert all(row.tried for row in rows)


@pytest.mark.skipif(not disks.can_trace(), reason="nobody can trace here, or there is no strace")
def test_what_a_killed_writer_left_and_cannot_be_removed_stops_nobody(tmp_path: Path) -> None:
    course = Course(tmp_path, 1, articles=2)
    left = tmp_path / "index" / ".manifest.json-1"
    left.write_text("{", encoding="utf-8")
    step = added(course.scene, course.seen.state)
    inject = ["-P", str(left), "-e", "inject=unlink,unlinkat:error=EIO"]
    failed = run(["strace", "-f", "-qq", "-o", os.devnull, *inject, *command(tmp_path, *step.arguments)])
    assert failed.code == 0, failed.complaint
    assert left.exists()
    assert course.look(Row("left"))
    assert course.seen.state == step.after
    assert course.complete(Row("left"), added(course.scene, course.seen.state))
    assert not left.exists()


# what it is there to notice


def test_an_index_that_is_damaged_is_counted(tmp_path: Path) -> None:
    course = Course(tmp_path, 1, articles=4)
    folder = tmp_path / "index" / f"generation-{course.seen.generation:06d}"
    (folder / "catalogue.sqlite").write_bytes(b"")
    row = Row("damaged")
    assert not course.look(row)
    assert row.crashed == row.bad == 1


def test_what_was_acknowledged_and_is_not_there_is_counted(tmp_path: Path) -> None:
    course = Course(tmp_path, 1, articles=5)
    step = replaced(course.scene, course.seen.state)
    row = Row("lost")
    assert not course.complete(row, replace(step, after=step.after | {"more.md": "More."}))
    before = replace(course.seen, generation=course.seen.generation - 1)
    course.compare(row, before, step, ended(tmp_path, *step.arguments))
    assert (row.wrong, row.lost, row.after) == (1, 0, 1)
    course.compare(row, before, replace(step, after={}), ended(tmp_path, *step.arguments))
    assert row.lost == 1


def test_an_answer_of_another_state_is_noticed(tmp_path: Path) -> None:
    scene = Scene(tmp_path, random.Random(1))
    for number in range(4):
        scene.write(scene.articles, f"a{number}.md")
    ingest(scene.settings, WordEmbedder(), IngestRequest([scene.articles]))
    sourcier, state = open_sourcier(scene.settings, WordEmbedder()), scene.files(scene.articles)
    check_answer(sourcier, state, "a1.md")
    scene.write(scene.articles, "a1.md")
    with pytest.raises(WrongError):
        check_answer(sourcier, scene.files(scene.articles), "a1.md")
