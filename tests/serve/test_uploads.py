"""Files come in over real sockets: what can be read is found by the next question, and none strays."""

from __future__ import annotations

import resource
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.serve.conftest import Small, Starter, client_of
from tests.serve.problem import check_problem
from tests.serve.uploads import COMET, MULTIPART, article, found, kept, raw, send


def test_a_file_that_is_added_is_found_by_the_next_question(small: Small, tmp_path: Path) -> None:
    assert COMET not in found(small)
    given = send(small, ("comet.md", article()))
    assert given.status_code == 201
    assert given.json() == {
        "added": 1, "replaced": 0, "unchanged": 0, "removed": 0, "passages": 1, "failed": [], "documents": ["comet.md"],
    }  # fmt: skip
    assert found(small) == COMET
    assert small.files() == {"articles/comet.md"}
    assert str(tmp_path) not in given.text


def test_of_several_files_the_good_ones_come_in_and_the_others_are_named(small: Small, tmp_path: Path) -> None:
    lines = b'{"id": "one", "title": "One", "text": "A meteor fell on Monday."}\nnot json\n'
    files = [("comet.md", article()), ("broken.pdf", b"%PDF-"), ("song.mp3", b"la"), ("many.jsonl", lines)]
    with client_of(small.address, **{"Accept-Language": "fr"}) as french:
        given = send(small, *files, client=french)
    body = given.json()
    assert (given.status_code, body["added"]) == (201, 2)
    assert body["documents"] == ["comet.md", "one"]
    assert [one["name"] for one in body["failed"]] == ["song.mp3", "broken.pdf", "many.jsonl, line 2"]
    assert all(one["code"] and one["detail"] for one in body["failed"])
    assert body["failed"][0]["detail"] == "Les fichiers de type .mp3 ne sont pas lus."
    assert kept(small) == {"comet.md", "many.jsonl"}
    assert str(tmp_path) not in given.text


def test_files_of_which_none_can_be_read_leave_nothing(start: Starter, tmp_path: Path) -> None:
    small = start(empty=True)
    given = send(small, ("broken.pdf", b"%PDF-"), ("song.mp3", b"la"))
    told = check_problem(given, 422, "serve_stored")
    assert "song.mp3" in told["hint"]
    assert small.files() == set()
    assert send(small, ("comet.md", article())).status_code == 201  # makes the index
    assert found(small) == COMET


def test_a_name_that_is_taken_is_replaced_only_where_that_is_asked_for(small: Small) -> None:
    send(small, ("comet.md", article()))
    refused = send(small, ("new.md", article("A meteor fell.")), ("comet.md", article("Another one.")))
    check_problem(refused, 409, "serve_exists", name="comet.md")
    assert "retry-after" not in refused.headers  # it is there then, too
    assert small.files() == {"articles/comet.md"}
    assert found(small) == COMET
    given = send(small, ("comet.md", article("The comet Encke passes in October.")), replace="true")
    assert (given.status_code, given.json()["replaced"], given.json()["documents"]) == (201, 1, ["comet.md"])
    assert found(small) == "The comet Encke passes in October."


def test_two_files_of_one_name_are_not_one(small: Small) -> None:
    files = ("a/comet.md", article("The first.")), ("b/comet.md", article())
    check_problem(send(small, *files), 409, "serve_exists", name="comet.md")
    assert small.files() == set()
    given = send(small, *files, replace="true")
    assert (given.json()["added"], given.json()["documents"]) == (1, ["comet.md"])
    assert found(small) == COMET


def test_of_two_who_send_the_same_name_at_once_one_is_told(small: Small) -> None:
    with ThreadPoolExecutor(6) as pool:
        given = list(pool.map(lambda _: send(small, ("comet.md", article())), range(6)))
    assert sorted(one.status_code for one in given) == [201] + 5 * [409]


@pytest.mark.parametrize(
    ("name", "kept_as"),
    [
        ("../../escaped.md", "escaped.md"), ("/etc/cron.d/job.md", "job.md"), ("C:\\Windows\\a.md", "a.md"),
        ("\u202egpj.md", "gpj.md"), ("a\x00b.md", "ab.md"), (".md", "article.md"), ("...md", "article.md"),
        ("été.MD", "été.md"), ("e\u0301te\u0301.md", "été.md"), ("x" * 400 + ".md", "x" * 157 + ".md"),
        ("a\tb.md", "ab.md"), ("q'uo:te*.md", "q'uo_te_.md"), ("-rf.md", "-rf.md"), ("nul.md", "nul.md"),
    ],
)  # fmt: skip
def test_a_name_leads_nowhere(small: Small, tmp_path: Path, name: str, kept_as: str) -> None:
    before = {path for path in tmp_path.rglob("*") if small.settings.index not in path.parents}
    given = small.client.post("/api/documents", content=raw(name, article()), headers={"content-type": MULTIPART})
    assert given.status_code == 201, given.text
    (stored,) = kept(small)
    assert stored == kept_as
    assert stored.isprintable()
    after = {path for path in tmp_path.rglob("*") if small.settings.index not in path.parents}
    data = small.settings.data_folder
    assert after - before == {data, data / "articles", data / "articles" / stored, data / "incoming"}


@pytest.mark.parametrize("name", ["", "..", "/", "md", "a.", "\x00"])
def test_a_name_that_tells_no_kind_is_refused(shared: Small, name: str) -> None:
    given = shared.client.post("/api/documents", content=raw(name, b"text"), headers={"content-type": MULTIPART})
    assert given.json()["code"] in ("serve_stored", "serve_invalid"), given.text
    check_problem(given, 422, given.json()["code"])
    assert shared.files() == set()


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (MULTIPART, b"--b\r\nnothing"),
        (MULTIPART, b"--b--\r\n"),
        (MULTIPART, b'--b\r\nContent-Disposition: form-data; name="files"\r\n\r\nno file\r\n--b--\r\n'),
        ("multipart/form-data", b"--b--"),
        ("application/json", b'{"files": ["a"]}'),
        ("text/plain", b"a"),
    ],
)
def test_what_is_no_upload_is_said(shared: Small, kind: str, body: bytes) -> None:
    check_problem(
        shared.client.post("/api/documents", content=body, headers={"content-type": kind}), 422, "serve_invalid"
    )


def test_more_files_than_are_taken_at_a_time_are_refused(start: Starter) -> None:
    small = start(upload_files=2)
    given = send(small, *[(f"{number}.md", article()) for number in range(3)])
    check_problem(given, 422, "serve_many_files", count=3, most=2)
    assert small.files() == set()


def test_what_is_too_large_is_refused_with_and_without_a_length(start: Starter) -> None:
    small = start(upload_files=1, max_file_mb=0.25)
    whole = send(small, ("comet.md", article() + b"a" * 2_000_000))
    check_problem(whole, 413, "serve_too_large", limit="1.3")

    def pieces() -> Iterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="files"; filename="comet.md"\r\n\r\n'
        for _ in range(40):
            yield b"a" * 50_000

    chunked = small.client.post("/api/documents", content=pieces(), headers={"content-type": MULTIPART})
    check_problem(chunked, 413, "serve_too_large", limit="1.3")
    check_problem(small.client.post("/api/ask", content=b"a" * 2_000_001), 413, "serve_too_large", limit="2")
    assert small.files() == set()


def test_a_file_that_is_too_large_is_named_and_the_others_come_in(start: Starter) -> None:
    small = start(max_file_mb=0.25)
    given = send(small, ("large.md", b"a" * 300_000), ("comet.md", article())).json()
    assert [(one["name"], one["code"]) for one in given["failed"]] == [("large.md", "file_large")]
    assert (given["documents"], kept(small)) == (["comet.md"], {"comet.md"})


@contextmanager
def locked(index: Path) -> Iterator[None]:
    """While another process is writing to the index."""
    code = (
        "import sys, pathlib\nfrom rag.store.lock import write_lock\n"
        "with write_lock(pathlib.Path(sys.argv[1]), 0): print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, str(index)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == "held\n"
            yield
        finally:
            process.stdin.close()
            process.wait()


def test_while_another_process_writes_one_is_told_to_come_again_and_can(small: Small) -> None:
    send(small, ("old.md", article("An old stone.")))
    before = small.files()
    with locked(small.settings.index):
        for given in (
            send(small, ("comet.md", article())),
            send(small, ("old.md", article("Another stone.")), ("comet.md", article()), replace="true"),
            small.client.delete("/api/documents/crue.md"),
        ):
            check_problem(given, 409, "index_busy")
            assert int(given.headers["retry-after"]) > 0
            assert small.files() == before
    assert send(small, ("comet.md", article())).status_code == 201
    assert small.client.delete("/api/documents/crue.md").json() == {"removed": ["crue.md"]}
    assert found(small) == COMET


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """As a disk that becomes full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_disk_that_is_full_half_way_leaves_nothing(small: Small) -> None:
    with files_of_at_most(100_000):
        given = send(small, ("comet.md", article()), ("large.md", b"a" * 200_000))
    check_problem(given, 507, "data_full")
    assert small.files() == set()
    assert list((small.settings.data_folder / "incoming").iterdir()) == []
    assert send(small, ("comet.md", article())).status_code == 201


def test_a_folder_that_cannot_be_written_is_said(small: Small) -> None:
    small.settings.data_folder.mkdir()
    (small.settings.data_folder / "articles").write_text("in the way")
    check_problem(send(small, ("comet.md", article())), 500, "data_write")
    assert small.files() == {"articles"}


def test_who_may_not_change_anything_is_told_before_a_file_is_sent(small: Small) -> None:
    head = f"POST /api/documents HTTP/1.1\r\nHost: localhost\r\nContent-Type: {MULTIPART}\r\n"
    for secret, status in ((small.secret("reader"), b"403"), ("srcr_none", b"401")):
        place = small.client.base_url.host, small.client.base_url.port or 0
        with socket.create_connection(place, 60) as raw_client:
            raw_client.sendall(f"{head}Content-Length: 900000\r\nAuthorization: Bearer {secret}\r\n\r\n".encode())
            assert raw_client.makefile("rb").readline().split()[1] == status
