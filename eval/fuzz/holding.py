"""Targets: question sets, settings, and the files of an index that a stranger hands over."""

from __future__ import annotations

import datetime as dt
import json
import os
import struct
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np

from eval.fuzz import seeds
from eval.fuzz.target import Check, Target, tell, words
from eval.sets.read import parse_set, read_set
from rag.errors import IndexFault, SettingsError, UsageError
from rag.ports import VectorEntry
from rag.settings import FILE, PREFIX, Settings, load_settings
from rag.store.arrays import read_arrays, write_arrays
from rag.store.columns import Columns
from rag.store.manifest import MANIFEST, check_files, read_manifest
from rag.store.names import Ids, Names
from rag.store.segments import Segments
from rag.types import Filter

_JSON = words(
    '{ } [ ] : , " \\" \\ud800 null true false -1 1e999 NaN question answers gold history tags lang answerable'
)
_TOML = words("= [ ] [[ ]] \" ''' \\n # true false inf nan 1979-05-27 0x 1e9 top_k language index data . \\u0000")
_ZIP = (
    b"PK\x03\x04",
    b"PK\x01\x02",
    b"PK\x05\x06",
    b"\x93NUMPY",
    b"'descr': '|O'",
    b"'shape': (-1,)",
    b"'fortran_order': True",
    b".npy",
)
_NUMBERS = (
    *tuple(struct.pack("<q", n) for n in (-1, 0, 1, 2**31 - 1, 2**31, 2**40, 2**63 - 1)),
    b"\xff" * 4,
    b"\x00" * 4,
)


def _set(name: str) -> Callable[[Path], Check]:
    def make(_: Path) -> Check:
        def check(data: bytes) -> None:
            try:
                found = parse_set(Path(name), data)
            except UsageError as error:
                tell(error)
                return
            assert found.cases
            assert len({case.id for case in found.cases}) == len(found.cases)

        return check

    return make


def _beir(folder: Path) -> Check:
    (folder / "qrels").mkdir(exist_ok=True)

    def check(data: bytes) -> None:
        queries, _, judged = data.partition(b"\0\n")
        (folder / "queries.jsonl").write_bytes(queries)
        (folder / "qrels" / "test.tsv").write_bytes(judged)
        with suppress(UsageError):  # which names the line
            assert read_set(folder).cases

    return check


def _toml(folder: Path) -> Check:
    """The folder becomes the current one: the file is read from there."""
    os.chdir(folder)

    def check(data: bytes) -> None:
        (folder / FILE).write_bytes(data)
        _load()

    return check


def _environment(folder: Path) -> Check:
    os.chdir(folder)
    names = [PREFIX + name.upper() for name in Settings.model_fields]

    def check(data: bytes) -> None:
        name, _, value = data.replace(b"\0", b"").decode("utf-8", "surrogateescape").partition("=")
        known = next((k for k in names if k == name), names[len(data) % len(names)])
        os.environ[known] = value
        try:
            _load()
        finally:
            del os.environ[known]

    return check


def _load() -> None:
    try:
        load_settings()
    except SettingsError as error:
        tell(error)


def _manifest(folder: Path) -> Check:
    (folder / "generation-1").mkdir(exist_ok=True)

    def check(data: bytes) -> None:
        (folder / MANIFEST).write_bytes(data)
        try:
            manifest = read_manifest(folder)
            check_files(folder, manifest)
        except FileNotFoundError:
            pass  # the folder of the generation: it may be gone since, and who opens an index looks
        except IndexFault as error:
            tell(error)

    return check


def _arrays(folder: Path) -> Check:
    path = folder / "a.npz"

    def check(data: bytes) -> None:
        path.write_bytes(data)
        for mapped in (0, 1 << 40):
            try:
                for array in read_arrays(path, mapped).values():
                    assert array.dtype != object
                    array.tobytes()
            except ValueError:
                pass  # which an index reports as damage

    return check


def _columns(folder: Path) -> Check:
    path = folder / "columns.npz"

    def check(data: bytes) -> None:
        path.write_bytes(data)
        for mapped in (0, 1 << 40):
            try:
                columns = Columns.load(path, mapped)
            except (ValueError, OSError):
                continue
            len(columns)
            try:
                columns.matching(Filter(languages=("fr",), sources=("G",), date_from=dt.date(2024, 1, 1)))
                list(columns.entries())
                columns.rows(["0" * 32])
            except (ValueError, KeyError, IndexError, OverflowError):
                pass  # hashes are compared before anything is asked of an index; here only memory counts

    return check


def _names(_: Path) -> Check:
    def check(data: bytes) -> None:
        texts = data.decode("utf-8", "replace").replace("\0", "").split("|")
        names = Names(np.empty(0, dtype="U1"))
        numbers = names.numbers(texts)
        assert sorted(names.find(texts).tolist()) == sorted(set(numbers.tolist()))
        assert [str(names.values[n]) for n in numbers] == texts
        ids = [f"{zlib.crc32(text.encode()):032x}" for text in dict.fromkeys(texts)]
        held = Ids(np.empty(0, dtype="S32"))
        held.extend(list(dict.fromkeys(ids)))
        assert held.find(list(dict.fromkeys(ids))).tolist() == list(range(len(set(ids))))

    return check


def _segments(folder: Path) -> Check:
    path = folder / "vectors-00000.faiss"

    def check(data: bytes) -> None:
        path.write_bytes(data)
        for name in folder.glob("*.faiss"):
            if name != path:
                name.unlink()
        try:
            segments = Segments.load(folder)
        except (ValueError, OSError):
            return
        query = np.ones((1, segments.dimension), np.float32)
        alive = np.ones(segments.end, np.bool_)
        segments.search(query, 3, alive)

    return check


def _segment_file() -> list[bytes]:
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        segments = Segments(4)
        segments.append(np.eye(4, dtype=np.float32))
        segments.save(Path(name), None, np.arange(4))
        return [next(Path(name).iterdir()).read_bytes()]


def _columns_file() -> list[bytes]:
    import tempfile

    columns = Columns()
    columns.append([VectorEntry(f"{n:032x}", f"d{n}.md", "fr", dt.date(2024, 5, n + 1), "G") for n in range(5)])
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "a.npz"
        columns.save(path)
        return [path.read_bytes()]


def _array_file() -> list[bytes]:
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "a.npz"
        write_arrays(path, {"a": np.arange(9, dtype=np.int32), "b": np.array(["x", "yy"])})
        return [path.read_bytes(), seeds.pack({"a.npy": b"\x93NUMPY\x01\x00"})]


_CASE = {
    "question": "Qui ?",
    "id": "1",
    "answers": ["M."],
    "gold": ["a.md"],
    "lang": "fr",
    "answerable": True,
    "tags": ["x"],
}
_HISTORY = {"question": "Et ?", "history": [{"role": "user", "text": "Qui ?"}]}
_LINES = (json.dumps(_CASE) + "\n" + json.dumps(_HISTORY) + "\n").encode()
_TABLE = b'question;answers;gold;history\n"Qui ?";M. | N.;a.md;user: Qui ?\nEt ?;;;\n'
_SQUAD = json.dumps(
    {"data": [{"title": "T", "paragraphs": [{"context": "Le pont. Fin.", "qas": [
        {"id": "1", "question": "Quoi ?", "answers": [{"text": "pont", "answer_start": 3}],
        "is_impossible": False}]}]}]}
).encode()  # fmt: skip
_BEIR = b'{"_id": "q1", "text": "Qui ?"}\n\0\nquery-id\tcorpus-id\tscore\nq1\ta.md\t1\n'
_MANIFEST = json.dumps(
    {"schema_version": 3, "generation": 1, "embedder": "e", "fingerprint": "f", "dimension": 4, "documents": 1,
     "passages": 1, "chunker": {"target": 1}, "created": "2026", "files": {"a": {"bytes": 1, "sha256": "x"}}}
).encode()  # fmt: skip

TARGETS = (
    Target("set: JSONL", _set("a.jsonl"), lambda: [_LINES, (_LINES.decode()).encode("utf-16")], _JSON, 40_000),
    Target(
        "set: CSV",
        _set("a.csv"),
        lambda: [_TABLE, _TABLE.replace(b";", b"\t"), _TABLE.replace(b";", b",")],
        words('; , | " \\n \\t user: question'),
        14_000,
    ),
    Target(
        "set: SQuAD",
        _set("a.json"),
        lambda: [_SQUAD],
        _JSON + words("data paragraphs context qas answer_start text"),
        40_000,
    ),
    Target("set: BEIR", _beir, lambda: [_BEIR], _JSON + words("\\t q1 _id text -1 0"), 12_000),
    Target(
        "settings: TOML",
        _toml,
        lambda: [b'top_k = 5\nlanguage = "fr"\nallowed = ["a@b.c"]\n', b"[a]\nb = 1"],
        _TOML,
        6_000,
    ),
    Target(
        "settings: environment",
        _environment,
        lambda: [f"{PREFIX}TOP_K=5".encode(), f'{PREFIX}ALLOWED=["a"]'.encode(), b"x=[1"],
        _TOML,
        10_000,
    ),
    Target(
        "manifest",
        _manifest,
        lambda: [_MANIFEST],
        _JSON + words("schema_version files bytes sha256 generation ../a /etc"),
        20_000,
    ),
    Target("arrays", _arrays, _array_file, _ZIP + _NUMBERS, 20_000),
    Target("columns", _columns, _columns_file, _ZIP + _NUMBERS, 16_000),
    Target("names", _names, lambda: [b"La Gazette|Le Monde|fr|en", b"|"], words("| a é e\u0301"), 60_000),
    Target("segments", _segments, _segment_file, (*_NUMBERS, b"IxFI"), 16_000),
)
"""Eleven of them."""
