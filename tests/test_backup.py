"""A backup is whole or not there, is made while others write, and comes back checked or not at all."""

from __future__ import annotations

import hashlib
import io
import json
import random
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from rag.access import Tokens
from rag.backup import backup, restore
from rag.backup.listing import LIST
from rag.errors import IndexDamagedError, IndexMissingError, SourcierError, StoreError, UsageError
from rag.moving import move
from rag.repairing import repair
from rag.settings import load_settings
from rag.store.manifest import read_manifest
from tests.command import sourcier
from tests.conftest import ROOT
from tests.doubles import HashEmbedder
from tests.ingest.library import FRENCH, Library


@pytest.fixture
def library(tmp_path: Path) -> Library:
    (tmp_path / "first").mkdir()
    library = Library(tmp_path / "first")
    for n in range(6):
        library.write(f"{n}.md", f"# Titre {n}\n\n{FRENCH} Pont {n}.")
    library.ingest()
    data = library.settings.data_folder
    (data / "articles").mkdir(parents=True)
    (data / "articles" / "ajout – né.md").write_text("# Né\n\nUn ajout.", encoding="utf-8")
    (data / "sets").mkdir()
    (data / "sets" / "q.jsonl").write_text("{}\n")
    (data / "incoming" / "x").mkdir(parents=True)
    (data / "incoming" / "x" / "half.pdf").write_text("half")
    with closing(sqlite3.connect(data / "history.sqlite")) as db:
        db.execute("CREATE TABLE said (what TEXT)")
        db.execute("INSERT INTO said VALUES ('bonjour')")
        db.commit()
    Tokens(data).add("editor", "editor", None)
    return library


@pytest.fixture
def file(library: Library) -> Path:
    made = library.root / "backup.tar"
    backup(library.settings, made)
    return made


def other(library: Library) -> Library:
    root = library.root.parent / "second"
    root.mkdir(exist_ok=True)
    return Library(root)


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def said(library: Library) -> list[tuple[str]]:
    with closing(sqlite3.connect(library.settings.data_folder / "history.sqlite")) as db:
        return db.execute("SELECT what FROM said").fetchall()


def test_there_and_back_elsewhere(library: Library, file: Path) -> None:
    second = other(library)
    found = restore(second.settings, file)
    assert (found.generation, found.secrets) == (1, False)
    assert second.passages() == library.passages()
    assert said(second) == [("bonjour",)]
    kept = set(files_of(second.settings.data_folder))
    assert kept == {"articles/ajout – né.md", "sets/q.jsonl", "history.sqlite"}
    left = {path.name for path in second.root.iterdir()}
    assert left == {"articles", "index", "index.data"}
    assert {path.name for path in second.path.iterdir()} - {".lock"} == {"generation-000001", "manifest.json"}
    assert second.ingest().added == 0


def test_elsewhere_articles_are_found_again_in_their_new_place(library: Library, file: Path) -> None:
    """The index names the files as they were; an ingest of where they are now costs no article its id."""
    second = other(library)
    restore(second.settings, file)
    before = second.texts()
    shutil.copytree(library.folder, second.folder, dirs_exist_ok=True)
    shutil.rmtree(library.folder)
    second.ingest(prune=True)
    assert second.texts() == before


def test_it_is_an_archive_that_tar_reads_and_nobody_else_may(file: Path) -> None:
    assert file.stat().st_mode & 0o077 == 0
    with tarfile.open(file) as archive:
        first, *rest = archive.getmembers()
        assert first.name == LIST
        reader = archive.extractfile(first)
        assert reader is not None
        listed = json.load(reader)["files"]
        assert len(listed) == len(rest)
        for entry, member in zip(listed, rest, strict=True):
            content = archive.extractfile(member)
            assert content is not None
            assert hashlib.sha256(content.read()).hexdigest() == entry["sha256"]


def test_secrets_come_only_when_asked_for(library: Library) -> None:
    without, held = library.root / "a.tar", library.root / "b.tar"
    assert "tokens.json" in backup(library.settings, without).left_out
    assert backup(library.settings, held, secrets=True).secrets
    second = other(library)
    restore(second.settings, held)
    tokens = second.settings.data_folder / "tokens.json"
    assert tokens.read_bytes() == (library.settings.data_folder / "tokens.json").read_bytes()
    assert tokens.stat().st_mode & 0o077 == 0
    tokens.write_text("mine")
    restore(second.settings, without, replace=True)
    assert tokens.read_text() == "mine"  # without it, nobody would need a token any more


def test_what_is_there_stays_unless_it_is_to_be_replaced(library: Library, file: Path) -> None:
    library.write("new.md", f"# Neuf\n\n{FRENCH}")
    library.ingest()
    before = library.texts()
    with pytest.raises(UsageError) as caught:
        restore(library.settings, file)
    assert caught.value.key == "restore_there"
    assert library.texts() == before
    (library.settings.data_folder / "articles" / "later.md").write_text("later")
    reader = library.open()
    assert restore(library.settings, file, replace=True).generation == 3
    assert "new.md" not in library.ids()
    assert not (library.settings.data_folder / "articles" / "later.md").exists()
    assert "new.md" in reader.catalogue.document_ids()
    library.ingest()
    assert "new.md" in library.ids()


def test_a_damaged_index_is_made_good_by_its_backup(library: Library, file: Path) -> None:
    (library.path / "generation-000001" / "catalogue.sqlite").write_text("")
    restore(library.settings, file, replace=True)
    assert len(library.ids()) == 6


def test_a_backup_never_takes_a_place_nor_lies_in_what_it_holds(library: Library, file: Path) -> None:
    for place, key in (
        (file, "backup_there"),
        (library.path / "b.tar", "backup_inside"),
        (library.settings.data_folder / "b.tar", "backup_inside"),
        (library.root / "none" / "b.tar", "backup_write"),
    ):
        with pytest.raises(UsageError) as caught:
            backup(library.settings, place)
        assert caught.value.key == key
    with pytest.raises(IndexMissingError):
        backup(other(library).settings, library.root / "c.tar")
    assert sorted(p.name for p in library.root.iterdir()) == ["articles", "backup.tar", "index", "index.data"]


def test_a_damaged_index_is_not_backed_up_in_silence(library: Library) -> None:
    path = library.path / "generation-000001" / "lexical-rows.npy"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(IndexDamagedError) as caught:
        backup(library.settings, library.root / "b.tar")
    assert caught.value.values["file"] == "generation-000001/lexical-rows.npy"
    path.unlink()
    with pytest.raises(IndexDamagedError):
        backup(library.settings, library.root / "b.tar")
    assert not (library.root / "b.tar").exists()


def test_vectors_in_milvus_are_to_be_moved_first(library: Library) -> None:
    move(library.settings, "milvus")
    with pytest.raises(StoreError) as caught:
        backup(library.settings, library.root / "b.tar")
    assert "sourcier move --to faiss" in caught.value.hint()


def test_links_are_left_out_and_named(library: Library) -> None:
    (library.settings.data_folder / "articles" / "passwd").symlink_to("/etc/passwd")
    made = backup(library.settings, library.root / "b.tar")
    assert made.left_out == ("articles/passwd", "tokens.json")


# while others write


def test_a_backup_is_of_one_moment_while_others_write(library: Library) -> None:
    stop, failed = threading.Event(), []

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            try:
                library.write("turn.md", f"# Tour\n\n{FRENCH} Tour {number}.")
                library.ingest()
                with closing(sqlite3.connect(library.settings.data_folder / "history.sqlite")) as db:
                    db.execute("INSERT INTO said VALUES (?)", (str(number),))
                    db.commit()
            except SourcierError as error:
                failed.append(error)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for n in range(4):
            backup(library.settings, library.root / f"{n}.tar", wait=60)
    finally:
        stop.set()
        writer.join()
    assert failed == []
    for n in range(4):
        second = other(library)
        restore(second.settings, library.root / f"{n}.tar", replace=n > 0)
        assert len(second.texts()) in {6, 7}
        assert said(second)[0] == ("bonjour",)


# archives that are not what they should be


def packed(file: Path) -> tuple[dict[str, Any], list[bytes]]:
    with tarfile.open(file) as archive:
        contents = [member.read() for m in archive.getmembers() if (member := archive.extractfile(m)) is not None]
    return json.loads(contents[0]), contents[1:]


def as_it_is(number: int, info: tarfile.TarInfo) -> None:
    """Changes nothing."""


def repacked(
    file: Path, listing: object, contents: list[bytes], change: Callable[[int, tarfile.TarInfo], None] = as_it_is
) -> Path:
    with tarfile.open(file) as archive:
        names = archive.getnames()
    made = file.with_name("bad.tar")
    made.unlink(missing_ok=True)
    raw = listing if isinstance(listing, bytes) else json.dumps(listing).encode()
    with tarfile.open(made, "w", format=tarfile.GNU_FORMAT) as archive:
        for number, (name, content) in enumerate(zip(names, [raw, *contents], strict=False)):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            change(number, info)
            archive.addfile(info, io.BytesIO(content))
    return made


def refused(library: Library, bad: Path) -> str:
    second = other(library)
    outside = {p: p.stat().st_mtime_ns for p in library.root.rglob("*")}
    with pytest.raises(UsageError) as caught:
        restore(second.settings, bad)
    assert {p: p.stat().st_mtime_ns for p in library.root.rglob("*")} == outside
    assert not second.settings.data_folder.exists()
    assert not second.path.exists() or {p.name for p in second.path.iterdir()} <= {".lock"}
    assert {p.name for p in second.root.iterdir()} <= {"articles", "index"}
    return caught.value.key


NAMES = [
    "../out", "/etc/out", "data/../../out", "data//out", "data/./out", "data", "other/out", "data/a\\..\\out",
    "data/\0", "index/../data/x", "data/" + "x" * 300, "", "data/", "data/articles", 7,
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES, ids=lambda n: repr(n)[:20])
def test_no_name_leads_anywhere(name: str, library: Library, file: Path) -> None:
    listing, contents = packed(file)
    listing["files"][-1]["name"] = name
    assert refused(library, repacked(file, listing, contents)) == "backup_none"


CHANGES: list[dict[str, Any]] = [
    {"type": tarfile.SYMTYPE, "linkname": "/etc/passwd"},
    {"type": tarfile.LNKTYPE, "linkname": "backup.json"},
    {"type": tarfile.CHRTYPE},
    {"type": tarfile.FIFOTYPE},
    {"type": tarfile.DIRTYPE},
    {"type": tarfile.GNUTYPE_SPARSE},
    {"name": "../../out"},
    {"name": "x" * 4000},
]


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_nothing_but_plain_files_is_taken(change: dict[str, Any], library: Library, file: Path) -> None:
    listing, contents = packed(file)

    def changed(number: int, info: tarfile.TarInfo) -> None:
        if number == 3:
            for name, value in change.items():
                setattr(info, name, value)

    assert refused(library, repacked(file, listing, contents, changed)) == "backup_changed"


@pytest.mark.parametrize(
    ("key", "value"),
    [("bytes", 10**30), ("bytes", -1), ("bytes", 1.5), ("bytes", True), ("sha256", "x"), ("sha256", None), ("mode", 1)],
)
def test_a_list_that_is_none_is_refused(key: str, value: object, library: Library, file: Path) -> None:
    listing, contents = packed(file)
    listing["files"][0][key] = value
    assert refused(library, repacked(file, listing, contents)) == "backup_none"


def test_a_list_of_more_than_there_is_room_for_is_refused(library: Library, file: Path) -> None:
    listing, contents = packed(file)
    listing["files"][0]["bytes"] = 2**62
    assert refused(library, repacked(file, listing, contents)) == "backup_room"


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"null", b"[" * 100_000, b'{"format": 1}', b"\xff"])
def test_what_is_no_list_is_no_backup(raw: bytes, library: Library, file: Path) -> None:
    assert refused(library, repacked(file, raw, [])) == "backup_none"


def test_another_format_is_named(library: Library, file: Path) -> None:
    listing, contents = packed(file)
    listing["format"] = 2
    assert refused(library, repacked(file, listing, contents)) == "backup_newer"


def test_damage_anywhere_is_found_before_anything_is_switched(library: Library, file: Path) -> None:
    content, draw = file.read_bytes(), random.Random(0)
    bad = file.with_name("bad.tar")
    for _ in range(40):
        place = draw.randrange(len(content) - 1024)
        bad.write_bytes(content[:place] + bytes([content[place] ^ 1 << draw.randrange(8)]) + content[place + 1 :])
        second = other(library)
        try:
            restore(second.settings, bad)
        except SourcierError:
            assert not (second.path / "manifest.json").exists()
            continue
        assert second.passages() == library.passages()  # where nothing is said: padding
        shutil.rmtree(second.path)
        shutil.rmtree(second.settings.data_folder)
    for share in (0.0, 0.1, 0.5, 0.9):
        bad.write_bytes(content[: int(len(content) * share)])
        refused(library, bad)


# killed, and disks that are full

SCRIPT = """
import sys
from pathlib import Path
from rag.backup import backup, restore
from rag.repairing import repair
from rag.settings import load_settings
from tests.doubles import HashEmbedder
root, what, file = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
settings = load_settings(index=root / "index")
print("begun", flush=True)
for n in range(1000):
    if what == "backup":
        backup(settings, file.with_name(f"{file.name}-{n}"))
    elif what == "restore":
        restore(settings, file, replace=True)
    else:
        manifest = max((root / "index").glob("generation-*/lexical-rows.npy"))
        manifest.write_bytes(b"x")
        repair(settings, HashEmbedder)
    print("done", flush=True)
"""


def killed(library: Library, what: str, file: Path, seconds: float) -> None:
    command = [sys.executable, "-c", SCRIPT, str(library.root), what, str(file)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(seconds)  # where it falls is by chance: any point will do
        process.kill()


@pytest.mark.parametrize("seed", range(4))
def test_a_restoring_that_is_killed_leaves_one_or_the_other(seed: int, library: Library, file: Path) -> None:
    library.write("new.md", f"# Neuf\n\n{FRENCH}")
    library.ingest()
    data = library.settings.data_folder
    draw = random.Random(seed)
    killed(library, "restore", file, draw.uniform(0.0, 0.3))
    assert len(library.texts()) in {6, 7}
    assert said(library) == [("bonjour",)]
    assert (data / "articles" / "ajout – né.md").exists()
    assert (data / "tokens.json").exists()
    restore(library.settings, file, replace=True)
    assert len(library.texts()) == 6
    assert {p.name for p in library.root.iterdir()} == {"articles", "backup.tar", "index", "index.data"}


@pytest.mark.parametrize("seed", range(2))
def test_a_backup_that_is_killed_is_whole_or_not_there(seed: int, library: Library) -> None:
    place = library.root / "killed"
    place.mkdir()
    killed(library, "backup", place / "b", random.Random(seed).uniform(0.0, 0.3))
    library.open()
    made = sorted(place.glob("b-*"))
    for n, one in enumerate(made):
        second = other(library)
        restore(second.settings, one, replace=n > 0)
        assert second.texts() == library.texts()
    for left in place.glob(".*"):  # taken away by the next backup of that name
        name = left.name.removeprefix(".").removesuffix(".making")
        (place / name).unlink(missing_ok=True)
        backup(library.settings, place / name)
    assert list(place.glob(".*")) == []


@pytest.mark.parametrize("seed", range(3))
def test_a_repair_that_is_killed_can_be_done_again(seed: int, library: Library) -> None:
    before = library.passages()
    killed(library, "repair", library.root, random.Random(seed).uniform(0.05, 0.4))
    repair(library.settings, HashEmbedder)
    assert library.passages() == before


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=32k", "tmpfs", place], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no disk can be mounted here")
    yield place
    subprocess.run(["umount", place], check=True)


def test_a_full_disk_leaves_no_half_backup(library: Library, small_disk: Path) -> None:
    with pytest.raises(UsageError) as caught:
        backup(library.settings, small_disk / "b.tar")
    assert caught.value.key == "backup_write"
    assert list(small_disk.iterdir()) == []


def test_a_full_disk_takes_no_restoring(file: Path, small_disk: Path) -> None:
    with pytest.raises(UsageError) as caught:
        restore(load_settings(index=small_disk / "index"), file)
    assert caught.value.key == "backup_room"
    assert list(small_disk.iterdir()) == []


# the commands


def test_the_commands(library: Library) -> None:
    made = library.root / "b.tar"
    told = sourcier("backup", made, "--index", library.path)
    assert told.code == 0
    assert "generation 1 of the index" in told.out
    assert "Left out: tokens.json" in told.out
    assert "already" in sourcier("backup", made, "--index", library.path).mistake()
    assert "--replace" in sourcier("restore", made, "--index", library.path).mistake()
    second = other(library)
    told = sourcier("restore", made, "--index", second.path)
    assert told.code == 0
    assert "Tokens were not in the backup" in told.out
    again = sourcier("restore", made, "--replace", "--json", "--index", second.path).json
    assert again["generation"] == read_manifest(second.path).generation == 2
    assert "could not be restored" in sourcier("restore", library.root / "none", "--index", second.path).mistake()
    secret = sourcier("backup", library.root / "c.tar", "--secrets", "--json", "--index", library.path).json
    assert secret["secrets"] is True
    assert Path(secret["path"]).exists()
