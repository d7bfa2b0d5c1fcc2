"""What lies in a folder may be of a stranger or of a broken disk: whatever it is, it is told as damage."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from eval.saved import IDENTITY, load_run
from eval.sets import parse_set
from rag.access import Tokens
from rag.answer.check.given import read_passages
from rag.backup.listing import LIST, header, padding, read_listing
from rag.errors import IndexDamagedError, SettingsError, SourcierError, UsageError
from rag.history.codec import read as read_exchange
from rag.ingest.read import Problem, ReadLimits, read_data, read_file
from rag.ingest.trash import Trash
from rag.mcp.tool import listed
from rag.settings import FILE, load_settings
from rag.store.ivf import NOTE_FILE, Ivf
from rag.store.lock import _holder
from rag.store.manifest import COPY, MANIFEST, read_copy, read_manifest
from rag.store.milvus.ledger import _LEDGER, Edition, Ledger
from rag.store.milvus.ledger import FILE as EDITION
from rag.text.parsed import read_json

BAD = {
    "nested": b"[" * 100_000,
    "nested closed": b"[" * 100_000 + b"]" * 100_000,
    "nested in an object": b'{"a":' * 100_000,
    "a long number": b'{"generation": ' + b"9" * 10_000 + b"}",
    "no number": b'{"generation": NaN, "dimension": Infinity, "format": -Infinity, "schema_version": NaN}',
    "no UTF-8": b'{"generation": "\xff\xfe"}',
    "a lone surrogate": b'{"generation": "\\ud800", "collections": "\\udfff", "files": "\\ud800", "articles": []}',
    "no object": b"[1]",
    "a number": b"7",
    "nothing": b"null",
    "empty": b"",
}
"""What no file of ours is."""


def _put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def _raises(error: type[Exception], work: Callable[[], object]) -> None:
    with pytest.raises(error) as told:
        work()
    if isinstance(told.value, SourcierError):
        assert told.value.localized("fr") != told.value.localized("en")


def _manifest(folder: Path, data: bytes) -> None:
    _put(folder, MANIFEST, data)
    _raises(SourcierError, lambda: read_manifest(folder))
    _put(folder, f"generation-1/{COPY}", data)
    assert read_copy(folder / "generation-1") is None


def _vectors(folder: Path, data: bytes) -> None:
    _put(folder, NOTE_FILE, data)
    _raises(ValueError, lambda: Ivf.load(folder))


def _milvus(folder: Path, data: bytes) -> None:
    _put(folder, EDITION, data)
    _raises(ValueError, lambda: Edition.read(folder))
    _put(folder, _LEDGER, data)
    assert (Ledger(folder).names(), Ledger(folder).writing) == ([], 0)
    Ledger(folder).note("kept")
    assert Ledger(folder).names() == ["kept"]


def _lock(folder: Path, data: bytes) -> None:
    _put(folder, ".holder", data)
    assert _holder(folder) == "another process"


def _trash(folder: Path, data: bytes) -> None:
    _put(folder, "trash/20261126T143000.123456Z-4f1c/articles.json", data)
    _raises(UsageError, lambda: Trash(folder).last())


def _backup(folder: Path, data: bytes) -> None:
    archive = io.BytesIO(header(LIST, len(data)) + data + padding(len(data)))
    _raises(UsageError, lambda: read_listing(archive, folder))


def _tokens(folder: Path, data: bytes) -> None:
    tokens = Tokens(folder)
    _put(folder, tokens.path.name, data)
    _raises(UsageError, tokens.all)


def _run(folder: Path, data: bytes) -> None:
    _put(folder, f"one/{IDENTITY}", data)
    _raises(UsageError, lambda: load_run(folder, "one"))


def _sets(_: Path, data: bytes) -> None:
    for name in ("a.jsonl", "a.csv", "a.json"):
        _raises(UsageError, lambda name=name: parse_set(Path(name), data))  # type: ignore[misc]


def _history(_: Path, data: bytes) -> None:
    _raises(ValueError, lambda: read_exchange(data.decode("utf-8", "replace"), None, ""))


def _passages(_: Path, data: bytes) -> None:
    _raises(UsageError, lambda: read_passages([data.decode("utf-8", "replace")]))


def _article(folder: Path, data: bytes) -> None:
    (item,) = read_file(_put(folder, "a.jsonl", data), ReadLimits())
    assert isinstance(item, Problem)


KINDS = (_manifest, _vectors, _milvus, _lock, _trash, _backup, _tokens, _run, _sets, _history, _passages, _article)


@pytest.mark.parametrize("what", BAD)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__.lstrip("_"))
def test_it_is_told_as_damage(kind: Callable[[Path, bytes], None], what: str, tmp_path: Path) -> None:
    kind(tmp_path, BAD[what])


@pytest.mark.parametrize("what", [w for w in BAD if w not in {"no object", "a number", "nothing"}])
def test_one_kind_of_error_for_all(what: str) -> None:
    if what == "a lone surrogate":
        assert read_json(BAD[what])["articles"] == []
    else:
        _raises(ValueError, lambda: read_json(BAD[what]))


def test_a_list_of_a_client_that_is_none_is_one_value() -> None:
    nested = "[" * 100_000
    assert listed(nested) == [nested]


@pytest.mark.parametrize(
    "text", [b"k = " + b"9" * 10_000, b"k = " + b"[" * 100_000, b"\xff", b"reader = nan", b"k = {a = 1"]
)
def test_a_settings_file_that_cannot_be_read(text: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    _put(tmp_path, str(FILE), text)
    _raises(SettingsError, load_settings)


@pytest.mark.parametrize(
    "tag", ["!!int abc", "!!float x", "!!bool maybe", "!!timestamp then", "!!python/name:os.system a"]
)
def test_a_tag_in_front_matter_makes_a_string(tag: str) -> None:
    (item,) = read_data(Path("a.md"), f"---\ntitle: {tag}\n---\nDu texte.".encode(), ReadLimits())
    assert not isinstance(item, Problem)
    assert item.title == tag.partition(" ")[2]


@pytest.mark.parametrize("answers", [5, True, {"text": "a"}, "a", [5]])
def test_answers_of_squad_that_are_no_list(answers: object) -> None:
    question = {"question": "Qui ?", "answers": answers, "id": "q"}
    text = json.dumps({"data": [{"paragraphs": [{"context": "a", "qas": [question]}]}]})
    _raises(UsageError, lambda: parse_set(Path("a.json"), text.encode()))


@pytest.mark.parametrize("name", ["a\0b", "../a", "/etc/passwd"])
def test_a_manifest_names_no_file_elsewhere(name: str, tmp_path: Path) -> None:
    whole = {
        "schema_version": 3, "generation": 1, "embedder": "e", "fingerprint": "f", "dimension": 4, "chunker": {},
        "documents": 0, "passages": 0, "created": "2026-01-01", "files": {name: {"bytes": 0, "sha256": ""}},
    }  # fmt: skip
    _put(tmp_path, MANIFEST, json.dumps(whole).encode())
    _raises(IndexDamagedError, lambda: read_manifest(tmp_path))
