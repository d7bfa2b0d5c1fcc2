"""Damage to any file of an index is noticed and the file named; an index that does not fit says so."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import IndexDamagedError, IndexFault, IndexMismatchError
from rag.store.index import Index, IndexWriter
from rag.store.manifest import MANIFEST, SCHEMA_VERSION, Manifest, read_manifest, record
from tests.store.shelf import FILES, FIRST, IDENTITY, SECOND, STORE, document, holds, publish, snapshot

NOTHING_ELSE = json.dumps({"schema_version": SCHEMA_VERSION}).encode()


def damage(path: Path) -> IndexDamagedError:
    with pytest.raises(IndexDamagedError) as caught:
        Index.open(path, STORE, IDENTITY)
    assert str(path) in str(caught.value)
    assert "--rebuild" in caught.value.hint()
    return caught.value


# damage


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(name: str, path: Path) -> None:
    (path / "generation-000001" / name).unlink()
    error = damage(path)
    assert (error.key, error.values["file"]) == ("index_file_missing", f"generation-000001/{name}")


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("share", [0.0, 0.5, 0.999])
def test_a_truncated_file_is_named(name: str, share: float, path: Path) -> None:
    file = path / "generation-000001" / name
    os.truncate(file, int(file.stat().st_size * share))
    error = damage(path)
    assert (error.key, error.values["file"]) == ("index_file_changed", f"generation-000001/{name}")


@pytest.mark.parametrize("name", FILES)
def test_a_flipped_byte_is_named_wherever_it_is(name: str, path: Path) -> None:
    file = path / "generation-000001" / name
    content = file.read_bytes()
    for place in (0, 1, 17, len(content) // 3, len(content) // 2, len(content) - 1):
        file.write_bytes(content[:place] + bytes([content[place] ^ 0x20]) + content[place + 1 :])
        error = damage(path)
        assert (error.key, error.values["file"]) == ("index_file_changed", f"generation-000001/{name}")
    file.write_bytes(content)
    Index.open(path, STORE, IDENTITY)


LEXICAL = [name for name in FILES if name.startswith("lexical-")]
PAIRS = list(itertools.combinations(LEXICAL, 2))


def swap(path: Path, one: str, other: str) -> None:
    folder = path / "generation-000001"
    (folder / one).rename(folder / "between")
    (folder / other).rename(folder / one)
    (folder / "between").rename(folder / other)


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_files_that_were_swapped_are_damage(one: str, other: str, path: Path) -> None:
    swap(path, one, other)
    assert damage(path).values["file"] in {f"generation-000001/{one}", f"generation-000001/{other}"}


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_so_they_are_where_no_hash_tells(one: str, other: str, path: Path) -> None:
    """Of files too large to be hashed whenever they are opened, the shape alone tells."""
    swap(path, one, other)
    for name in (one, other):
        accepting(path, read_manifest(path), name)
    assert damage(path).values["file"] == "generation-000001"


def test_a_lexical_index_of_other_passages_is_damage(path: Path) -> None:
    publish(path.parent / "other", FIRST)
    for name in LEXICAL:
        shutil.copyfile(path.parent / "other" / "generation-000001" / name, path / "generation-000001" / name)
        accepting(path, read_manifest(path), name)
    damage(path)


def test_a_generation_that_is_gone_is_named(path: Path) -> None:
    shutil.rmtree(path / "generation-000001")
    assert damage(path).values["file"] == "generation-000001"


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, NOTHING_ELSE])
def test_a_manifest_that_is_none_is_named(content: bytes, path: Path) -> None:
    (path / MANIFEST).write_bytes(content)
    assert damage(path).values["file"] == MANIFEST


def test_a_manifest_that_is_a_folder_is_named(path: Path) -> None:
    (path / MANIFEST).unlink()
    (path / MANIFEST).mkdir()
    assert damage(path).values["file"] == MANIFEST


def test_a_manifest_may_not_point_outside_the_index(path: Path) -> None:
    manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    manifest["files"]["../../secret"] = manifest["files"].pop("columns.npz")
    (path / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    assert damage(path).values["file"] == MANIFEST


def test_counts_that_disagree_with_the_files_are_damage(path: Path) -> None:
    manifest = read_manifest(path)
    for wrong in (replace(manifest, documents=3), replace(manifest, passages=3)):
        wrong.write(path)
        damage(path)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just(10**300),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("one") / "index"
    publish(path, FIRST)
    return path


@settings(max_examples=300)
@given(data=st.data(), value=json_values)
def test_a_manifest_with_any_value_anywhere_is_a_fault_or_as_good(data: st.DataObject, value: Any, one: Path) -> None:
    whole = read_manifest(one)
    raw = asdict(whole)
    place = data.draw(st.sampled_from([*raw, "other", "bytes", "sha256", "file"]))
    if place == "file":
        raw["files"]["columns.npz"] = value
    else:
        (raw["files"]["columns.npz"] if place in ("bytes", "sha256") else raw)[place] = value
    try:
        (one / MANIFEST).write_text(json.dumps(raw), encoding="utf-8")
        index = Index.open(one, STORE, IDENTITY)
        index.manifest.check_chunker(one, IDENTITY)
        assert holds(index, FIRST)
    except IndexFault as error:
        assert str(error)  # noqa: PT017 - only a fault is expected, and not always one
    finally:
        whole.write(one)


@settings(max_examples=200)
@given(data=st.data())
def test_a_flipped_bit_of_the_manifest_is_a_fault_or_does_no_harm(data: st.DataObject, one: Path) -> None:
    content = (one / MANIFEST).read_bytes()
    place, bit = data.draw(st.integers(0, len(content) - 1)), data.draw(st.integers(0, 7))
    try:
        (one / MANIFEST).write_bytes(content[:place] + bytes([content[place] ^ 1 << bit]) + content[place + 1 :])
        assert holds(Index.open(one, STORE, IDENTITY), FIRST)
    except IndexFault as error:
        assert str(one) in str(error)  # noqa: PT017
    finally:
        (one / MANIFEST).write_bytes(content)


def test_a_manifest_of_earlier_is_no_way_back_that_nobody_sees(path: Path) -> None:
    earlier = (path / MANIFEST).read_bytes()
    publish(path, document("c", "Un troisième article."))
    (path / MANIFEST).write_bytes(earlier)
    assert damage(path).values["file"] == MANIFEST
    with pytest.raises(IndexDamagedError):
        IndexWriter(path, STORE, IDENTITY, fresh=False)
    assert (path / "generation-000002" / "catalogue.sqlite").exists()


def test_a_generation_that_was_never_published_is_no_damage(path: Path) -> None:
    shutil.copytree(path / "generation-000001", path / "generation-000002")
    (path / "generation-000002" / ".published").unlink()
    assert holds(Index.open(path, STORE, IDENTITY), FIRST, SECOND)


def test_a_manifest_that_says_something_else_than_its_copy_is_found(path: Path) -> None:
    replace(read_manifest(path), created="2001-01-01T00:00:00+00:00").write(path)
    with pytest.raises(IndexDamagedError) as caught:
        Index.open(path, STORE, IDENTITY).verify()
    assert caught.value.values["file"] == MANIFEST


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE documents SET text = replace(text, 'pont', 'mont')",
        "UPDATE passages SET start = start + 1, end = end + 1 WHERE start = 0",
    ],
)
def test_a_catalogue_that_was_changed_is_found_where_no_hash_tells(change: str, path: Path) -> None:
    file = path / "generation-000001" / "catalogue.sqlite"
    with closing(sqlite3.connect(file)) as db:
        db.execute(change)
        db.commit()
    manifest = read_manifest(path)
    files = manifest.files | {"catalogue.sqlite": record(file)}
    replace(manifest, files=files).copied(file.parent).write(path)
    with pytest.raises(IndexDamagedError) as caught:
        Index.open(path, STORE, IDENTITY).verify()
    assert caught.value.values["file"] == "generation-000001/catalogue.sqlite"


# another schema, another model, another chunker


@pytest.mark.parametrize("version", [0, 1, SCHEMA_VERSION + 1, str(SCHEMA_VERSION), None])
def test_another_schema_is_a_mismatch(version: object, path: Path) -> None:
    raw = json.loads((path / MANIFEST).read_text(encoding="utf-8")) | {"schema_version": version}
    (path / MANIFEST).write_text(json.dumps(raw), encoding="utf-8")
    with pytest.raises(IndexMismatchError) as caught:
        Index.open(path, STORE)
    assert caught.value.key == "index_schema"
    assert str(version) in str(caught.value)
    assert f"sourcier ingest FOLDER --rebuild --index {path}" in caught.value.hint()


@pytest.mark.parametrize("other", [{"fingerprint": "another"}, {"dimension": 65}])
def test_another_model_is_a_mismatch_for_readers_and_writers(other: dict[str, Any], path: Path) -> None:
    wanted = replace(IDENTITY, **other, embedder="newer")
    before = snapshot(path)
    with pytest.raises(IndexMismatchError) as caught:
        Index.open(path, STORE, wanted)
    assert caught.value.key == "index_model"
    assert "newer" in str(caught.value)
    with pytest.raises(IndexMismatchError):
        IndexWriter(path, STORE, wanted, fresh=False)
    assert snapshot(path) == before


def test_a_model_of_another_name_and_the_same_weights_fits(path: Path) -> None:
    Index.open(path, STORE, replace(IDENTITY, embedder="renamed"))


def test_another_chunker_is_a_mismatch_for_writers_alone(path: Path) -> None:
    wanted = replace(IDENTITY, chunker={"target_tokens": 100, "max_tokens": 256})
    before = snapshot(path)
    assert holds(Index.open(path, STORE, wanted), FIRST, SECOND)
    with pytest.raises(IndexMismatchError) as caught:
        IndexWriter(path, STORE, wanted, fresh=False)
    assert caught.value.key == "index_chunker"
    assert "target_tokens 160" in str(caught.value)
    assert "target_tokens 100" in str(caught.value)
    assert snapshot(path) == before


def test_a_fresh_writer_minds_neither_damage_nor_mismatch(path: Path) -> None:
    for content in ("{", '{"schema_version": 99}'):
        (path / MANIFEST).write_text(content, encoding="utf-8")
        manifest = publish(path, FIRST, fresh=True)
        assert holds(Index.open(path, STORE, IDENTITY), FIRST)
    assert manifest.generation == 3


# nothing that runs code when it is read


def test_no_file_holds_a_pickle(path: Path) -> None:
    files = [p for p in path.rglob("[!.]*") if p.is_file()]
    assert len(files) == 1 + len(FILES)
    assert not [p for p in files if p.read_bytes()[:1] == b"\x80"]
    for name in FILES:
        if name.endswith(".npz"):
            with np.load(path / "generation-000001" / name, allow_pickle=False) as columns:
                assert all(columns[field].dtype.kind in "UiS" for field in columns.files)
        elif name.endswith(".npy"):
            assert np.load(path / "generation-000001" / name, allow_pickle=False).dtype.kind in "ui"


def test_a_pickle_in_the_place_of_a_file_is_not_read(path: Path) -> None:
    ran = path / "ran"
    harmful = f"cos\nsystem\n(S'touch {ran}'\ntR.".encode()
    for name in FILES:
        publish(path, FIRST, SECOND, fresh=True)
        manifest = read_manifest(path)
        (path / manifest.folder / name).write_bytes(harmful)
        accepting(path, manifest, name)
        with pytest.raises(IndexDamagedError):
            Index.open(path, STORE, IDENTITY).verify()
    assert not ran.exists()


def accepting(path: Path, manifest: Manifest, name: str) -> None:
    """Puts a file's present hash into the manifest, as whoever put the file there would."""
    replace(manifest, files=manifest.files | {name: record(path / manifest.folder / name)}).write(path)
