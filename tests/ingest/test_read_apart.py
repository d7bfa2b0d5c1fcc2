"""What is read in a process apart is the same as here; what breaks or blocks that process breaks nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path, PurePath

import pytest

from eval.fuzz import seeds
from rag.errors import DocumentError
from rag.ingest.article import Article
from rag.ingest.read import Problem, ReadLimits, read_data, read_file
from rag.ingest.read.apart import READERS, Reader, Readers
from rag.ingest.read.reader import APART_FROM, read_one
from rag.ingest.read.wire import article_json, article_of

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limits on memory")
FILES = {
    "a.html": seeds.PAGE.encode(),
    "a.docx": seeds.docx(),
    "a.epub": seeds.epub(),
    "2024-05-03 b.pdf": seeds.pdf(2),
}
LARGE = b"<p>" + b"<b>a</b>" * 400_000
"""A page that takes seconds and hundreds of megabytes."""


@pytest.mark.parametrize("name", FILES)
def test_it_reads_the_same(name: str) -> None:
    (item,) = read_data(PurePath(name), FILES[name], ReadLimits())
    assert item == read_one(PurePath(name), FILES[name], ReadLimits())


def test_a_long_file_of_any_format_is_read_apart_and_the_same(tmp_path: Path) -> None:
    text = "# Titre\n\n" + "Une phrase, et puis une autre. " * 40_000
    assert len(text) > APART_FROM
    path = tmp_path / "long.md"
    path.write_text(text, encoding="utf-8")
    (item,) = read_file(path, ReadLimits())
    assert item == read_one(path, text.encode(), ReadLimits())


def test_an_article_comes_back_from_json_as_it_went() -> None:
    article = read_one(PurePath("a.md"), (seeds.FRONT + seeds.TEXT).encode(), ReadLimits())
    assert article.headings
    assert article.date
    assert article_of(article_json(article)) == article


@pytest.mark.parametrize(
    "change", [{"title": 7}, {"headings": [[0, 10_000_000, 1]]}, {"headings": [[5, 5, 1]]}, {"date": "x"}, {"date": 7}]
)
def test_what_is_no_article_is_not_believed(change: dict[str, object]) -> None:
    plain = article_json(read_one(PurePath("a.md"), seeds.TEXT.encode(), ReadLimits()))
    with pytest.raises((ValueError, TypeError)):
        article_of({**plain, **change})


def test_one_process_reads_many_files_and_refusals_leave_it_be() -> None:
    readers = Readers()
    try:
        readers.read("a.html", FILES["a.html"], ReadLimits())
        first = readers._waiting[0]
        with pytest.raises(DocumentError) as caught:
            readers.read("a.pdf", b"%PDF-1.4 nothing", ReadLimits())
        assert caught.value.key == "file_damaged"
        readers.read("a.docx", FILES["a.docx"], ReadLimits())
        assert readers._waiting == [first]
    finally:
        readers.close()


def test_a_file_that_takes_too_long_is_refused_and_the_next_is_read() -> None:
    readers = Readers()
    try:
        with pytest.raises(DocumentError) as caught:
            readers.read("a.html", LARGE, ReadLimits(max_seconds=-1))  # a second, with what is granted
        assert caught.value.key == "file_slow"
        assert readers.read("a.html", FILES["a.html"], ReadLimits()).title == "Le pont"
    finally:
        readers.close()


@POSIX
def test_a_file_that_takes_too_much_memory_is_refused_and_the_next_is_read() -> None:
    readers = Readers()
    try:
        with pytest.raises(DocumentError) as caught:
            readers.read("a.html", LARGE, ReadLimits(max_memory_mb=150))
        assert caught.value.key == "file_heavy"
        assert readers.read("a.html", FILES["a.html"], ReadLimits()).title == "Le pont"
    finally:
        readers.close()


def test_what_comes_out_of_a_file_is_bounded() -> None:
    page = b"<p>" + b"Une phrase. " * 200_000
    (item,) = read_data(PurePath("a.html"), page, ReadLimits(max_unpacked_mb=1))
    assert isinstance(item, Problem)
    assert item.error.key == "file_unpacked"


def test_a_process_that_is_ended_is_a_problem_of_the_file_alone() -> None:
    reader = Reader()
    try:
        reader._process.kill()
        with pytest.raises(DocumentError) as caught:
            reader.read("a.html", FILES["a.html"], ReadLimits())
        assert caught.value.key == "file_kills"
        assert not reader.usable
    finally:
        reader.end()


def test_no_secret_is_in_the_environment_of_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    reader = Reader()
    try:
        environment = Path(f"/proc/{reader._process.pid}/environ")
        if not environment.exists():
            pytest.skip("this system does not show the environment of a process")
        assert b"sk-secret" not in environment.read_bytes()
    finally:
        reader.end()


def test_threads_read_at_the_same_time() -> None:
    found: list[Article | Problem] = []

    def read() -> None:
        for _ in range(3):
            found.extend(read_data(PurePath("a.html"), FILES["a.html"], ReadLimits()))

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert len(set(found)) == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_fork_uses_none_of_its_parent_s_processes() -> None:
    READERS.read("a.html", FILES["a.html"], ReadLimits())
    child = os.fork()
    if not child:
        try:
            os._exit(0 if READERS.read("a.html", FILES["a.html"], ReadLimits()).title == "Le pont" else 1)
        finally:
            os._exit(2)
    assert os.waitpid(child, 0)[1] == 0
    assert READERS.read("a.html", FILES["a.html"], ReadLimits()).title == "Le pont"


def test_a_process_of_a_large_one_counts_its_own_memory() -> None:
    held = b"x" * (600 << 20)
    told = subprocess.run(
        [sys.executable, "-c", "from rag.ingest.read.peak import peak; print(peak())"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert 0 < int(told.stdout) < len(held) // 3
