"""Vectors in files of a bounded size, written once, opened memory-mapped, linked from one generation to the next.

What is added waits in memory until it is saved. A vector has a place: its number when all segments and then what waits
are laid end to end. Places of vectors that were deleted stay empty until the next save, which writes only the segments
that lost or gained something: nothing of a removed article is left behind, and the others cost a link.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from rag.types import Vectors

PATTERN = "vectors*.faiss"
SEGMENT = 65_536
"""Vectors of a full segment: 100 MB at 384 dimensions, a tenth of a second to write."""

_SINGLE = 2000
"""Up to so many vectors are read one by one; more are taken from the mapped file."""
_HEAD = struct.Struct("<4siqqq?iQ")
"""Of a flat index with inner products: kind, dimension, vectors, twice a constant, trained, metric, floats."""
_UNUSED = 1 << 20
"""That constant."""

Places = NDArray[np.int64]


class _Reader:
    """Reads single vectors out of a segment's file. A page that is mapped for one of them would count as memory in use,
    and so would the fifteen around it.
    """

    _descriptor = -1

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDONLY)

    def __del__(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)

    def at(self, rows: Places, dimension: int) -> Vectors:
        """`(n, dim)`. Raises OSError where the file is not as long as it was."""
        width = 4 * dimension
        parts = [os.pread(self._descriptor, width, _HEAD.size + width * row) for row in rows.tolist()]
        content = b"".join(parts)
        if len(content) < width * len(rows):
            raise OSError("a segment of vectors was cut short")
        return np.frombuffer(content, dtype=np.float32).reshape(-1, dimension)


@dataclass(frozen=True, slots=True)
class _Segment:
    """`name` is that of its file in the folder saved last; `sealed` a file elsewhere. It has neither while it waits."""

    index: Any
    name: str = ""
    sealed: Path | None = None
    reader: _Reader | None = None

    @classmethod
    def opened(cls, path: Path, *, sealed: bool = False) -> _Segment:
        """Of a file. Raises OSError or ValueError when it is none."""
        return cls(_opened(path), "" if sealed else path.name, path if sealed else None, _Reader(path))

    def at(self, rows: Places) -> Vectors:
        """Its vectors `(n, dim)` at rows."""
        if self.reader is not None and len(rows) <= _SINGLE:
            return self.reader.at(rows, self.index.d)
        found: Vectors = self.index.reconstruct_batch(rows)
        return found

    def __len__(self) -> int:
        return int(self.index.ntotal)

    def file(self, before: Path | None) -> Path | None:
        """Where it can be linked from, if anywhere."""
        return self.sealed or (before / self.name if before and self.name else None)


class Segments:
    """Reads may run in any number of threads; the writer is alone."""

    def __init__(self, dimension: int, full: int = SEGMENT) -> None:
        self.dimension = dimension
        self.full = full
        self._held: list[_Segment] = []
        self._waiting = _flat(dimension)

    @classmethod
    def load(cls, folder: Path, full: int = SEGMENT) -> Segments:
        """Opens what `save` wrote, memory-mapped. Raises OSError or ValueError when it is not that."""
        paths = sorted(folder.glob(PATTERN))
        if not paths:
            raise FileNotFoundError(folder / PATTERN)
        return cls.opened(paths, full)

    @classmethod
    def opened(cls, paths: Sequence[Path], full: int = SEGMENT) -> Segments:
        """Those files alone, in that order. Raises OSError or ValueError."""
        held = [_Segment.opened(path) for path in paths]
        dimensions = {segment.index.d for segment in held}
        if len(dimensions) > 1:
            raise ValueError("segments of different dimensions")
        segments = cls(dimensions.pop(), full)
        segments._held = held
        return segments

    @property
    def end(self) -> int:
        """The place that the next vector gets."""
        return sum(len(segment) for segment in self._held) + self.waiting

    @property
    def waiting(self) -> int:
        """How many vectors are in no file yet."""
        return int(self._waiting.ntotal)

    def append(self, vectors: Vectors) -> None:
        """Adds `(n, dim)` behind the others."""
        self._waiting.add(np.ascontiguousarray(vectors, dtype=np.float32))

    def at(self, places: Places) -> Vectors:
        """The vectors `(n, dim)` at places, in their order; the caller's own."""
        found = np.empty((len(places), self.dimension), dtype=np.float32)
        for start, segment in self._placed():
            here = np.flatnonzero((places >= start) & (places < start + len(segment)))
            if len(here):
                found[here] = segment.at(places[here] - start)
        return found

    def search(self, queries: Vectors, k: int, alive: NDArray[np.bool_]) -> tuple[Vectors, Places]:
        """The best `k` of the places that are True in `alive`, by inner product, for each of `(q, dim)`.

        Two arrays `(q, k)`, scores and places, best first; -1 for a place where there are fewer.
        """
        scores, places = [], []
        for start, segment in self._placed():
            mask = alive[start : start + len(segment)]
            if not mask.any():
                continue
            bits = np.packbits(mask, bitorder="little")
            chosen = None if mask.all() else faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bits))  # type: ignore[call-arg,arg-type]
            near, where = segment.index.search(queries, min(k, len(segment)), params=chosen)
            scores.append(near)
            places.append(np.where(where >= 0, where + start, -1))
        if not scores:
            return np.empty((len(queries), 0), np.float32), np.empty((len(queries), 0), np.int64)
        near, where = np.concatenate(scores, axis=1), np.concatenate(places, axis=1)
        near = np.where(where >= 0, near, -np.inf)
        order = np.argsort(-near, axis=1, kind="stable")[:, :k]
        return np.take_along_axis(near, order, axis=1), np.take_along_axis(where, order, axis=1)

    def seal(self, path: Path) -> None:
        """Moves what waits into a file, out of memory. Raises OSError when the disk does not take it."""
        _write(self._waiting, path)
        self._held.append(_Segment.opened(path, sealed=True))
        self._waiting = _flat(self.dimension)

    def save(self, folder: Path, before: Path | None, kept: Places) -> list[str]:
        """Writes the vectors at the places `kept`, in order, and goes on with them: place i is then that of `kept[i]`.

        Segments that stay as they are become links to those in `before`. Returns the names of the files. Raises OSError
        when the disk does not take them.
        """
        saved: list[_Segment] = []
        for segment in self._parts(kept):
            name = f"vectors-{len(saved):06d}.faiss"
            file = segment.file(before)
            if file is None or not _linked(file, folder / name):
                _write(segment.index, folder / name)
            saved.append(_Segment.opened(folder / name))
        self._held, self._waiting = saved, _flat(self.dimension)
        return [segment.name for segment in saved]

    def _parts(self, kept: Places) -> Iterator[_Segment]:
        """The segments to be. One that is at least half full, and lost nothing, stays as it is."""
        loose = _flat(self.dimension)
        empty = True
        for start, segment in self._placed():
            here = kept[np.searchsorted(kept, start) : np.searchsorted(kept, start + len(segment))] - start
            if segment.index is not self._waiting and len(here) == len(segment) >= self.full // 2:
                if loose.ntotal:
                    yield _Segment(loose)
                    loose = _flat(self.dimension)
                yield segment
                empty = False
                continue
            while len(here):
                room = self.full - int(loose.ntotal)
                loose.add(segment.index.reconstruct_batch(here[:room]))
                here = here[room:]
                if loose.ntotal == self.full:
                    yield _Segment(loose)
                    loose, empty = _flat(self.dimension), False
        if loose.ntotal or empty:
            yield _Segment(loose)

    def _placed(self) -> Iterator[tuple[int, _Segment]]:
        start = 0
        for segment in (*self._held, _Segment(self._waiting)):
            if len(segment):
                yield start, segment
            start += len(segment)


def vectors_in(size: int, dimension: int) -> int:
    """How many vectors a file of that size in bytes holds."""
    return max(0, size - _HEAD.size) // (4 * dimension)


def _flat(dimension: int) -> Any:
    return faiss.IndexFlatIP(dimension)


def _linked(file: Path, link: Path) -> bool:
    """Whether the file could be linked: not every file system has links."""
    try:
        os.link(file, link)
    except OSError:
        return False
    return True


def _write(index: Any, path: Path) -> None:
    """Writes a flat index as FAISS does, which would not tell a full disk from others, nor see that the end is missing.

    Raises OSError when the disk does not take it.
    """
    floats = index.ntotal * index.d
    with path.open("wb") as file:
        file.write(_HEAD.pack(b"IxFI", index.d, index.ntotal, _UNUSED, _UNUSED, True, 0, floats))
        if floats:
            file.write(faiss.rev_swig_ptr(index.get_xb(), floats).data)


def _opened(path: Path) -> Any:
    _check_head(path)
    try:
        return faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
    except RuntimeError as error:
        raise ValueError(f"{path.name} cannot be read") from error


def _check_head(path: Path) -> None:
    """Raises ValueError where the file is not, byte for byte, how FAISS begins a flat index of that size.

    FAISS believes the lengths of a file that it maps: with a wrong one it would read outside.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD.size)
    if len(head) < _HEAD.size:
        raise ValueError(f"{path.name} is too short")
    dimension = struct.unpack_from("<i", head, 4)[0]
    floats, rest = divmod(path.stat().st_size - _HEAD.size, 4)
    if rest or dimension <= 0 or floats % dimension:
        raise ValueError(f"{path.name} has another length")
    if head != _HEAD.pack(b"IxFI", dimension, floats // dimension, _UNUSED, _UNUSED, True, 0, floats):
        raise ValueError(f"{path.name} is an index of another kind")
