"""Adding, replacing, deleting and putting back articles, over a real index."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from rag import curating
from rag.curating import Addition, Folder, Hands
from rag.errors import IndexBusyError, UsageError
from rag.indexing import open_catalogue
from rag.ingest.progress import Report
from rag.ingest.shelf import Shelf
from rag.ingest.trash import KEPT, Trash
from rag.settings import Settings, load_settings
from rag.store.lock import write_lock
from tests.conftest import ROOT
from tests.doubles import HashEmbedder
from tests.ingest.library import ENGLISH, FRENCH, Library, article, numbers

HANDS = Hands(HashEmbedder)


class Collection(Library):
    """An index with a folder of its own and what people add to it."""

    @property
    def shelf(self) -> Shelf:
        return Shelf(self.settings.data_folder)

    @property
    def trash(self) -> Trash:
        return Trash(self.settings.data_folder)

    def add(self, name: str, text: str | bytes, place: str = "", instead: str = "") -> Report:
        staged = self.shelf.stage(name, text if isinstance(text, bytes) else text.encode())
        return curating.add(self.settings, [Addition(staged, place or staged.name, instead)], HANDS)

    def folders(self) -> list[Folder]:
        with closing(open_catalogue(self.settings)) as catalogue:
            return curating.folders(self.settings, catalogue.document_files())


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    """Two articles in a folder, indexed; none added yet."""
    collection = Collection(tmp_path)
    collection.write("crue.md", FRENCH, title="La crue")
    collection.write("sub/flood.md", ENGLISH, title="The flood")
    collection.ingest()
    return collection


def test_the_first_file_makes_the_index(tmp_path: Path) -> None:
    collection = Collection(tmp_path)
    assert numbers(collection.add("note.md", FRENCH)) == (1, 0, 0, 0)
    assert collection.texts() == {"note.md": FRENCH}
    assert (collection.shelf.articles / "note.md").read_text(encoding="utf-8") == FRENCH


def test_files_are_added_replaced_and_kept_beside_each_other(collection: Collection) -> None:
    collection.add("note.md", "Une note.")
    assert numbers(collection.add("note.md", "Une autre.")) == (0, 1, 0, 0)
    assert collection.texts()["note.md"] == "Une autre."
    assert numbers(collection.add("note.md", "La tierce.", collection.shelf.free_name("note.md"))) == (1, 0, 0, 0)
    assert collection.texts()["note (2).md"] == "La tierce."
    library = collection.ingest(collection.shelf.articles)
    assert library.unchanged == 2


@pytest.mark.parametrize("before", [None, "Une note."])
def test_a_file_that_cannot_be_read_is_refused_and_the_one_before_it_stays(
    before: str | None, collection: Collection
) -> None:
    if before:
        collection.add("note.pdf.md", before)
    kept = collection.texts()
    report = collection.add("note.pdf.md", b"\x00\x01\x02" * 50)
    assert [(problem.name, problem.error.key) for problem in report.failed] == [("note.pdf.md", "file_not_text")]
    assert collection.texts() == kept
    assert collection.shelf.left_over() == []
    assert collection.shelf.has("note.pdf.md") == bool(before)


def test_the_good_ones_of_several_are_added(collection: Collection) -> None:
    shelf = collection.shelf
    files = {"a.md": FRENCH.encode(), "b.pdf": b"no", "c.md": b"", "d.txt": ENGLISH.encode()}
    additions = [Addition(shelf.stage(name, data), name) for name, data in files.items()]
    report = curating.add(collection.settings, additions, HANDS)
    assert (report.added, [problem.name for problem in report.failed]) == (2, ["b.pdf", "c.md"])
    assert {"a.md", "d.txt"} <= collection.texts().keys()
    assert not report.interrupted


def test_adding_is_stopped_between_files(collection: Collection) -> None:
    shelf = collection.shelf
    additions = [Addition(shelf.stage(f"{n}.md", FRENCH.encode()), f"{n}.md") for n in range(5)]
    report = curating.add(collection.settings, additions, Hands(HashEmbedder, stop=lambda: shelf.has("1.md")))
    assert report.interrupted
    assert (shelf.has("1.md"), shelf.has("2.md"), shelf.left_over()) == (True, False, [])
    assert numbers(collection.ingest(shelf.articles))[0] == 2, "what was taken before is read by the next"


def test_an_article_elsewhere_is_replaced_by_a_file_of_another_kind(collection: Collection) -> None:
    report = collection.add("new.txt", "Autre texte.", instead="crue.md")
    assert numbers(report) == (1, 0, 0, 1)
    assert collection.ids() == ["new.txt", "sub/flood.md"]
    assert (collection.folder / "crue.md").exists()
    assert numbers(curating.undo(collection.settings, HANDS)) == (1, 0, 0, 0)
    assert collection.ids() == ["crue.md", "new.txt", "sub/flood.md"]


def test_an_article_is_not_given_up_for_a_file_that_cannot_be_read(collection: Collection) -> None:
    assert collection.add("new.txt", b"", instead="crue.md").failed
    assert collection.ids() == ["crue.md", "sub/flood.md"]


# deleting and putting back


def test_what_is_deleted_and_put_back_is_as_it_was(collection: Collection) -> None:
    collection.add("note.md", f"---\ntitle: Note\ndate: 2025-05-04\nsource: S\n---\n# Une\n\n{FRENCH}\n\n## Deux\n\nx")
    before, file = collection.passages(), collection.shelf.articles / "note.md"
    content = file.read_bytes()
    deletion = curating.delete(collection.settings, ["note.md", "sub/flood.md"])
    assert collection.ids() == ["crue.md"]
    assert not file.exists()
    assert deletion.place(file).read_bytes() == content
    assert (collection.folder / "sub/flood.md").exists(), "files elsewhere are never touched"
    assert collection.trash.last() == deletion
    assert numbers(curating.undo(collection.settings, HANDS)) == (2, 0, 0, 0)
    assert collection.passages() == before
    assert file.read_bytes() == content
    assert collection.trash.last() is None
    with pytest.raises(UsageError, match="no deletion"):
        curating.undo(collection.settings, HANDS)
    assert collection.ingest().unchanged == 2


def test_deletions_are_undone_one_after_another(collection: Collection) -> None:
    curating.delete(collection.settings, ["crue.md"])
    curating.delete(collection.settings, ["sub/flood.md"])
    curating.undo(collection.settings, HANDS)
    assert collection.ids() == ["sub/flood.md"]
    curating.undo(collection.settings, HANDS)
    assert collection.ids() == ["crue.md", "sub/flood.md"]


def test_a_file_whose_place_was_taken_comes_back_under_another_name(collection: Collection) -> None:
    collection.add("note.md", "La première.")
    curating.delete(collection.settings, ["note.md"])
    collection.add("note.md", "La deuxième.")
    assert numbers(curating.undo(collection.settings, HANDS)) == (1, 0, 0, 0)
    assert {name: text for name, text in collection.texts().items() if name.startswith("note")} == {
        "note.md": "La deuxième.",
        "note (2).md": "La première.",
    }


def test_what_came_back_by_itself_is_not_put_back_twice(collection: Collection) -> None:
    curating.delete(collection.settings, ["crue.md", "sub/flood.md"])
    collection.ingest(collection.folder / "crue.md")
    assert numbers(curating.undo(collection.settings, HANDS)) == (1, 0, 1, 0)


def test_a_file_of_several_articles_stays_while_one_of_them_does(collection: Collection) -> None:
    lines = "\n".join(json.dumps(article(f"T{n}", f"{FRENCH} {n}", id=f"n{n}")) for n in range(2))
    collection.add("all.jsonl", lines)
    curating.delete(collection.settings, ["n0"])
    assert collection.shelf.has("all.jsonl")
    curating.delete(collection.settings, ["n1"])
    assert not collection.shelf.has("all.jsonl")
    curating.undo(collection.settings, HANDS)
    assert collection.ids() == ["crue.md", "n1", "sub/flood.md"]
    assert collection.shelf.has("all.jsonl")


def test_what_is_not_there_cannot_be_deleted_and_nothing_is(collection: Collection) -> None:
    with pytest.raises(UsageError, match="nothing"):
        curating.delete(collection.settings, ["crue.md", "nothing"])
    assert collection.ids() == ["crue.md", "sub/flood.md"]
    assert collection.trash.last() is None


def test_while_another_writes_nothing_is_deleted(collection: Collection) -> None:
    with write_lock(collection.path, 0), pytest.raises(IndexBusyError):
        curating.delete(collection.settings, ["crue.md"])
    assert collection.trash.last() is None


def test_only_the_latest_deletions_are_kept(collection: Collection) -> None:
    for n in range(KEPT + 2):
        collection.add(f"{n}.md", f"Note {n}.")
        curating.delete(collection.settings, [f"{n}.md"])
    assert len(list(collection.trash.folder.iterdir())) == KEPT


def test_a_deletion_that_cannot_be_read_is_a_sentence(collection: Collection) -> None:
    deletion = curating.delete(collection.settings, ["crue.md"])
    (deletion.folder / "articles.json").write_text("{", encoding="utf-8")
    with pytest.raises(UsageError, match="cannot be read"):
        curating.undo(collection.settings, HANDS)


# folders


def test_the_folders_offered_are_those_that_articles_come_from(collection: Collection, tmp_path: Path) -> None:
    assert collection.folders() == [Folder(collection.folder, 2)]
    collection.add("note.md", FRENCH)
    other, gone = tmp_path / "other", tmp_path / "gone"
    other.mkdir()
    collection.settings = load_settings(index=collection.path, folders=(str(other), str(gone)))
    assert collection.folders() == [
        Folder(collection.folder, 2), Folder(collection.shelf.articles, 1), Folder(other, 0)
    ]  # fmt: skip


def test_a_folder_is_indexed_again(collection: Collection) -> None:
    collection.write("neu.md", "Une troisième.")
    (collection.folder / "crue.md").unlink()
    assert numbers(curating.reindex(collection.settings, collection.folder, HANDS)) == (1, 0, 1, 0)
    assert "crue.md" in collection.ids()
    assert numbers(curating.reindex(collection.settings, collection.folder, HANDS, prune=True)) == (0, 0, 2, 1)
    assert collection.ids() == ["neu.md", "sub/flood.md"]


def test_no_other_folder_is(collection: Collection) -> None:
    for folder in (Path("/etc"), collection.folder.parent, collection.folder / "sub"):
        with pytest.raises(UsageError, match="not one of those"):
            curating.reindex(collection.settings, folder, HANDS)


def test_a_folder_of_the_settings_makes_the_first_index(tmp_path: Path) -> None:
    collection = Collection(tmp_path)
    collection.write("crue.md", FRENCH)
    collection.settings = load_settings(index=collection.path, folders=(str(collection.folder),))
    assert curating.reindex(collection.settings, collection.folder, HANDS).added == 1


# a kill

KILLED = """
import os, sys
from pathlib import Path
from rag import curating
from rag.curating import Addition, Hands
from rag.ingest.shelf import Shelf
from rag.settings import load_settings

place, settings = sys.argv[1], load_settings(index=Path(sys.argv[2]))
shelf = Shelf(settings.data_folder)

def die(*_):
    os.kill(os.getpid(), 9)

if place == "staged":
    curating.unreadable = die
if place == "deleting":
    curating.remove = die
if place == "deleted":
    curating.Trash.take_files = die
if place in ("deleting", "deleted"):
    curating.delete(settings, ["added.md"])
curating.add(settings, [Addition(shelf.stage("note.md", b"Une note."), "note.md")], Hands(die))
"""


def killed(place: str, settings: Settings) -> None:
    command = [sys.executable, "-c", KILLED, place, str(settings.index)]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == -9


@pytest.mark.parametrize("place", ["staged", "accepted"])
def test_a_kill_between_the_file_and_the_index_loses_nothing(place: str, collection: Collection) -> None:
    killed(place, collection.settings)
    assert "note.md" not in collection.ids()
    collection.add("other.md", FRENCH)
    curating.reindex(collection.settings, collection.shelf.articles, HANDS)
    assert collection.texts()["note.md"] == "Une note."
    assert list(collection.shelf.incoming.iterdir()) == []


@pytest.mark.parametrize("place", ["deleting", "deleted"])
def test_a_kill_while_deleting_loses_nothing(place: str, collection: Collection) -> None:
    collection.add("added.md", "Une note.")
    before = collection.texts()
    killed(place, collection.settings)
    assert ("added.md" in collection.ids()) == (place == "deleting")
    curating.undo(collection.settings, HANDS)
    assert collection.texts() == before
    assert collection.shelf.has("added.md")
