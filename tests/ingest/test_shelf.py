"""What people add comes in under a safe name, whole or not at all."""

from __future__ import annotations

import errno
import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import DocumentError, UsageError
from rag.ingest.pasted import Pasted, file_name, markdown
from rag.ingest.read import SUPPORTED_SUFFIXES, ReadLimits, find_files, read_file
from rag.ingest.read.markdown import front_matter
from rag.ingest.shelf import MAX_NAME, Shelf, safe_name, unreadable, writing


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\me\\Été.MD", "Été.md"),
        (".hidden.md", "hidden.md"),
        ("a\x00b\u202egnp.md", "abgnp.md"),
        ("E\u0301te\u0301.txt", "Été.txt"),
        ("a<b>:c|d?.md", "a_b__c_d_.md"),
        ("  spaces \t here .md", "spaces here.md"),
        ("....md", "article.md"),
        (".md", "article.md"),
        ("é" * 300 + ".pdf", "é" * 78 + ".pdf"),
    ],
)
def test_a_name_is_made_safe(given_name: str, kept: str) -> None:
    assert safe_name(given_name) == kept


@given(st.text(), st.sampled_from(sorted(SUPPORTED_SUFFIXES)))
def test_a_safe_name_stays_in_its_folder_is_seen_and_is_safe_already(stem: str, suffix: str) -> None:
    name = safe_name(stem + suffix)
    assert Path(name).name == name
    assert not name.startswith(".")
    assert name.endswith(suffix)
    assert len(name.encode()) <= MAX_NAME
    assert not any(unicodedata.category(c).startswith("C") for c in name)
    assert safe_name(name) == name


@pytest.mark.parametrize("name", ["run.exe", "README", "", "picture.png", "a.md.zip", "md"])
def test_a_kind_that_is_not_read_is_refused(name: str) -> None:
    with pytest.raises(DocumentError) as error:
        safe_name(name)
    assert error.value.key == "file_unsupported"


def test_a_file_is_aside_until_it_is_accepted_and_then_in_its_place(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "data")
    staged = shelf.stage("note.md", b"Un.")
    assert not shelf.has("note.md")
    assert shelf.left_over() == [staged]
    assert shelf.accept(staged, "note.md").read_bytes() == b"Un."
    assert shelf.left_over() == []
    assert list(shelf.incoming.iterdir()) == []
    shelf.accept(shelf.stage("note.md", b"Deux."), "note.md")
    assert [path.name for path in shelf.articles.iterdir()] == ["note.md"]
    assert (shelf.articles / "note.md").read_bytes() == b"Deux."
    assert shelf.free_name("note.md") == "note (2).md"
    shelf.accept(shelf.stage("note.md", b"Trois."), "note (2).md")
    assert shelf.free_name("note.md") == "note (3).md"
    assert [found.relative for found in find_files([shelf.articles])] == ["note (2).md", "note.md"]  # type: ignore[union-attr]


def test_only_what_lies_in_the_folder_is_its_own(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    assert shelf.holds(shelf.articles / "a.md")
    assert not shelf.holds(f"{shelf.articles}-other/a.md")
    assert not shelf.holds(tmp_path / "a.md")


@pytest.mark.parametrize(("number", "key"), [(errno.ENOSPC, "data_full"), (errno.EACCES, "data_write")])
def test_a_disk_that_does_not_take_it_is_a_sentence(number: int, key: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as error, writing(tmp_path):
        raise OSError(number, os.strerror(number))
    assert error.value.key == key


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file", encoding="utf-8")
    with pytest.raises(UsageError, match="cannot be written"):
        Shelf(tmp_path / "data").stage("note.md", b"Un.")


def test_what_cannot_be_read_is_known_before_it_takes_a_place(tmp_path: Path) -> None:
    shelf, limits = Shelf(tmp_path), ReadLimits(max_file_mb=0.01)
    keys = {
        name: problem.error.key if (problem := unreadable(shelf.stage(name, data), limits)) else ""
        for name, data in {
            "good.md": b"Some text.", "empty.md": b"", "broken.pdf": b"%PDF-1.4 no", "large.txt": b"word " * 9_000,
            "part.jsonl": b'{"title": "T", "text": "One."}\n{broken\n', "broken.jsonl": b"{broken\n",
        }.items()
    }  # fmt: skip
    assert keys == {
        "good.md": "", "empty.md": "file_empty", "broken.pdf": "file_damaged", "large.txt": "file_large",
        "part.jsonl": "", "broken.jsonl": "line_not_json",
    }  # fmt: skip


# pasted texts


@given(st.text(), st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_a_pasted_text_is_kept_to_the_letter(text: str, title: str, source: str, url: str) -> None:
    text = text.encode("utf-8", "replace").decode("utf-8") + "x"
    made = markdown(Pasted(text, title, source=source, url=url)).decode("utf-8")
    fields, body = front_matter(made)
    assert body == "\n" + text
    assert fields.keys() <= {"title", "source", "url"}


def test_what_is_known_of_a_pasted_text_is_read_again(tmp_path: Path) -> None:
    text = "---\nnot: front matter\n---\n\n# Un titre\n\nLe pont est fermé depuis jeudi."
    pasted = Pasted(text, 'Il a dit: "non" # jamais', language="fr", source="Le Monde: éco", url="https://example.com")
    path = tmp_path / file_name(pasted)
    path.write_bytes(markdown(pasted))
    (article,) = read_file(path, ReadLimits())
    assert (article.title, article.source) == ('Il a dit: "non" # jamais', "Le Monde: éco")  # type: ignore[union-attr]
    assert (article.language, article.url) == ("fr", "https://example.com")  # type: ignore[union-attr]
    assert "Un titre" in article.text  # type: ignore[union-attr]


def test_a_pasted_text_is_named_after_its_title_or_its_beginning() -> None:
    assert file_name(Pasted("x", "La crue de l’Œuvre : été 2025")) == "la-crue-de-l-oeuvre-ete-2025.md"
    assert file_name(Pasted("Première ligne\nDeuxième")) == "premiere-ligne.md"
    assert file_name(Pasted("…", "…")) == "article.md"
    with pytest.raises(DocumentError, match="no text"):
        markdown(Pasted(" …\n"))
