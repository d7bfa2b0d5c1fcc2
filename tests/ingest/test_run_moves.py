"""Files that are deleted, moved or removed, and articles that want the same id."""

from __future__ import annotations

import os
import shutil

import pytest

from rag.errors import UsageError
from rag.ingest.identify import apart
from tests.ingest.library import ENGLISH, FRENCH, Library, article, numbers


def test_a_deleted_file_stays_until_it_is_pruned(two: Library) -> None:
    (two.folder / "crue.md").unlink()
    assert numbers(two.ingest()) == (0, 0, 1, 0)
    assert two.ids() == ["crue.md", "sub/flood.md"]
    assert numbers(two.ingest(prune=True)) == (0, 0, 1, 1)
    assert two.ids() == ["sub/flood.md"]
    assert two.generation() == 2


def test_a_pruned_file_that_comes_back_is_read_again(two: Library) -> None:
    content = (two.folder / "crue.md").read_bytes()
    (two.folder / "crue.md").unlink()
    two.ingest(prune=True)
    (two.folder / "crue.md").write_bytes(content)
    assert numbers(two.ingest()) == (1, 0, 1, 0)


def test_pruning_stays_in_the_folders_that_were_named(two: Library) -> None:
    shutil.rmtree(two.folder / "sub")
    (two.folder / "crue.md").unlink()
    (two.folder / "sub").mkdir()
    assert numbers(two.ingest(two.folder / "sub", prune=True)) == (0, 0, 0, 1)
    assert two.ids() == ["crue.md"]


def test_a_folder_that_is_gone_prunes_nothing(two: Library) -> None:
    shutil.rmtree(two.folder)
    report = two.ingest(prune=True)
    assert [problem.error.key for problem in report.failed] == ["file_missing"]
    assert two.ids() == ["crue.md", "sub/flood.md"]


def test_a_file_that_is_still_there_is_not_pruned(two: Library) -> None:
    """One that the walk of the folder passes over, but that was named itself."""
    hidden = two.write(".drafts/notes.md", "Une note.", title="Notes")
    two.ingest(hidden)
    assert numbers(two.ingest(prune=True)) == (0, 0, 2, 0)
    assert "notes.md" in two.ids()
    hidden.unlink()
    assert numbers(two.ingest(prune=True)) == (0, 0, 2, 1)


def test_a_moved_folder_keeps_its_ids(two: Library) -> None:
    before = two.passages()
    two.folder = two.folder.rename(two.root / "elsewhere")
    two.ingest()
    assert two.ids() == ["crue.md", "sub/flood.md"]
    assert two.passages() == before
    assert two.open().catalogue.origin_of("crue.md") == str(two.folder / "crue.md")


def test_a_folder_that_is_moved_there_and_back_loses_nothing(two: Library) -> None:
    there = two.root / "elsewhere"
    two.folder.rename(there)
    two.ingest(there)
    there.rename(two.folder)
    two.ingest()
    assert two.open().catalogue.origin_of("crue.md") == str(two.folder / "crue.md")
    there.mkdir()
    (there / "other.md").write_text("Autre chose.\n", encoding="utf-8")
    two.ingest(there, prune=True)
    two.ingest()
    assert two.ids() == ["crue.md", "other.md", "sub/flood.md"]


@pytest.mark.parametrize("name", ["left", "C# et F#"])
@pytest.mark.parametrize("together", [True, False])
def test_files_of_one_relative_name_in_two_folders_are_two_articles(
    name: str, together: bool, library: Library
) -> None:
    left = library.write(f"{name}/a.md", FRENCH).parent
    right = library.write(f"{name} (2)/a.md", ENGLISH).parent
    first_runs = [[left, right]] if together else [[left], [right]]
    for paths in (*first_runs, [right, left], [left], [right]):
        library.ingest(*paths)
    first, second = library.ids()
    assert first == "a.md"
    assert second == apart("a.md", str(right / "a.md"))
    library.write(f"{name} (2)/a.md", ENGLISH + " It rains.")
    library.ingest(left, right)
    assert library.texts() == {first: FRENCH, second: ENGLISH + " It rains."}


def test_a_file_name_that_is_no_text_is_read(library: Library) -> None:
    name = os.fsdecode(b"caf\xe9.md")
    left, right = library.folder / "left", library.folder / "right"
    try:
        for folder, text in ((left, FRENCH), (right, ENGLISH)):
            folder.mkdir()
            (folder / name).write_text(text, encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes no such name")
    assert numbers(library.ingest(left)) == (1, 0, 0, 0)
    assert numbers(library.ingest(left, right)) == (1, 0, 1, 0)
    assert numbers(library.ingest(left, right, prune=True)) == (0, 0, 2, 0)
    assert sorted(library.texts().values()) == [FRENCH, ENGLISH]
    (left / name).unlink()
    assert len(library.ingest(left, right, prune=True).failed) == 1  # the folder is empty now
    assert list(library.texts().values()) == [ENGLISH]


def test_removal_by_id_by_path_and_by_folder(two: Library) -> None:
    two.write("third.md", "Un troisième.")
    two.ingest()
    assert two.remove("crue.md") == ["crue.md"]
    assert two.remove(str(two.folder / "third.md")) == ["third.md"]
    assert two.ids() == ["sub/flood.md"]
    assert two.remove(str(two.folder)) == ["sub/flood.md"]
    assert two.ids() == []


def test_what_was_removed_is_read_again_when_it_is_met_again(two: Library) -> None:
    two.remove("crue.md")
    assert numbers(two.ingest()) == (1, 0, 1, 0)
    two.lines("C#/all.jsonl", article("Un", id="un"), article("Deux", id="deux"))
    two.ingest()
    two.remove("un")
    assert numbers(two.ingest()) == (1, 0, 3, 0)


def test_a_name_that_fits_nothing_removes_nothing(two: Library) -> None:
    with pytest.raises(UsageError) as caught:
        two.remove("crue.md", "no-such")
    assert "no-such" in str(caught.value)
    assert two.ids() == ["crue.md", "sub/flood.md"]
    assert two.generation() == 1
