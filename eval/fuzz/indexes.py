"""Targets: the files of an index that a stranger hands over."""

from __future__ import annotations

import datetime as dt
import json
import struct
import tempfile
import zlib
from pathlib import Path

import numpy as np

from eval.fuzz import seeds
from eval.fuzz.holding import JSON
from eval.fuzz.target import Check, Target, tell, words
from rag.errors import IndexFault
from rag.ports import VectorEntry
from rag.store.arrays import read_arrays, write_arrays
from rag.store.columns import Columns
from rag.store.manifest import MANIFEST, check_files, read_manifest
from rag.store.names import Ids, Names
from rag.store.segments import Segments
from rag.types import Filter

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
    with tempfile.TemporaryDirectory() as name:
        segments = Segments(4)
        segments.append(np.eye(4, dtype=np.float32))
        segments.save(Path(name), None, np.arange(4))
        return [next(Path(name).iterdir()).read_bytes()]


def _columns_file() -> list[bytes]:
    columns = Columns()
    columns.append([VectorEntry(f"{n:032x}", f"d{n}.md", "fr", dt.date(2024, 5, n + 1), "G") for n in range(5)])
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "a.npz"
        columns.save(path)
        return [path.read_bytes()]


def _array_file() -> list[bytes]:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "a.npz"
        write_arrays(path, {"a": np.arange(9, dtype=np.int32), "b": np.array(["x", "yy"])})
        return [path.read_bytes(), seeds.pack({"a.npy": b"\x93NUMPY\x01\x00"})]


_MANIFEST = json.dumps(
    {"schema_version": 3, "generation": 1, "embedder": "e", "fingerprint": "f", "dimension": 4, "documents": 1,
     "passages": 1, "chunker": {"target": 1}, "created": "2026", "files": {"a": {"bytes": 1, "sha256": "x"}}}
).encode()  # fmt: skip

TARGETS = (
    Target(
        "manifest",
        _manifest,
        lambda: [_MANIFEST],
        JSON + words("schema_version files bytes sha256 generation ../a /etc"),
        20_000,
    ),
    Target("arrays", _arrays, _array_file, _ZIP + _NUMBERS, 20_000),
    Target("columns", _columns, _columns_file, _ZIP + _NUMBERS, 16_000),
    Target("names", _names, lambda: [b"La Gazette|Le Monde|fr|en", b"|"], words("| a é e\u0301"), 60_000),
    Target("segments", _segments, _segment_file, (*_NUMBERS, b"IxFI"), 16_000),
)
"""Five of them."""
