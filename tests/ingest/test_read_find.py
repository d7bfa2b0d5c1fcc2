from __future__ import annotations

import os
from pathlib import Path

import pytest

from rag.ingest.read import FoundFile, Problem, find_files


def search(*paths: Path) -> tuple[list[str], list[str], int]:
    """Relative names found, keys of problems, number skipped."""
    files = find_files(paths)
    found = list(files)
    names = [item.relative for item in found if isinstance(item, FoundFile)]
    return names, [item.error.key for item in found if isinstance(item, Problem)], files.skipped


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in ("b.md", "a.txt", "sub/c.PDF", "sub/deep/d.html", "photo.png", ".hidden.md", ".git/x.md", "sub/e.doc"):
        path = tmp_path / "root" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    return tmp_path / "root"


def test_a_folder_is_walked_in_order_and_counts_what_it_passes_over(tree: Path) -> None:
    names, problems, skipped = search(tree)
    assert names == ["a.txt", "b.md", "sub/c.PDF", "sub/deep/d.html"]
    assert problems == []
    assert skipped == 4  # photo.png, .hidden.md, .git, sub/e.doc


def test_a_found_file_is_absolute_and_knows_its_root(tree: Path) -> None:
    first = next(iter(find_files([tree])))
    assert isinstance(first, FoundFile)
    assert (first.path, first.root) == ((tree / "a.txt").resolve(), tree.resolve())
    alone = next(iter(find_files([tree / "sub" / "c.PDF"])))
    assert isinstance(alone, FoundFile)
    assert (alone.root, alone.relative) == ((tree / "sub").resolve(), "c.PDF")


def test_links_are_followed_once_and_loops_end(tree: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "far.md").write_text("x")
    (tree / "link").symlink_to(outside)
    (tree / "loop").symlink_to(tree)
    (tree / "sub" / "loop").symlink_to(tree / "sub")
    (tree / "again.md").symlink_to(tree / "b.md")
    (tree / "self.md").symlink_to(tree / "self.md")
    (tree / "dangling.txt").symlink_to(tree / "nowhere.txt")
    (tree / "dangling.png").symlink_to(tree / "nowhere.png")
    names, problems, skipped = search(tree)
    assert names == ["a.txt", "again.md", "link/far.md", "sub/c.PDF", "sub/deep/d.html"]
    assert sorted(problems) == ["file_missing", "file_unreadable"]
    assert skipped == 5


def test_the_same_file_by_two_paths_is_found_once(tree: Path) -> None:
    names, problems, _ = search(tree / "b.md", tree, tree / "sub")
    assert names == ["b.md", "a.txt", "sub/c.PDF", "sub/deep/d.html"]
    assert problems == []


def test_paths_of_no_use_are_problems(tree: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / "photo.png").write_text("x")
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    names, problems, _ = search(tmp_path / "none", empty, tree / "photo.png", pipe, tree / ".hidden.md")
    assert problems == ["file_missing", "folder_empty", "file_unsupported", "file_special"]
    assert names == [".hidden.md"]  # named, so wanted


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_read_is_a_problem(tree: Path) -> None:
    (tree / "sub").chmod(0)
    try:
        assert search(tree)[1] == ["file_permission"]
    finally:
        (tree / "sub").chmod(0o755)


def test_a_folder_that_cannot_be_listed_is_a_problem(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.iterdir

    def refuse(path: Path) -> object:
        if path.name == "sub":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(Path, "iterdir", refuse)
    names, problems, _ = search(tree)
    assert names == ["a.txt", "b.md"]
    assert problems == ["file_permission"]


def test_deep_folders_do_not_overflow(tmp_path: Path) -> None:
    folder = tmp_path
    for _ in range(300):
        folder = folder / "d"
    folder.mkdir(parents=True)
    (folder / "x.md").write_text("x")
    assert search(tmp_path)[0] == ["d/" * 300 + "x.md"]


def test_a_name_of_bytes_that_are_no_text_can_be_shown(tmp_path: Path) -> None:
    try:
        (tmp_path / os.fsdecode(b"caf\xe9.md")).write_text("x")
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    (name,) = search(tmp_path)[0]
    assert name == "caf\\udce9.md"
