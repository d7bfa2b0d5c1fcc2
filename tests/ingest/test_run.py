"""Files into an index: what changed is embedded, what did not is not, and what is bad stops nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rag.errors import IndexMismatchError, IndexMissingError
from rag.ingest.progress import Silent
from rag.store.index import Index
from rag.stores import store_kind
from tests.ingest.library import ENGLISH, FRENCH, Library, article, numbers

# what changed and what did not


def test_the_first_run_takes_everything(two: Library) -> None:
    assert two.texts() == {"crue.md": FRENCH, "sub/flood.md": ENGLISH}
    assert len(two.embedder.embedded) == len(two.passages()) == 2
    assert [i.title for i in two.open().catalogue.info()] == ["La crue", "The flood"]
    assert {p.document_id: p.language for p in two.passages()} == {"crue.md": "fr", "sub/flood.md": "en"}


def test_a_second_run_embeds_nothing_and_publishes_nothing(two: Library) -> None:
    report = two.ingest()
    assert numbers(report) == (0, 0, 2, 0)
    assert not report.changed
    assert two.embedder.embedded == []
    assert two.generation() == 1


def test_a_file_that_was_only_touched_is_not_embedded(two: Library) -> None:
    os.utime(two.folder / "crue.md", (1, 1))
    two.write("crue.md", FRENCH + "\n\n", title="La crue")  # other bytes, the same article
    assert numbers(two.ingest()) == (0, 0, 2, 0)
    assert two.embedder.embedded == []


def test_a_changed_file_is_replaced(two: Library) -> None:
    newer = FRENCH + " La décrue est attendue samedi."
    two.write("crue.md", newer, title="La crue")
    assert numbers(two.ingest()) == (0, 1, 1, 0)
    assert two.texts() == {"crue.md": newer, "sub/flood.md": ENGLISH}
    assert len(two.embedder.embedded) == 1
    assert two.generation() == 2


def test_a_changed_title_is_replaced_and_embedded(two: Library) -> None:
    two.write("crue.md", FRENCH, title="La décrue")
    assert numbers(two.ingest()) == (0, 1, 1, 0)
    assert "La décrue" in two.embedder.embedded[0]


def test_files_of_other_kinds_are_counted_and_passed_over(two: Library) -> None:
    two.write("notes.xyz", "x")
    two.write(".hidden.md", "x")
    report = two.ingest()
    assert (report.skipped, report.failed) == (2, [])


def test_another_chunking_is_refused_until_the_index_is_made_again(two: Library) -> None:
    other = Library.__new__(Library)
    other.__dict__.update(two.__dict__, settings=two.settings.model_copy(update={"target_tokens": 16}))
    with pytest.raises(IndexMismatchError):
        other.ingest()
    assert numbers(other.rebuild()) == (2, 0, 0, 0)
    assert numbers(other.ingest()) == (0, 0, 2, 0)


# what is bad


def test_a_bad_file_is_reported_and_the_rest_goes_on(two: Library) -> None:
    two.write("aaa.md", "")
    two.write("bad.pdf", "no pdf")
    two.write("zzz.md", "La suite.")
    for _ in range(2):  # and is reported again
        report = two.ingest()
        assert {Path(p.name).name for p in report.failed} == {"aaa.md", "bad.pdf"}
        assert two.ids() == ["crue.md", "sub/flood.md", "zzz.md"]
    two.write("aaa.md", "Le début.")
    assert numbers(two.ingest()) == (1, 0, 3, 0)


def test_the_former_version_of_a_bad_file_stays(two: Library) -> None:
    good = (two.folder / "crue.md").read_bytes()
    (two.folder / "crue.md").write_text("---\ntitle: [\n---\n", encoding="utf-8")
    report = two.ingest(prune=True)
    assert len(report.failed) == 1
    assert two.texts()["crue.md"] == FRENCH
    (two.folder / "crue.md").write_bytes(good)
    assert numbers(two.ingest()) == (0, 0, 2, 0)


def test_nothing_but_bad_files_is_an_empty_index(library: Library) -> None:
    library.write("bad.md", "")
    report = library.ingest()
    assert len(report.failed) == 1
    with pytest.raises(IndexMissingError):
        Index.open(library.path, store_kind(library.settings))


def test_what_is_told_on_the_way_adds_up(two: Library) -> None:
    two.write("third.md", ENGLISH * 3)
    two.lines("more.jsonl", *(article(f"T{n}", FRENCH * 9, id=f"m{n}") for n in range(3)))
    progress = Counting()
    report = two.ingest(progress=progress)
    files = [p for p in two.folder.rglob("*") if p.is_file()]
    assert progress.begun == (len(files), sum(p.stat().st_size for p in files))
    assert progress.told == [progress.begun[1], report.added + report.unchanged, report.passages]
    assert report.passages == len(two.embedder.embedded)
    assert progress.expected == report.passages
    assert progress.notes == [*["file"] * len(files), "published"]


class Counting(Silent):
    def __init__(self) -> None:
        self.begun = (0, 0)
        self.told = [0, 0, 0]
        self.expected = 0
        self.notes: list[str] = []

    def expect(self, passages: int) -> None:
        self.expected += passages

    def begin(self, files: int, size: int) -> None:
        self.begun = (files, size)

    def advance(self, size: int, documents: int, passages: int) -> None:
        self.told = [a + b for a, b in zip(self.told, (size, documents, passages), strict=True)]

    def note(self, kind: str, detail: str = "") -> None:
        self.notes.append(kind)
