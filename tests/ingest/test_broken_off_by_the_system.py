"""A process that is ended while it writes what people add or delete: what is half there is never taken for whole."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rag.ingest.shelf import ABANDONED, Shelf
from rag.ingest.trash import Trash
from tests.conftest import ROOT

# The system itself ends the process, in the middle of its first file that grows beyond so many bytes.
ENDED = """
import resource, signal, sys
from pathlib import Path
from rag.ingest.shelf import Shelf
from rag.ingest.trash import Kept, Trash
from rag.types import Document

signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
data, text = Path(sys.argv[1]), "A sentence of an article. " * 4000
if sys.argv[2] == "stage":
    Shelf(data).stage("article.md", text.encode())
else:
    Trash(data).keep([Kept(Document("a.md", "A", text, "en", "a.md"), "a.md")], [])
"""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limits of that kind")


def broken_off(data: Path, what: str) -> list[Path]:
    """The folders that it has left."""
    done = subprocess.run([sys.executable, "-c", ENDED, data, what], cwd=ROOT, check=False, capture_output=True)
    assert done.returncode < 0, done.stderr
    (left,) = data.iterdir()
    return list(left.iterdir())


def age(folder: Path) -> None:
    then = time.time() - ABANDONED - 60
    os.utime(folder, (then, then))


def test_half_a_file_that_was_handed_over_is_not_left_over_as_a_file(tmp_path: Path) -> None:
    (place,) = broken_off(tmp_path / "data", "stage")
    assert sum(path.stat().st_size for path in place.iterdir()) == 10_000
    assert Shelf(tmp_path / "data").left_over() == []


def test_half_a_file_goes_when_nobody_can_be_writing_it_any_more(tmp_path: Path) -> None:
    (place,) = broken_off(tmp_path / "data", "stage")
    shelf = Shelf(tmp_path / "data")
    shelf.stage("one.md", b"One.")
    assert place.exists()  # it may be under way in another process
    age(place)
    shelf.stage("two.md", b"Two.")
    assert not place.exists()


def test_whole_files_that_wait_do_not_go(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "data")
    staged = shelf.stage("one.md", b"One.")
    age(staged.path.parent)
    shelf.stage("two.md", b"Two.")
    assert {one.name for one in shelf.left_over()} == {"one.md", "two.md"}
    assert staged.path.read_bytes() == b"One."


def test_half_a_note_of_a_deletion_goes_as_well(tmp_path: Path) -> None:
    (unfinished,) = broken_off(tmp_path / "data", "keep")
    trash = Trash(tmp_path / "data")
    assert trash.last() is None
    trash.keep([], [])
    assert unfinished.exists()
    age(unfinished)
    trash.keep([], [])
    assert not unfinished.exists()
