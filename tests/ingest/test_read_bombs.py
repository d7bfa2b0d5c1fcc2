"""Files that are made to do harm are read or refused within limits, and named; the files beside them go on."""

from __future__ import annotations

import sys
import time
import unicodedata
from pathlib import Path, PurePath

import pytest

from eval.fuzz import seeds
from eval.fuzz.bombs import LIMITS, QUICK
from rag.ingest.article import Article
from rag.ingest.read import FoundFile, Problem, find_files, read_data, read_file
from tests.ingest.read_samples import problem

REFUSED = {
    "DOCX that unpacks to 300 MiB": "file_unpacked",
    "EPUB that unpacks to 300 MiB": "file_unpacked",
    "archives in an archive": "file_damaged",
    "document in a document": "file_damaged",
    "aliases in front matter": "field_bad",
    "10,000 quotations in Markdown": "file_no_text",
    "100,000 lists in each other": "file_no_text",
    "PDF that inflates to 100 MiB": "file_scanned",
}
"""The others are read, without what is harmful in them."""


@pytest.mark.parametrize("what", QUICK)
def test_a_bomb_is_read_or_refused(what: str) -> None:
    name, make = QUICK[what]
    data = make()
    before = time.monotonic()
    (item,) = read_data(PurePath(name), data, LIMITS)
    assert time.monotonic() - before < 60
    if isinstance(item, Problem):
        assert (item.name, item.error.key) == (name, REFUSED[what])
    else:
        assert what not in REFUSED
        assert "fin" in item.text
        assert "lollol" not in item.text
        assert "root:" not in item.text
        assert len(item.text) < 3 * len(data) + 100


def test_blank_lines_alone_are_no_articles_and_that_is_said(tmp_path: Path) -> None:
    assert problem(tmp_path, "a.jsonl", "\n\f\n") == "file_no_text"


@pytest.mark.skipif(sys.platform == "win32", reason="names that Windows does not have")
def test_odd_names_are_read_and_told_apart(tmp_path: Path) -> None:
    composed = unicodedata.normalize("NFC", "é.md")
    names = [
        "a\nb.md",
        "a\u202emd.exe.md",
        "A.md",
        "a.md",
        composed,
        unicodedata.normalize("NFD", composed),
        "\u200f.md",
    ]
    for name in names:
        (tmp_path / name).write_bytes(name.encode() + b" et un texte.")
    there = {path.name for path in tmp_path.iterdir()}  # as many as this file system tells apart
    found = [item for item in find_files([tmp_path]) if isinstance(item, FoundFile)]
    assert {one.path.name for one in found} == there
    assert len({one.relative for one in found}) == len(there)
    articles = [item for one in found for item in read_file(one.path, LIMITS)]
    assert all(isinstance(item, Article) for item in articles)


def test_the_files_beside_a_bomb_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(QUICK["DOCX that unpacks to 300 MiB"][1]())
    (tmp_path / "b.docx").write_bytes(seeds.docx())
    (tmp_path / "c.md").write_bytes(QUICK["aliases in front matter"][1]())
    (tmp_path / "d.md").write_text("Un texte.", encoding="utf-8")
    found = {
        one.relative: list(read_file(one.path, LIMITS)) for one in find_files([tmp_path]) if isinstance(one, FoundFile)
    }
    assert [isinstance(found[name][0], Article) for name in ("a.docx", "b.docx", "c.md", "d.md")] == [
        False,
        True,
        False,
        True,
    ]
